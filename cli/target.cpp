// SPDX-License-Identifier: MIT
#include "cli/target.hpp"

#include <algorithm>
#include <cstdlib>
#include <openclaw/ascii.hpp>

#include "cli/port.hpp"
#include "cli/target_tls.hpp"
#include "core/client/origin.hpp"
#include "core/net/address.hpp"
#include "core/paths.hpp"
#include "core/settings.hpp"

namespace openclaw::cli {
namespace {

constexpr const char* kRemoteUrl = "gateway.remote.url";
constexpr const char* kSshTarget = "gateway.remote.sshTarget";

bool is_number(std::string_view label) {
  if (label.starts_with("0x") || label.starts_with("0X")) return true;
  return !label.empty() && label.find_first_not_of("0123456789") == std::string_view::npos;
}

// Programs read "127.1", "0x7f.1" and "2130706433" as addresses of IPv4, others as names: only what
// has one meaning is taken.
bool is_host(std::string_view host) {
  const bool good = std::all_of(host.begin(), host.end(), [](char c) {
    return oc::is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("._-:%").find(c) != std::string_view::npos;
  });
  if (host.empty() || !good) return false;
  if (Address::parse(host.substr(0, host.find('%')))) return true;
  std::string_view name = host;
  if (name.ends_with('.')) name.remove_suffix(1);
  return name.find_first_of(":%") == std::string_view::npos &&
         !is_number(name.substr(name.rfind('.') + 1));
}

Error bad_port(const std::string& source) {
  return invalid_request("Invalid " + source +
                         ". Use a port number from 1 to 65535, for example 18789.");
}

Status local_url(const Config& config, Target& target) {
  const auto port = local_port(config, target.source);
  if (!port) return port.error();
  const std::string scheme = has_local_tls(config) ? "wss" : "ws";
  return parse_url(scheme + "://127.0.0.1:" + std::to_string(*port), target);
}

bool names_port(std::string_view url) {
  const std::string_view authority = url.substr(0, url.find('/', url.find("://") + 3));
  const std::size_t colon = authority.rfind(':');
  return colon != std::string_view::npos && colon > authority.find("://") &&
         authority.find(']', colon) == std::string_view::npos;
}

// Without `transport` an address that can be spoken to is spoken to; one of the loopback is the
// near end of a tunnel.
Result<bool> goes_through_ssh(const Config& config, const Target& target) {
  const std::string transport(config.text("gateway.remote.transport"));
  if (transport == "ssh") return true;
  if (transport == "direct") return false;
  if (!transport.empty()) {
    return invalid_request("Invalid gateway.remote.transport: " + transport +
                           ". Use ssh or direct.");
  }
  if (config.text(kSshTarget).empty()) return false;
  return target.url.empty() || is_loopback_host(target.host);
}

Result<SshTarget> ssh_target(const Config& config, const Target& target) {
  if (const auto given = config.text(kSshTarget); !given.empty()) return read_ssh_target(given);
  if (target.host.empty() || is_loopback_host(target.host)) {
    return invalid_request(
        "gateway.remote.transport is ssh, but it is not said whereto.\n"
        "Set it: openclaw config set gateway.remote.sshTarget user@host");
  }
  const char* user = std::getenv("USER");
  return SshTarget{user == nullptr ? "" : user, target.host, 0};
}

// How far the key of the machine is believed that the configuration names.
Result<HostKeys> host_keys(const Config& config) {
  const std::string policy(config.text("gateway.remote.sshHostKeyPolicy"));
  if (policy.empty() || policy == "strict") return HostKeys::known;
  if (policy == "openssh") return HostKeys::as_ssh_says;
  return invalid_request("Invalid gateway.remote.sshHostKeyPolicy: " + policy +
                         ". Use strict or openssh.");
}

// Of the gateway, on the machine at the other end of a tunnel.
Result<std::uint16_t> far_port(const Config& config, const Target& target) {
  std::string source = "gateway.remote.remotePort";
  if (config.at(source) != nullptr) {
    const auto number = config.integer(source);
    if (!number || *number < 1 || *number > 65535) return bad_port(source);
    return static_cast<std::uint16_t>(*number);
  }
  if (names_port(target.url)) return target.port;
  return local_port(config, source);
}

Status remote_url(const Config& config, Target& target) {
  const std::string url(config.text(kRemoteUrl));
  target.source = url.empty() ? kSshTarget : kRemoteUrl;
  target.remote = true;
  if (!url.empty()) {
    if (Status parsed = parse_url(url, target); !parsed) return parsed;
  }
  const auto through_ssh = goes_through_ssh(config, target);
  if (!through_ssh) return through_ssh.error();
  if (!*through_ssh && url.empty()) {
    return invalid_request(
        "gateway.remote.transport is direct, but gateway.remote.url is not set.\n"
        "Set it: openclaw config set gateway.remote.url wss://host:port");
  }
  if (!*through_ssh) return Done{};
  auto to = ssh_target(config, target);
  if (!to) return to.error();
  const auto port = far_port(config, target);
  if (!port) return port.error();
  const auto keys = host_keys(config);
  if (!keys) return keys.error();
  target.port = *port;
  if (url.empty()) {
    target.host = "127.0.0.1";
    target.url = "ws://127.0.0.1:" + std::to_string(target.port);
  }
  target.ssh = {*to, std::string(config.text("gateway.remote.sshIdentity")), target.port, *keys};
  return Done{};
}

}  // namespace

std::vector<Option> target_options() {
  return {{"url", "<url>", "Address of the gateway, ws://host:port (needs --token or --password)"},
          {"token", "<token>", "Token of the gateway"},
          {"password", "<password>", "Password of the gateway"},
          {"tls-fingerprint", "<sha256>", "Fingerprint of its certificate, for wss://"}};
}

Result<std::uint16_t> local_port(const Config& config, std::string& source) {
  std::uint16_t port = usual_port(trimmed_variable("OPENCLAW_PROFILE"));
  source = "default";
  // The variable may hold an address in front of the port, which is for the gateway itself.
  if (const std::string text = trimmed_variable("OPENCLAW_GATEWAY_PORT"); !text.empty()) {
    source = "OPENCLAW_GATEWAY_PORT";
    const std::size_t colon = text.rfind(':');
    const auto digits = colon == std::string::npos ? text : text.substr(colon + 1);
    if (!read_port(digits, port)) return bad_port(source);
  } else if (config.at("gateway.port") != nullptr) {
    source = "gateway.port";
    const auto number = config.integer("gateway.port");
    if (!number || *number < 1 || *number > 65535) return bad_port(source);
    port = static_cast<std::uint16_t>(*number);
  }
  return port;
}

Status parse_url(std::string_view url, Target& target) {
  const std::string given(url);
  const Error invalid = invalid_request("Invalid gateway url '" + given +
                                        "'. Use ws://host:port or wss://host:port, for example "
                                        "ws://127.0.0.1:18789.");
  target.tls = url.starts_with("wss://");
  if (!target.tls && !url.starts_with("ws://")) return invalid;
  url.remove_prefix(target.tls ? 6 : 5);
  const bool bad = std::any_of(url.begin(), url.end(),
                               [](unsigned char c) { return c <= 0x20 || c == 0x7F || c == '\\'; });
  if (bad) return invalid;
  url = url.substr(0, url.find('#'));
  const std::size_t slash = std::min(url.find('/'), url.size());
  target.path = slash == url.size() ? "/" : url.substr(slash);
  url = url.substr(0, slash);
  const std::size_t colon = url.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && url.find(']', colon) == std::string_view::npos;
  target.port = target.tls ? 443 : 80;
  if (has_port && !read_port(url.substr(colon + 1), target.port)) return invalid;
  std::string_view host = has_port ? url.substr(0, colon) : url;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!is_host(host)) return invalid;
  target.host = host;
  target.url = given;
  return Done{};
}

