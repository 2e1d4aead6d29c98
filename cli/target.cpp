// SPDX-License-Identifier: MIT
#include "cli/target.hpp"

#include <charconv>
#include <initializer_list>

#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

constexpr std::uint16_t kDefaultPort = 18789;

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
  if (const std::string text = trimmed_variable("OPENCLAW_GATEWAY_PORT"); !text.empty()) {
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

struct Secrets {
  std::string token;
  std::string password;
  [[nodiscard]] bool any() const { return !token.empty() || !password.empty(); }
};

Secrets of_flags(const Arguments& arguments) {
  return {arguments.value("token").value_or(""), arguments.value("password").value_or("")};
}

Secrets of_environment() {
  return {trimmed_variable("OPENCLAW_GATEWAY_TOKEN"),
          trimmed_variable("OPENCLAW_GATEWAY_PASSWORD")};
}

Secrets of_remote(const Config& config) {
  return {secret(config, "gateway.remote.token"), secret(config, "gateway.remote.password")};
}

Secrets of_gateway(const Config& config) {
  const std::string_view mode = config.text("gateway.auth.mode");
  return {mode == "password" ? "" : secret(config, "gateway.auth.token"),
          mode == "token" ? "" : secret(config, "gateway.auth.password")};
}

// The first source that has any secret.
void take_first(Target& target, std::initializer_list<Secrets> sources) {
  for (const Secrets& source : sources) {
    if (!source.any()) continue;
    target.token = source.token;
    target.password = source.password;
    return;
  }
}

// The gateway of this machine takes its own configuration before the environment; whoever asks
// it has to find the same secret.
void find_secrets(const Arguments& arguments, const Config& config, bool remote, Target& target) {
  if (remote && config.text("gateway.mode") == "remote") {
    take_first(target, {of_flags(arguments), of_environment(), of_remote(config)});
  } else if (remote) {
    // The environment's secret is that of this machine's gateway: another one does not get it.
    take_first(target, {of_flags(arguments), of_remote(config)});
  } else if (config.text("gateway.auth.mode") == "none") {
    take_first(target, {of_flags(arguments), of_environment()});
  } else {
    take_first(target,
               {of_flags(arguments), of_gateway(config), of_environment(), of_remote(config)});
  }
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

Result<Target> target_by_hand(const Arguments& arguments, const std::string& url, bool by_flag) {
  Target target;
  target.source = by_flag ? "--url" : "OPENCLAW_GATEWAY_URL";
  if (auto parsed = parse_url(url, target); !parsed) return parsed.error();
  take_first(target, {of_flags(arguments), by_flag ? Secrets{} : of_environment()});
  return target;
}

std::optional<std::string> url_by_hand(const Arguments& arguments) {
  if (auto url = arguments.value("url")) return url;
  std::string url = trimmed_variable("OPENCLAW_GATEWAY_URL");
  if (url.empty()) return std::nullopt;
  return url;
}

Result<Target> configured_target(const Arguments& arguments, const Config& config, bool remote) {
  Target target;
  if (remote) target.source = "gateway.remote.url";
  const Status found =
      remote ? parse_url(config.text("gateway.remote.url"), target) : local_url(config, target);
  if (!found) return found.error();
  find_secrets(arguments, config, remote, target);
  return target;
}

Result<Target> find_target(const Arguments& arguments, const Config& config) {
  const auto url = url_by_hand(arguments);
  if (!url) {
    const bool remote =
        config.text("gateway.mode") == "remote" && !config.text("gateway.remote.url").empty();
    return configured_target(arguments, config, remote);
  }
  const bool by_flag = arguments.has("url");
  auto target = target_by_hand(arguments, *url, by_flag);
  if (!target || !target->token.empty() || !target->password.empty()) return target;
  return invalid_request(target->source + " needs a secret beside it: pass --token or --password" +
                         (by_flag ? "" : ", or set OPENCLAW_GATEWAY_TOKEN") +
                         ".\nSaved credentials are not sent to an address given by hand.");
}

}  // namespace openclaw::cli
