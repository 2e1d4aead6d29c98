// SPDX-License-Identifier: MIT
// Lists of names (capabilities, commands) and what a node says of itself, from JSON and to JSON.
#pragma once
#include <map>
#include <openclaw/json.hpp>
#include <openclaw/random.hpp>
#include <openclaw/text.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nodes {

using Names = std::vector<std::string>;
// By their names on the wire: displayName, platform, version, coreVersion, uiVersion, clientId,
// clientMode, deviceFamily, modelIdentifier, remoteIp. What is not known is not there.
using Face = std::map<std::string, std::string, std::less<>>;

bool contains(const Names& names, std::string_view name);
inline std::string trimmed(std::string_view text) { return std::string(oc::trimmed(text)); }
using oc::lower;
using oc::random_uuid;
// Trimmed, each once, in their order; empty ones are left out.
Names read_names(const cJSON* array);
Names split(std::string_view text);  // at commas
Names sorted(Names names);
std::string names_json(const Names& names);

// "" for what is not there.
std::string_view part(const Face& face, std::string_view key);
void set_part(Face& face, std::string_view key, std::string_view value);
// The members that are strings.
Face read_face(const cJSON* object);

std::string print(const cJSON* item);

}  // namespace nodes
