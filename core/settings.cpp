// SPDX-License-Identifier: MIT
#include "core/settings.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/config/restricting.hpp"
#include "core/ids.hpp"
#include "core/log/log.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kTokenBytes = 24;  // 48 hex digits, as the product writes them

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, err] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (err != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string first_of(const std::optional<std::string>& flag, std::string_view config,
                     std::string env) {
  if (flag && !flag->empty()) return *flag;
  // A reference to the environment that was not resolved is no secret.
  if (!config.empty() && !config.starts_with("${")) return std::string(config);
  return env;
}

// A key that narrows who may come in is obeyed or refused, never passed over.
std::optional<Error> refuse_unhonoured(const Config& config) {
  const std::vector<ConfigIssue> issues = unsupported_restrictions(config.root());
  if (issues.empty()) return std::nullopt;
  return invalid_request("Invalid config: " + issues.front().path + " " + issues.front().message);
}

Result<AuthMode> parse_mode(const std::string& mode) {
  if (mode == "token") return AuthMode::kToken;
  if (mode == "password") return AuthMode::kPassword;
  if (mode == "none") return AuthMode::kNone;
  if (mode == "trusted-proxy") return AuthMode::kTrustedProxy;
  return invalid_request("Invalid config: gateway.auth.mode is \"" + mode +
                         "\"; use \"none\", \"token\", \"password\" or \"trusted-proxy\".");
}

// The secret of this mode is a password, for programs of this machine alone.
Status settle_proxy_auth(const Config& config, const std::string& token) {
  if (!config.at("gateway.auth.trustedProxy")) {
    return invalid_request(
        "gateway auth mode is trusted-proxy, but no trustedProxy config was provided (set "
        "gateway.auth.trustedProxy)\nTo set it: openclaw config set "
        "gateway.auth.trustedProxy.userHeader X-Forwarded-User");
  }
  if (config.text("gateway.auth.trustedProxy.userHeader").empty()) {
    return invalid_request(
        "gateway auth mode is trusted-proxy, but trustedProxy.userHeader is empty (set "
        "gateway.auth.trustedProxy.userHeader)");
  }
  if (token.empty()) return Done{};
  return invalid_request(
      "gateway auth mode is trusted-proxy, but a shared token is also configured; remove "
      "gateway.auth.token / OPENCLAW_GATEWAY_TOKEN because trusted-proxy and token auth are "
      "mutually exclusive");
}

// Its rules would hold for nobody: whoever wrote them takes the gateway for more closed than it is.
// A mode that the command line chooses is meant for this run.
Status refuse_idle_proxy_rules(const Config& config, std::string_view mode) {
  const cJSON* rules = config.at("gateway.auth.trustedProxy");
  if (!cJSON_IsObject(rules) || !rules->child) return Done{};
  return invalid_request(
      "gateway.auth.trustedProxy is configured, but gateway.auth.mode is " + std::string(mode) +
      ", in which no user of a proxy is asked for; set gateway.auth.mode to trusted-proxy, or "
      "remove gateway.auth.trustedProxy");
}

Status settle_auth(const RunOptions& options, const Config& config, const Environment& environment,
                   Settings& settings) {
  const std::string env_token = environment("OPENCLAW_GATEWAY_TOKEN");
  const std::string env_password = environment("OPENCLAW_GATEWAY_PASSWORD");
  const std::string token = first_of(options.token, config.text("gateway.auth.token"), env_token);
  const std::string password =
      first_of(options.password, config.text("gateway.auth.password"), env_password);
  settings.auth_from_outside = options.token || options.password || options.auth_mode ||
                               !env_token.empty() || !env_password.empty();
  std::string mode = options.auth_mode.value_or(std::string(config.text("gateway.auth.mode")));
  if (mode.empty() && options.password) mode = "password";
  if (mode.empty() && options.token) mode = "token";
  if (mode.empty() && !token.empty() && !password.empty()) {
    return invalid_request(
        "Both a gateway token and a password are set. Set gateway.auth.mode to \"token\" or "
        "\"password\".");
  }
  settings.auth_was_chosen = !mode.empty() || !token.empty() || !password.empty();
  if (mode.empty()) mode = !password.empty() ? "password" : "token";
  const Result<AuthMode> parsed = parse_mode(mode);
  if (!parsed) return parsed.error();
  settings.auth_mode = *parsed;
  if (*parsed != AuthMode::kTrustedProxy && !options.auth_mode) {
    if (Status idle = refuse_idle_proxy_rules(config, mode); !idle) return idle;
  }
  if (*parsed == AuthMode::kPassword && password.empty()) {
    return invalid_request(
        "Gateway auth is set to password, but no password is configured.\nSet "
        "gateway.auth.password (or OPENCLAW_GATEWAY_PASSWORD), or pass --password.");
  }
  if (*parsed == AuthMode::kTrustedProxy) {
    settings.secret = Secret(password);
    return settle_proxy_auth(config, token);
  }
  settings.secret = Secret(*parsed == AuthMode::kPassword ? password : token);
  if (*parsed == AuthMode::kToken && token.empty()) {
    // Making one up would put it in the place of what the owner has written there.
    const cJSON* written = config.at("gateway.auth.token");
    if (written && (!cJSON_IsString(written) || *written->valuestring != '\0')) {
      return invalid_request(
          "gateway.auth.token is a reference that gives no token.\nWrite the token itself, set "
          "OPENCLAW_GATEWAY_TOKEN, or remove the key to have one made.");
    }
    settings.secret = Secret(random_hex(kTokenBytes));
    settings.secret_is_new = true;
  }
  return Done{};
}

Result<BindRequest> settle_bind(const RunOptions& options, const Config& config) {
  const std::string text = options.bind.value_or(std::string(config.text("gateway.bind")));
  BindRequest request;
  if (text.empty()) return request;
  const auto mode = parse_bind_mode(text);
  if (mode) {
    request.mode = *mode;
    request.custom_host = config.text("gateway.customBindHost");
  } else if (is_canonical_ipv4(text)) {
    request = {BindMode::kCustom, text};
  } else {
    return invalid_request(
        "Invalid gateway.bind (use \"loopback\", \"lan\", \"tailnet\", \"auto\", or \"custom\")");
  }
  return request;
}

Status refuse_mode(const RunOptions& options, const Config& config) {
  if (options.allow_unconfigured) return Done{};
  if (!config.exists()) {
    return invalid_request(
        "Missing config. Run `openclaw setup` or set gateway.mode=local (or pass "
        "--allow-unconfigured).\nTo set it: openclaw config set gateway.mode local");
  }
  const std::string_view mode = config.text("gateway.mode");
  if (mode == "local") return Done{};
  return invalid_request("Gateway start blocked: set gateway.mode=local (current: " +
                         std::string(mode.empty() ? "unset" : mode) +
                         ") or pass --allow-unconfigured.");
}

Status guard_tailscale(const BindPlan& plan, const Settings& settings) {
  const std::string& mode = settings.tailscale;
  if (mode.empty() || mode == "off") return Done{};
  if (mode == "funnel" && settings.auth_mode != AuthMode::kPassword) {
    return invalid_request(
        "tailscale funnel requires gateway auth mode=password (set gateway.auth.password or "
        "OPENCLAW_GATEWAY_PASSWORD)");
  }
  if (settings.auth_mode == AuthMode::kNone) {
    return invalid_request(
        "gateway.auth.mode=none cannot be used with gateway.tailscale.mode=" + mode +
        "; configure token, password, or trusted-proxy auth before exposing "
        "the gateway through Tailscale");
  }
  if (!plan.loopback_only()) {
    return invalid_request("tailscale serve/funnel requires gateway bind=loopback (127.0.0.1)");
  }
  return Done{};
}

// A gateway that takes a proxy's word knows the proxy, and can be reached by it.
Status guard_proxies(const BindPlan& plan, const Settings& settings) {
  if (settings.auth_mode != AuthMode::kTrustedProxy) return Done{};
  const std::vector<AddressRange>& trusted = settings.access.proxies.trusted;
  if (trusted.empty()) {
    return invalid_request(
        "gateway auth mode=trusted-proxy requires gateway.trustedProxies to be configured with at "
        "least one proxy IP");
  }
  if (!plan.loopback_only()) return Done{};
  const bool reachable = std::any_of(trusted.begin(), trusted.end(), [](const AddressRange& range) {
    return range.holds_loopback();
  });
  if (reachable) return Done{};
  return invalid_request(
      "gateway auth mode=trusted-proxy with bind=loopback requires gateway.trustedProxies to "
      "include 127.0.0.1, ::1, or a loopback CIDR");
}

// Who listens beyond this machine asks for a secret, and knows its own web pages.
Status guard_reach(const BindPlan& plan, Settings& settings) {
  if (plan.loopback_only()) return Done{};
  if (settings.auth_mode == AuthMode::kNone || !settings.auth_was_chosen) {
    return invalid_request(
        "Refusing to bind gateway to " + std::string(bind_mode_name(settings.bind.mode)) +
        " without auth.\nSet gateway.auth.token/password (or "
        "OPENCLAW_GATEWAY_TOKEN/OPENCLAW_GATEWAY_PASSWORD) or pass --token/--password.");
  }
  std::vector<std::string>& allowed = settings.access.origins.allowed;
  if (!allowed.empty()) return Done{};
  const std::string port = ':' + std::to_string(settings.port);
  const std::string scheme = settings.tls.enabled ? "https://" : "http://";
  allowed = {scheme + "localhost" + port, scheme + "127.0.0.1" + port};
  if (settings.bind.mode == BindMode::kCustom) {
    allowed.push_back(scheme + settings.bind.custom_host + port);
  }
  return Done{};
}

}  // namespace

