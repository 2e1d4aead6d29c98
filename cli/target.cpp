// SPDX-License-Identifier: MIT
#include "cli/target.hpp"

#include <charconv>
#include <cstdlib>

namespace openclaw::cli {
namespace {

constexpr std::uint16_t kDefaultPort = 18789;

std::string variable(const char* name) {
  const char* raw = std::getenv(name);
  if (raw == nullptr) return {};
  const std::string_view value = raw;
  const std::size_t from = value.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return std::string(value.substr(from, value.find_last_not_of(" \t\r\n") - from + 1));
}

// A reference to the environment that was not resolved is no secret.
std::string secret(const Config& config, std::string_view key) {
  const std::string_view text = config.text(key);
  return text.starts_with("${") ? "" : std::string(text);
}

bool parse_port(std::string_view text, std::uint16_t& port) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc() && end == text.data() + text.size() && port != 0;
}

Error bad_port(const std::string& source) {
  return invalid_request("Invalid " + source +
                         ". Use a port number from 1 to 65535, for example 18789.");
}

Status local_url(const Config& config, Target& target) {
  std::uint16_t port = kDefaultPort;
  target.source = "default";
  // The variable may hold an address in front of the port, which is for the gateway itself.
  if (const std::string text = variable("OPENCLAW_GATEWAY_PORT"); !text.empty()) {
    target.source = "OPENCLAW_GATEWAY_PORT";
    const std::size_t colon = text.rfind(':');
    const auto digits = colon == std::string::npos ? text : text.substr(colon + 1);
    if (!parse_port(digits, port)) return bad_port(target.source);
  } else if (config.at("gateway.port") != nullptr) {
    target.source = "gateway.port";
    const auto number = config.integer("gateway.port");
    if (!number || *number < 1 || *number > 65535) return bad_port(target.source);
    port = static_cast<std::uint16_t>(*number);
  }
  return parse_url("ws://127.0.0.1:" + std::to_string(port), target);
}

void secrets_of_flags_and_environment(const Arguments& arguments, Target& target) {
  target.token = arguments.value("token").value_or("");
  target.password = arguments.value("password").value_or("");
  if (!target.token.empty() || !target.password.empty()) return;
  target.token = variable("OPENCLAW_GATEWAY_TOKEN");
  target.password = variable("OPENCLAW_GATEWAY_PASSWORD");
}

void secrets_of_configuration(const Config& config, bool remote, Target& target) {
  if (!target.token.empty() || !target.password.empty()) return;
  if (remote) {
    target.token = secret(config, "gateway.remote.token");
    target.password = secret(config, "gateway.remote.password");
    return;
  }
  const std::string_view mode = config.text("gateway.auth.mode");
  if (mode == "none") return;
  if (mode != "password") target.token = secret(config, "gateway.auth.token");
  if (mode != "token") target.password = secret(config, "gateway.auth.password");
  if (!target.token.empty() || !target.password.empty()) return;
  secrets_of_configuration(config, true, target);
}

Result<Target> explicit_target(const Arguments& arguments, const std::string& url, bool by_flag) {
  Target target;
  target.source = by_flag ? "--url" : "OPENCLAW_GATEWAY_URL";
  if (auto parsed = parse_url(url, target); !parsed) return parsed.error();
  if (by_flag) {
    target.token = arguments.value("token").value_or("");
    target.password = arguments.value("password").value_or("");
  } else {
    secrets_of_flags_and_environment(arguments, target);
  }
  if (!target.token.empty() || !target.password.empty()) return target;
  return invalid_request(target.source + " needs a secret beside it: pass --token or --password" +
                         (by_flag ? "" : ", or set OPENCLAW_GATEWAY_TOKEN") +
                         ".\nSaved credentials are not sent to an address given by hand.");
}

}  // namespace

std::vector<Option> target_options() {
  return {{"url", "<url>", "Address of the gateway, ws://host:port (needs --token or --password)"},
          {"token", "<token>", "Token of the gateway"},
          {"password", "<password>", "Password of the gateway"}};
}

Status parse_url(std::string_view url, Target& target) {
  const std::string given(url);
  if (url.starts_with("wss://")) {
    return invalid_request("cannot speak TLS yet: " + given +
                           "\nUse a tunnel such as `ssh -N -L 18789:127.0.0.1:18789 user@host`.");
  }
  const Error invalid = invalid_request("Invalid gateway url '" + given +
                                        "'. Use ws://host:port, for example ws://127.0.0.1:18789.");
  if (!url.starts_with("ws://")) return invalid;
  url.remove_prefix(5);
  url = url.substr(0, url.find('/'));
  const std::size_t colon = url.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && url.find(']', colon) == std::string_view::npos;
  target.port = 80;
  if (has_port && !parse_port(url.substr(colon + 1), target.port)) return invalid;
  std::string_view host = has_port ? url.substr(0, colon) : url;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || host.find_first_of(" @?#[]") != std::string_view::npos) return invalid;
  target.host = host;
  target.url = given;
  return Done{};
}

Result<Target> find_target(const Arguments& arguments, const Config& config) {
  if (const auto url = arguments.value("url")) return explicit_target(arguments, *url, true);
  if (const std::string url = variable("OPENCLAW_GATEWAY_URL"); !url.empty()) {
    return explicit_target(arguments, url, false);
  }
  Target target;
  const std::string_view remote_url = config.text("gateway.remote.url");
  const bool remote = config.text("gateway.mode") == "remote" && !remote_url.empty();
  if (remote) target.source = "gateway.remote.url";
  const Status found = remote ? parse_url(remote_url, target) : local_url(config, target);
  if (!found) return found.error();
  secrets_of_flags_and_environment(arguments, target);
  secrets_of_configuration(config, remote, target);
  return target;
}

}  // namespace openclaw::cli
