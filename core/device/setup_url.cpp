// SPDX-License-Identifier: MIT
#include "core/device/setup_url.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <openclaw/text.hpp>

#include "core/http/message.hpp"
#include "core/net/address.hpp"

namespace openclaw {
namespace {

constexpr const char* kOnlyLoopback =
    "Gateway is only bound to loopback. Set gateway.bind=lan, enable tailscale serve, or configure "
    "plugins.entries.device-pair.config.publicUrl.";

bool in_any(const Address& address, std::initializer_list<std::string_view> ranges) {
  return std::any_of(ranges.begin(), ranges.end(), [&address](std::string_view range) {
    const auto parsed = AddressRange::parse(range);
    return parsed && parsed->holds(address);
  });
}

// The part of a url that names the host, without brackets.
std::string host_of(std::string_view url) {
  url.remove_prefix(url.find("://") + 3);
  url = url.substr(0, url.find('/'));
  if (url.starts_with('[')) return oc::lower(url.substr(1, url.find(']') - 1));
  return oc::lower(url.substr(0, url.find(':')));
}

bool names_loopback(const std::string& host) {
  return host == "localhost" || is_loopback_address(host);
}

bool is_rfc1918(const std::string& host) {
  const auto address = Address::parse(host);
  return address && in_any(*address, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"});
}

// Where a phone may speak without TLS: its own home network.
bool may_be_clear(const std::string& host) {
  if (names_loopback(host) || host.ends_with(".local") || host.ends_with(".local.")) return true;
  const auto address = Address::parse(host);
  return address && in_any(*address, {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                      "169.254.0.0/16", "fe80::/16", "fc00::/7"});
}

bool is_host(std::string_view host) {
  if (host.starts_with('[')) {
    return host.ends_with(']') && Address::parse(host.substr(1, host.size() - 2)).has_value();
  }
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return oc::is_letter_or_digit(c) || c == '.' || c == '-' || c == '_';
  });
}

bool is_plain_path(std::string_view path) {
  return std::all_of(path.begin(), path.end(),
                     [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

// "host", "host:port" or "[v6]:port", without the scheme's own port.
std::string normal_authority(std::string_view text, bool secure) {
  const std::size_t end = text.starts_with('[') ? text.find(']') : 0;
  if (end == std::string_view::npos) return {};
  const std::size_t colon = text.find(':', end);
  const std::string_view host = text.substr(0, colon);
  if (!is_host(host)) return {};
  const std::string_view digits =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (digits.empty()) return oc::lower(host);
  std::uint16_t port = 0;
  const auto [stop, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (problem != std::errc() || stop != digits.data() + digits.size()) return {};
  if (port == (secure ? 443 : 80)) return oc::lower(host);
  return oc::lower(host) + ':' + std::to_string(port);
}

Error error_of(std::string text) { return invalid_request(std::move(text)); }

Result<SetupUrl> at_port(const SetupPlaces& places, const std::string& host, const char* source) {
  return SetupUrl{(places.tls ? "wss://" : "ws://") + host + ':' + std::to_string(places.port),
                  source};
}

std::string lan_address(const SetupNetwork& network) {
  std::vector<std::string> found = network.addresses();
  std::erase_if(found, [](const std::string& one) { return !is_rfc1918(one); });
  if (found.size() > 1) {
    const std::string outward = network.outward();
    if (std::find(found.begin(), found.end(), outward) != found.end()) return outward;
  }
  return found.empty() ? std::string() : found.front();
}

Result<SetupUrl> bound_url(const SetupPlaces& places, const SetupNetwork& network) {
  switch (places.bind.mode) {
    case BindMode::kCustom:
      if (!places.bind.custom_host.empty()) {
        return at_port(places, places.bind.custom_host, "gateway.bind=custom");
      }
      return error_of("gateway.bind=custom requires gateway.customBindHost.");
    case BindMode::kTailnet:
      for (const std::string& one : network.addresses()) {
        if (is_tailnet_address(one)) return at_port(places, one, "gateway.bind=tailnet");
      }
      return error_of("gateway.bind=tailnet set, but no tailnet IP was found.");
    case BindMode::kLan: {
      const std::string found = lan_address(network);
      if (!found.empty()) return at_port(places, found, "gateway.bind=lan");
      return error_of("gateway.bind=lan set, but no private LAN IP was found.");
    }
    case BindMode::kLoopback:
    case BindMode::kAuto: break;
  }
  return error_of(kOnlyLoopback);
}

Result<SetupUrl> named_url(const SetupPlaces& places, const SetupWish& wish,
                           const SetupNetwork& network) {
  const bool asked = !wish.public_url.empty();
  const std::string& chosen = asked || wish.prefer_remote ? wish.public_url : places.public_url;
  if (!oc::trimmed(chosen).empty()) {
    std::string url = normal_gateway_url(chosen);
    if (url.empty()) return error_of("Configured publicUrl is invalid.");
    return SetupUrl{std::move(url),
                    asked ? "request.publicUrl" : "plugins.entries.device-pair.config.publicUrl"};
  }
  const bool ours = !places.is_elsewhere || wish.prefer_remote;
  const std::string_view remote = ours ? oc::trimmed(places.remote_url) : std::string_view();
  const std::string url = normal_gateway_url(remote);
  if (!remote.empty() && url.empty()) {
    return error_of("Configured gateway.remote.url is invalid.");
  }
  const SetupUrl by_remote{url, "gateway.remote.url"};
  if (!url.empty() && wish.prefer_remote) return by_remote;
  if (places.tailscale == "serve" || places.tailscale == "funnel") {
    if (!places.tailnet_name.empty()) {
      return SetupUrl{"wss://" + places.tailnet_name, "gateway.tailscale.mode=" + places.tailscale};
    }
    return error_of(std::string("Tailscale ") + (places.tailscale == "serve" ? "Serve" : "Funnel") +
                    " is enabled, but the gateway has no name in the tailnet yet: its route is not "
                    "up, or MagicDNS is off. `openclaw gateway status` shows which.");
  }
  if (!url.empty()) return by_remote;
  return bound_url(places, network);
}

// Nothing is sent: the kernel only chooses the way.
std::string outward_address() {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return {};
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(9);
  ::inet_pton(AF_INET, "192.0.2.1", &there.sin_addr);
  sockaddr_in here{};
  socklen_t size = sizeof here;
  std::array<char, INET_ADDRSTRLEN> text{};
  const bool found = ::connect(fd, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size) == 0 &&
                     ::inet_ntop(AF_INET, &here.sin_addr, text.data(), text.size()) != nullptr;
  ::close(fd);
  return found ? std::string(text.data()) : std::string();
}

}  // namespace

SetupNetwork own_setup_network() { return {own_network().addresses, outward_address}; }

std::string normal_gateway_url(std::string_view text) {
  text = oc::trimmed(text);
  const std::size_t colon = text.find("://");
  const bool named = colon != std::string_view::npos;
  const std::string scheme = named ? oc::lower(text.substr(0, colon)) : std::string("ws");
  const bool secure = scheme == "wss" || scheme == "https";
  if (!secure && scheme != "ws" && scheme != "http") return {};
  if (named) text.remove_prefix(colon + 3);
  const std::string_view rest = text.substr(0, text.find_first_of("?#"));
  const std::size_t slash = rest.find('/');
  const std::string authority = normal_authority(rest.substr(0, slash), secure);
  if (authority.empty()) return {};
  // What has no scheme is taken for a host alone.
  std::string_view path =
      named && slash != std::string_view::npos ? rest.substr(slash) : std::string_view();
  if (path == "/") path = {};
  if (!is_plain_path(path)) return {};
  return (secure ? "wss://" : "ws://") + authority + std::string(path);
}

bool is_private_url(std::string_view url) {
  return url.starts_with("wss://") || (url.starts_with("ws://") && names_loopback(host_of(url)));
}

Result<SetupUrl> find_setup_url(const SetupPlaces& places, const SetupWish& wish,
                                const SetupNetwork& network) {
  Result<SetupUrl> found = named_url(places, wish, network);
  if (!found || found->url.starts_with("wss://") || may_be_clear(host_of(found->url))) {
    return found;
  }
  return error_of(
      "Tailscale and public mobile pairing require a secure gateway URL (wss://) or Tailscale "
      "Serve/Funnel. Resolved source: " +
      (found->source == "request.publicUrl" ? "plugins.entries.device-pair.config.publicUrl"
                                            : found->source) +
      ". Fix: use a private LAN address, prefer gateway.tailscale.mode=serve, or set "
      "gateway.remote.url / plugins.entries.device-pair.config.publicUrl to a wss:// URL. ws:// is "
      "only valid for localhost, private LAN addresses, .local hosts, or the Android emulator.");
}

}  // namespace openclaw
