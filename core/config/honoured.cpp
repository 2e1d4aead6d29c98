// SPDX-License-Identifier: MIT
#include "core/config/honoured.hpp"

#include <algorithm>
#include <array>

#include "core/config/restricting.hpp"

namespace openclaw {
namespace {

// A key stands for all below it.
constexpr std::array<std::string_view, 59> kHonoured{
    "$schema",
    "agents.defaults.model",
    "agents.defaults.models",
    "agents.defaults.thinkingDefault",
    "canvasHost",
    "commands.restart",
    "discovery.mdns",
    "discovery.wideArea",
    "env",
    "gateway.allowRealIpFallback",
    "gateway.auth.allowTailscale",
    "gateway.auth.localOpen",
    "gateway.auth.mode",
    "gateway.auth.password",
    "gateway.auth.rateLimit",
    "gateway.auth.token",
    "gateway.auth.trustedProxy.allowLoopback",
    "gateway.auth.trustedProxy.allowUsers",
    "gateway.auth.trustedProxy.requiredHeaders",
    "gateway.auth.trustedProxy.userHeader",
    "gateway.bind",
    "gateway.controlUi.allowedOrigins",
    "gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback",
    "gateway.customBindHost",
    "gateway.http.securityHeaders.strictTransportSecurity",
    "gateway.mode",
    "gateway.nodes.allowCommands",
    "gateway.nodes.allowSkills",
    "gateway.nodes.commands",
    "gateway.nodes.denyCommands",
    "gateway.nodes.pluginTools.enabled",
    "gateway.port",
    "gateway.remote.password",
    "gateway.remote.remotePort",
    "gateway.remote.sshHostKeyPolicy",
    "gateway.remote.sshIdentity",
    "gateway.remote.sshTarget",
    "gateway.remote.tlsFingerprint",
    "gateway.remote.token",
    "gateway.remote.transport",
    "gateway.remote.url",
    "gateway.tailscale",
    "gateway.tls",
    "gateway.token",
    "gateway.trustedProxies",
    "logging.consoleLevel",
    "logging.consoleStyle",
    "logging.file",
    "logging.level",
    "logging.maxFileBytes",
    "logging.redactPatterns",
    "logging.redactSensitive",
    "meta",
    "models.mode",
    "models.providers",
    "plugins.entries",
    "plugins.load.paths",
    "tools.exec.notifyOnExit",
    "wizard",
};

bool is_honoured(const std::string& path) {
  return is_restricting(path) ||
         std::find(kHonoured.begin(), kHonoured.end(), path) != kHonoured.end();
}

bool leads_to_honoured(const std::string& path) {
  return std::any_of(kHonoured.begin(), kHonoured.end(), [&](std::string_view key) {
    return key.size() > path.size() && key.starts_with(path) && key[path.size()] == '.';
  });
}

void collect(const cJSON* node, const std::string& path, std::vector<std::string>& out) {
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, node) {
    const std::string inner = path.empty() ? item->string : path + "." + item->string;
    if (is_honoured(inner)) continue;
    if (cJSON_IsObject(item) && item->child == nullptr) continue;
    if (cJSON_IsObject(item) && leads_to_honoured(inner)) {
      collect(item, inner, out);
    } else {
      out.push_back(inner);
    }
  }
}

}  // namespace

bool has_use(std::string_view path) {
  return std::any_of(kHonoured.begin(), kHonoured.end(), [path](std::string_view key) {
    const bool above = path.size() > key.size();
    const std::string_view longer = above ? path : key;
    const std::string_view shorter = above ? key : path;
    if (!longer.starts_with(shorter)) return false;
    return longer.size() == shorter.size() || longer[shorter.size()] == '.' ||
           longer[shorter.size()] == '[';
  });
}

std::vector<std::string> unused_keys(const cJSON* root) {
  std::vector<std::string> out;
  if (cJSON_IsObject(root)) collect(root, "", out);
  return out;
}

}  // namespace openclaw
