// SPDX-License-Identifier: MIT
// A proxy's plugin: opens a front, takes a name, tells what it is told of where the gateway is, and
// vouches for clients by a header. The header x-vouch says how: "ada" and the like at once,
// "later:ada" by a timer, "late:ada" by one of 7 seconds, "never" not at all, "why" with a reason
// against it, "throw" by throwing, "mallory" by a word of the gateway's own.
#include <openclaw/iface/draft/advertiser.h>
#include <openclaw/iface/draft/client-identity.h>
#include <openclaw/iface/draft/front.h>
#include <openclaw/plugin.hpp>

#include <stdexcept>
#include <string>

namespace {

class Fronter : public oc::Plugin {
 public:
  explicit Fronter(oc::Host h) : Plugin(h) {}

  int start() override {
    front_ = static_cast<const oc_front *>(host.find(OC_FRONT).ops);
    return front_ ? 0 : -1;
  }

  void open(oc::Request request, std::string_view) {
    uint16_t port = 0;
    const int err = front_->open(host.self(), &port);
    request.reply(std::to_string(err < 0 ? err : port));
  }

  void close(oc::Request request, std::string_view) {
    front_->close(host.self());
    request.reply("{}");
  }

  void name(oc::Request request, std::string_view params) {
    const std::size_t end = params.rfind('"');
    const std::size_t begin = params.rfind('"', end - 1) + 1;
    const std::string_view text = params.substr(begin, end - begin);
    request.reply(std::to_string(front_->set_name(host.self(), oc::str(text))));
  }

  void told(oc::Request request, std::string_view) { request.reply("[" + told_ + "]"); }

  void reach(const oc_reach *reach) {
    if (!told_.empty()) told_ += ',';
    told_ += "{\"port\":" + std::to_string(reach->port) + ",\"bind\":\"" +
             std::string(oc::view(reach->bind)) + "\",\"tailnetName\":\"" +
             std::string(oc::view(reach->tailnet_name)) +
             "\",\"addresses\":" + std::string(oc::view(reach->addresses_json)) + "}";
  }

  int identify(const oc_identity_ask *ask, void (*done)(void *, const oc_identity *), void *arg) {
    std::string how(oc::view(ask->header(ask, "x-vouch")));
    if (how.empty()) return 0;
    if (how == "throw") throw std::runtime_error(how);
    if (how == "never") return 1;
    if (how == "why") {
      oc_identity unknown{};
      unknown.size = sizeof unknown;
      unknown.why = oc::str("nobody_of_that_name");
      done(arg, &unknown);
      return 1;
    }
    const std::size_t colon = how.find(':');
    if (colon == std::string::npos) {
      vouch(how, done, arg);
      return 1;
    }
    const uint64_t ms = how.substr(0, colon) == "late" ? 7000 : 10;
    timer_ = host.after(ms, [done, arg, who = how.substr(colon + 1)] { vouch(who, done, arg); });
    return 1;
  }

 private:
  static void vouch(std::string_view who, void (*done)(void *, const oc_identity *), void *arg) {
    oc_identity identity{};
    identity.size = sizeof identity;
    identity.method = oc::str(who == "mallory" ? "token" : "fronter");
    identity.login = oc::str(who);
    done(arg, &identity);
  }

  const oc_front *front_ = nullptr;
  std::string told_;
  oc::Sub timer_;
};

Fronter &of(void *state) { return *static_cast<Fronter *>(static_cast<oc::Plugin *>(state)); }

template <auto Member>
constexpr oc_method row(const char *name) {
  return {name, "any", "operator.read", 0, nullptr, oc::handler<Member>, nullptr};
}

constexpr oc_method kRows[] = {
    row<&Fronter::open>("fronter.open"), row<&Fronter::close>("fronter.close"),
    row<&Fronter::name>("fronter.name"), row<&Fronter::told>("fronter.told")};
constexpr oc_methods kMethods = {sizeof(oc_methods), sizeof(oc_method), kRows,
                                 sizeof kRows / sizeof kRows[0]};
constexpr oc_advertiser kAdvertiser = {
    sizeof(oc_advertiser), [](void *state, const oc_reach *reach) { of(state).reach(reach); }};
constexpr oc_client_identity kIdentity = {
    sizeof(oc_client_identity),
    [](void *state, const oc_identity_ask *ask, void (*done)(void *, const oc_identity *),
       void *arg) { return of(state).identify(ask, done, arg); }};
constexpr oc_service kServices[] = {{OC_METHODS, &kMethods},
                                    {OC_ADVERTISER, &kAdvertiser},
                                    {OC_CLIENT_IDENTITY, &kIdentity},
                                    {nullptr, nullptr}};

}  // namespace

OC_PLUGIN(Fronter, ID, "1.0", "Stands in front", kServices, nullptr, nullptr)