Result<Target> target_by_hand(const Arguments& arguments, const Config& config,
                              const std::string& url, bool by_flag) {
  Target target;
  target.source = by_flag ? "--url" : "OPENCLAW_GATEWAY_URL";
  if (auto parsed = parse_url(url, target); !parsed) return parsed.error();
  if (auto secured = secure_target(arguments, config, target); !secured) return secured.error();
  target.secrets = secrets_by_hand(arguments, !by_flag);
  return target;
}

std::optional<std::string> url_by_hand(const Arguments& arguments) {
  if (auto url = arguments.value("url")) return url;
  std::string url = trimmed_variable("OPENCLAW_GATEWAY_URL");
  if (url.empty()) return std::nullopt;
  return url;
}

bool has_remote(const Config& config) {
  return !config.text(kRemoteUrl).empty() || !config.text(kSshTarget).empty();
}

std::string place_of(const Target& target) {
  if (!target.ssh) return target.url;
  return target.url + " through SSH to " + show_ssh_target(target.ssh->target);
}

bool is_here(const Target& target) {
  return !target.remote && !target.ssh && is_loopback_host(target.host);
}

Result<Target> configured_target(const Arguments& arguments, const Config& config, bool remote) {
  Target target;
  const Status found = remote ? remote_url(config, target) : local_url(config, target);
  if (!found) return found.error();
  if (auto secured = secure_target(arguments, config, target); !secured) return secured.error();
  target.secrets = secrets_of_config(arguments, config, remote);
  return target;
}

Result<Target> find_target(const Arguments& arguments, const Config& config) {
  const auto url = url_by_hand(arguments);
  if (!url) {
    const bool remote = config.text("gateway.mode") == "remote";
    if (!remote || has_remote(config)) return configured_target(arguments, config, remote);
    return invalid_request(
        "gateway.mode is remote, but neither gateway.remote.url nor gateway.remote.sshTarget is "
        "set.\nSet one: openclaw config set gateway.remote.url wss://host:port\n"
        "or talk to the gateway of this machine: openclaw config set gateway.mode local");
  }
  const bool by_flag = arguments.has("url");
  auto target = target_by_hand(arguments, config, *url, by_flag);
  if (!target || target->secrets.any()) return target;
  return invalid_request(target->source + " needs a secret beside it: pass --token or --password" +
                         (by_flag ? "" : ", or set OPENCLAW_GATEWAY_TOKEN") +
                         ".\nSaved credentials are not sent to an address given by hand.");
}

}  // namespace openclaw::cli
