// SPDX-License-Identifier: MIT
#include <openclaw/text.hpp>

#include <charconv>
#include <set>

#include "answers.hpp"
#include "noisy_json.hpp"

namespace tailscale {
namespace {

constexpr const char* kPort = "443";
constexpr std::string_view kToTls = "https+insecure://127.0.0.1:";  // of a certificate of its own

bool is_at_port(std::string_view host_and_port) {
  const std::size_t colon = host_and_port.rfind(':');
  return colon == std::string_view::npos || host_and_port.substr(colon + 1) == kPort;
}

std::string host_of(std::string_view host_and_port) {
  return one_line(host_and_port.substr(0, host_and_port.rfind(':')));
}

// "http://127.0.0.1:18789" and "http://localhost:18789/", the same to its TLS, and nothing like
// them.
bool leads_to(std::string_view proxy, std::uint16_t port) {
  if (proxy.ends_with('/')) proxy.remove_suffix(1);
  const std::string number = std::to_string(port);
  for (const std::string_view way :
       {std::string_view("http://127.0.0.1:"), std::string_view("http://localhost:"), kToTls}) {
    if (proxy == std::string(way) + number) return true;
  }
  return false;
}

// 0 for what does not lead to one of this machine.
std::uint16_t port_of(std::string_view proxy) {
  constexpr std::string_view kHere = "http://127.0.0.1:";
  if (!proxy.starts_with(kHere)) return 0;
  std::uint16_t port = 0;
  std::from_chars(proxy.data() + kHere.size(), proxy.data() + proxy.size(), port);
  return leads_to(proxy, port) ? port : std::uint16_t{0};
}

std::string target_words(const cJSON* handler) {
  const std::string_view proxy = oc::text(handler, "Proxy");
  if (!proxy.empty()) return one_line(proxy);
  const std::string_view path = oc::text(handler, "Path");
  return path.empty() ? "something that is no proxy" : one_line(path);
}

// Of one set of routes: that of the background, or of one program in the foreground.
struct Https {
  const cJSON* port = nullptr;     // TCP["443"]
  const cJSON* server = nullptr;   // the only one of Web, or the first of several
  const cJSON* handler = nullptr;  // its first
  int servers = 0;
};

Https https_of(const cJSON* config) {
  Https found;
  found.port = object(object(config, "TCP"), kPort);
  const cJSON* server = nullptr;
  cJSON_ArrayForEach(server, object(config, "Web")) {
    if (!is_at_port(server->string)) continue;
    if (found.servers++ == 0) found.server = server;
  }
  const cJSON* handlers = object(found.server, "Handlers");
  if (handlers) found.handler = handlers->child;
  return found;
}

std::string words_of(const Https& https) {
  if (https.handler) {
    return "https://" + host_of(https.server->string) + one_line(https.handler->string) + " -> " +
           target_words(https.handler);
  }
  const std::string_view forward = oc::text(https.port, "TCPForward");
  return std::string("port ") + kPort + (forward.empty() ? "" : " -> " + one_line(forward));
}

std::string remedy_of(const Https& https) {
  if (https.handler) {
    return std::string("tailscale serve --yes --https=") + kPort +
           " --set-path=" + one_line(https.handler->string) + " off";
  }
  const bool is_tls = !oc::text(https.port, "TerminateTLS").empty();
  return std::string("tailscale serve --yes --") + (is_tls ? "tls-terminated-tcp=" : "tcp=") +
         kPort + " off";
}

bool is_ours(const Https& https, std::uint16_t gateway_port) {
  const cJSON* handlers = object(https.server, "Handlers");
  return https.servers == 1 && oc::flag(https.port, "HTTPS", false) &&
         cJSON_GetArraySize(handlers) == 1 && std::string_view(https.handler->string) == "/" &&
         leads_to(oc::text(https.handler, "Proxy"), gateway_port);
}

bool is_funnel(const cJSON* config) {
  const cJSON* allowed = nullptr;
  cJSON_ArrayForEach(allowed, object(config, "AllowFunnel")) {
    if (cJSON_IsTrue(allowed) && is_at_port(allowed->string)) return true;
  }
  return false;
}

bool leads_to_loopback(std::string_view proxy, std::uint16_t port) {
  if (const std::size_t scheme = proxy.find("://"); scheme != std::string_view::npos) {
    proxy.remove_prefix(scheme + 3);
  }
  proxy = proxy.substr(0, proxy.find('/'));
  const std::string number = std::to_string(port);
  if (proxy == number) return true;
  for (const char* host : {"127.0.0.1:", "localhost:", "[::1]:", "::1:"}) {
    if (proxy == host + number) return true;
  }
  return false;
}

}  // namespace

Route read_route(std::string_view text, std::uint16_t gateway_port) {
  const oc::Json tree = parse_among(text);
  const cJSON* held = nullptr;
  cJSON_ArrayForEach(held, object(tree.get(), "Foreground")) {
    const Https https = https_of(held);
    if (!https.port) continue;
    const std::uint16_t port = port_of(oc::text(https.handler, "Proxy"));
    return {Route::Kind::foreground, is_funnel(held), port, words_of(https), {}};
  }
  const Https https = https_of(tree.get());
  if (!https.port) return {};
  const bool ours = is_ours(https, gateway_port);
  Route route{ours ? Route::Kind::ours : Route::Kind::background, is_funnel(tree.get()), 0,
              words_of(https), remedy_of(https)};
  route.is_to_tls = ours && oc::text(https.handler, "Proxy").starts_with(kToTls);
  return route;
}

bool has_funnel_to(std::string_view text, std::uint16_t port) {
  const oc::Json tree = parse_among(text);
  std::set<std::string_view> open;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, object(tree.get(), "AllowFunnel")) {
    if (cJSON_IsTrue(item)) open.insert(item->string);
  }
  cJSON_ArrayForEach(item, object(tree.get(), "Web")) {
    if (!open.contains(item->string)) continue;
    const cJSON* handler = nullptr;
    cJSON_ArrayForEach(handler, object(item, "Handlers")) {
      if (leads_to_loopback(oc::text(handler, "Proxy"), port)) return true;
    }
  }
  return false;
}

}  // namespace tailscale
