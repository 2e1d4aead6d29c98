// SPDX-License-Identifier: MIT
#include "cli/secrets.hpp"

#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

// A reference to the environment that was not resolved is no secret.
std::string secret(const Config& config, std::string_view key) {
  const std::string_view text = config.text(key);
  return text.starts_with("${") ? "" : std::string(text);
}

Secrets named(std::string token, std::string password, const char* of_token,
              const char* of_password) {
  const char* source = token.empty() ? of_password : of_token;
  return {std::move(token), std::move(password), source, {}};
}

Secrets of_flags(const Arguments& arguments) {
  return named(arguments.value("token").value_or(""), arguments.value("password").value_or(""),
               "--token", "--password");
}

Secrets of_environment() {
  return named(trimmed_variable("OPENCLAW_GATEWAY_TOKEN"),
               trimmed_variable("OPENCLAW_GATEWAY_PASSWORD"), "OPENCLAW_GATEWAY_TOKEN",
               "OPENCLAW_GATEWAY_PASSWORD");
}

Secrets of_remote(const Config& config) {
  return named(secret(config, "gateway.remote.token"), secret(config, "gateway.remote.password"),
               "gateway.remote.token", "gateway.remote.password");
}

Secrets of_gateway(const Config& config) {
  const std::string_view mode = config.text("gateway.auth.mode");
  return named(mode == "password" ? "" : secret(config, "gateway.auth.token"),
               mode == "token" ? "" : secret(config, "gateway.auth.password"), "gateway.auth.token",
               "gateway.auth.password");
}

// The first source that has any secret, and by name those behind it that have another one.
Secrets first_of(const std::vector<Secrets>& sources) {
  Secrets found;
  for (const Secrets& source : sources) {
    if (!source.any()) continue;
    if (!found.any()) {
      found = source;
    } else if (source.token != found.token || source.password != found.password) {
      found.others.push_back(source.source);
    }
  }
  return found;
}

// A source that is left out, so that its being there can be told.
Secrets with_unused(Secrets found, const Secrets& unused) {
  const bool differs = unused.token != found.token || unused.password != found.password;
  if (unused.any() && differs) found.others.push_back(unused.source);
  return found;
}

// Whether the secret of gateway.remote may be meant for the gateway of this machine. Else whoever
// holds the port here would be given that of another place.
bool may_be_here(const Config& config) {
  return config.text("gateway.mode") != "remote" && config.text("gateway.remote.url").empty() &&
         config.text("gateway.remote.sshTarget").empty() &&
         config.at("gateway.auth.token") == nullptr &&
         config.at("gateway.auth.password") == nullptr;
}

}  // namespace

Secrets secrets_by_hand(const Arguments& arguments, bool with_environment) {
  if (with_environment) return first_of({of_flags(arguments), of_environment()});
  return first_of({of_flags(arguments)});
}

// The gateway of this machine takes its own configuration before the environment; whoever asks
// it has to find the same secret.
Secrets secrets_of_config(const Arguments& arguments, const Config& config, bool remote) {
  const Secrets flags = of_flags(arguments);
  if (remote) {
    // Outside the remote mode the environment's secret is that of this machine's gateway: another
    // one does not get it.
    const bool mode = config.text("gateway.mode") == "remote";
    const Secrets environment = mode ? of_environment() : Secrets{};
    return with_unused(first_of({flags, environment, of_remote(config)}), of_gateway(config));
  }
  if (config.text("gateway.auth.mode") == "none") return first_of({flags, of_environment()});
  const std::vector<Secrets> own{flags, of_gateway(config), of_environment()};
  if (may_be_here(config)) return first_of({own[0], own[1], own[2], of_remote(config)});
  return with_unused(first_of(own), of_remote(config));
}

std::vector<std::string> unresolved_secrets(const Config& config, bool remote) {
  std::vector<std::string> keys;
  for (const char* name : {"token", "password"}) {
    std::string key = std::string(remote ? "gateway.remote." : "gateway.auth.") + name;
    const bool refers = cJSON_IsObject(config.at(key)) || config.text(key).starts_with("${");
    if (refers) keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace openclaw::cli
