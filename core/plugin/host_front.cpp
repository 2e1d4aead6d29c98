// SPDX-License-Identifier: MIT
// oc.front/1 and oc.advertiser/1.
#include <openclaw/iface/draft/advertiser.h>
#include <openclaw/iface/draft/front.h>

#include <cerrno>
#include <openclaw/ascii.hpp>

#include "core/json/json.hpp"
#include "core/net/address.hpp"
#include "core/plugin/host.hpp"
#include "core/plugin/host_table.hpp"
#include "core/plugin/self.hpp"

namespace openclaw {
namespace {

constexpr const char* kLoopback = "127.0.0.1";
constexpr std::size_t kLongestDnsName = 253;  // RFC 1035, without the dot at its end

int front_open(oc_self* self, std::uint16_t* port) {
  if (!on_loop(self, "open")) return -EPERM;
  if (!port) return -EINVAL;
  if (self->stopped || self->stopping.plugin) return -ECANCELED;
  if (self->front) return -EEXIST;
  Result<Listener> listener = Listener::open(kLoopback, 0);
  if (!listener) {
    log_line(LogLevel::warn, self->id, listener.error().message);
    return -EADDRNOTAVAIL;
  }
  self->front = std::move(*listener);
  self->front->start(self->host.world().loop(),
                     [self](int fd) { self->host.world().adopt(fd, {.front = self->id}); });
  *port = self->front->port();
  return 0;
}

void front_close(oc_self* self) {
  if (on_loop(self, "close")) self->front.reset();
}

bool is_dns_name(std::string_view name) {
  const auto allowed = [](char c) {
    return oc::is_letter_or_digit(c) || c == '-' || c == '.' || c == ':';
  };
  return name.size() <= kLongestDnsName && !name.ends_with('.') &&
         std::all_of(name.begin(), name.end(), allowed);
}

int front_set_name(oc_self* self, oc_str dns_name) {
  if (!on_loop(self, "set_name")) return -EPERM;
  const std::string name(view(dns_name));
  if (!is_dns_name(name)) return -EINVAL;
  self->front_named = !name.empty();
  self->host.world().set_front_name(self->id, name);
  return 0;
}

}  // namespace

void PluginHost::tell_reach(const Reach& reach) {
  JsonWriter addresses;
  addresses.array();
  for (const std::string& address : reach.addresses) addresses.value(address);
  const std::string list = addresses.end().take();
  oc_reach told{};
  told.size = sizeof told;
  told.port = reach.port;
  told.bind = borrow(reach.bind);
  told.addresses_json = borrow(list);
  told.tls_sha256 = borrow(reach.tls_sha256);
  told.tailnet_name = borrow(reach.tailnet_name);
  each_started(OC_ADVERTISER, [&told](oc_self& plugin, const void* ops) {
    const auto& advertiser = *static_cast<const oc_advertiser*>(ops);
    if (!OC_HAS(&advertiser, reach) || plugin.stopping.plugin) return;
    enter_plugin(plugin, "reach", [&] { advertiser.reach(plugin.state, &told); });
  });
}

void drop_front(oc_self& plugin) {
  plugin.front.reset();
  if (std::exchange(plugin.front_named, false)) plugin.host.world().set_front_name(plugin.id, {});
}

oc_iface front_iface(PluginHost& host) {
  static const oc_front table = {.size = sizeof(oc_front),
                                 .open = front_open,
                                 .close = front_close,
                                 .set_name = front_set_name};
  return {&table, &host};
}

}  // namespace openclaw