std::uint16_t usual_port(std::string_view profile) {
  const auto is_default = [](std::string_view name) {
    constexpr std::string_view kDefault = "default";
    return std::equal(name.begin(), name.end(), kDefault.begin(), kDefault.end(),
                      [](char a, char b) { return (a | 0x20) == b; });
  };
  if (profile.empty() || is_default(profile)) return kDefaultPort;
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : profile) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<std::uint16_t>(20'000 + hash % 40'000);
}

Result<std::uint16_t> settle_port(const RunOptions& options, const Config& config,
                                  const Environment& environment) {
  if (options.port) return *options.port;
  std::optional<std::int64_t> port;
  std::string source = "gateway.port";
  if (const std::string text = environment("OPENCLAW_GATEWAY_PORT"); !text.empty()) {
    source = "OPENCLAW_GATEWAY_PORT";
    port = parse_number(text).value_or(-1);
  } else {
    port = config.integer("gateway.port");
  }
  if (!port) return usual_port(environment("OPENCLAW_PROFILE"));
  if (*port < 1 || *port > 65535) {
    return invalid_request("Invalid " + source +
                           ". Use a port number from 1 to 65535, for example 18789.");
  }
  return static_cast<std::uint16_t>(*port);
}

Result<Settings> settle(const RunOptions& options, const Config& config,
                        const Environment& environment) {
  if (const Status status = refuse_mode(options, config); !status) return status.error();
  if (const auto error = refuse_unhonoured(config)) return *error;
  Settings settings;
  const Result<std::uint16_t> port = settle_port(options, config, environment);
  if (!port) return port.error();
  settings.port = *port;
  const Result<BindRequest> bind = settle_bind(options, config);
  if (!bind) return bind.error();
  settings.bind = *bind;
  if (const Status status = settle_auth(options, config, environment, settings); !status) {
    return status.error();
  }
  settings.hooks_token = Secret(std::string(config.text("hooks.token")));
  settings.tailscale_by_flag = options.tailscale.has_value();
  settings.tailscale =
      options.tailscale.value_or(std::string(config.text("gateway.tailscale.mode")));
  settings.tailscale_reset_on_exit = options.tailscale_reset_on_exit;
  settings.ws_log =
      WsLog(parse_ws_log_style(options.ws_log.value_or("auto")).value_or(WsLogStyle::automatic),
            options.verbose);
  Result<AccessSettings> access = read_access_settings(config);
  if (!access) return access.error();
  settings.access = std::move(*access);
  if (const auto ms = parse_number(environment("OPENCLAW_HANDSHAKE_TIMEOUT_MS")); ms && *ms > 0) {
    settings.handshake_ms = static_cast<std::uint64_t>(*ms);
  }
  if (const auto limit = parse_number(environment("OPENCLAW_MAX_PREAUTH_CONNECTIONS_PER_IP"));
      limit && *limit > 0) {
    constexpr std::int64_t kMost = 1'000'000;
    settings.preauth_per_peer = static_cast<int>(std::min<std::int64_t>(*limit, kMost));
  }
  return settings;
}

Status guard_bind(const BindPlan& plan, Settings& settings) {
  if (Status tailscale = guard_tailscale(plan, settings); !tailscale) return tailscale;
  if (Status reach = guard_reach(plan, settings); !reach) return reach;
  if (Status proxies = guard_proxies(plan, settings); !proxies) return proxies;
  if (settings.secret.matches(settings.hooks_token.reveal())) {
    return invalid_request(
        "Invalid config: hooks.token must not match gateway auth token. Give hooks.token a value "
        "of its own: whoever may call a hook is not whoever may run the gateway.");
  }
  return Done{};
}

}  // namespace openclaw
