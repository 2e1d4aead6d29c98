// SPDX-License-Identifier: MIT
#include "core/config/normal.hpp"

#include <arpa/inet.h>

#include <array>

#include "core/config/include.hpp"

namespace openclaw {
namespace {

void set(cJSON* object, const char* name, const std::string& value) {
  cJSON* text = cJSON_CreateString(value.c_str());
  if (cJSON_GetObjectItemCaseSensitive(object, name) != nullptr) {
    cJSON_ReplaceItemInObjectCaseSensitive(object, name, text);
  } else {
    cJSON_AddItemToObject(object, name, text);
  }
}

// The mode that an address means, or empty when it is none.
std::string mode_of(const std::string& bind) {
  if (bind == "127.0.0.1" || bind == "localhost" || bind == "::1") return "loopback";
  if (bind == "0.0.0.0" || bind == "::") return "lan";
  return is_plain_ipv4(bind) ? "custom" : "";
}

void normalise_bind(cJSON* gateway, std::vector<std::string>& warnings) {
  const std::string bind(json_string(gateway, "bind"));
  const std::string mode = mode_of(bind);
  if (mode.empty()) return;
  std::string canonical = "gateway.bind=" + mode;
  set(gateway, "bind", mode);
  if (mode == "custom") {
    set(gateway, "customBindHost", bind);
    canonical += " with gateway.customBindHost=" + bind;
  }
  warnings.push_back("gateway.bind holds the address " + bind + "; taken as " + canonical +
                     ", which is the way to write it");
}

void normalise_discovery(cJSON* root, cJSON* gateway, std::vector<std::string>& warnings) {
  if (!cJSON_IsObject(json_get(gateway, "discovery"))) return;
  JsonTree nested(cJSON_DetachItemFromObjectCaseSensitive(gateway, "discovery"));
  JsonTree own(cJSON_DetachItemFromObjectCaseSensitive(root, "discovery"));
  JsonTree all =
      own == nullptr ? std::move(nested) : merge_config(std::move(nested), std::move(own));
  if (all != nullptr) cJSON_AddItemToObject(root, "discovery", all.release());
  warnings.emplace_back("gateway.discovery is taken as discovery, which is the way to write it");
}

}  // namespace

bool is_plain_ipv4(const std::string& text) {
  in_addr address{};
  std::array<char, INET_ADDRSTRLEN> plain{};
  if (inet_pton(AF_INET, text.c_str(), &address) != 1) return false;
  return inet_ntop(AF_INET, &address, plain.data(), plain.size()) != nullptr &&
         text == plain.data();
}

void normalise_config(cJSON* root, std::vector<std::string>& warnings) {
  cJSON* gateway = cJSON_GetObjectItemCaseSensitive(root, "gateway");
  if (!cJSON_IsObject(gateway)) return;
  normalise_bind(gateway, warnings);
  normalise_discovery(root, gateway, warnings);
}

}  // namespace openclaw
