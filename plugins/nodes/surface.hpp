// SPDX-License-Identifier: MIT
// What a node offers: its capabilities, its commands, and the permissions that its system has given
// it. An operator approves a surface; what a connected node may do is the approved part of what it
// declares. No I/O, any thread.
#pragma once
#include <map>
#include <optional>

#include "names.hpp"

namespace nodes {

using Permissions = std::map<std::string, bool>;

struct Surface {
  Names caps;
  Names commands;
  std::optional<Permissions> permissions;
};

// As sets: neither order nor repetition counts.
bool same_names(const Names& one, const Names& other);
bool same_surface(const Surface& one, const Surface& other);
// Whether a declared surface has something that was not approved.
bool is_wider(const Surface& declared, const Surface& approved);
// What is approved of what is declared. Nothing approved: only permissions that it lacks are told.
Surface narrowed(const Surface& declared, const Surface* approved);

// The members caps, commands and permissions of an object.
Surface read_surface(const cJSON* object);
std::string permissions_json(const Permissions& permissions);

}  // namespace nodes
