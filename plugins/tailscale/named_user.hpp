// SPDX-License-Identifier: MIT
// What a request for a WebSocket says of who sent it, and whether Tailscale can have said it. No
// I/O.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "answers.hpp"
#include "settings.hpp"

namespace tailscale {

struct IdentityRequest {
  std::string_view client;
  std::string_view proxy;
  std::string_view front;
  std::function<std::string_view(const char* name)> header;
};

struct NamedUser {
  std::string why;      // it counts for nothing: a word for the log; the rest is empty
  std::string address;  // whose it is said to be
  std::string login;
  std::string name;
};

// Nothing: the request is none that Tailscale has passed on, or its word is not to count.
std::optional<NamedUser> read_named_user(const IdentityRequest& request, const Settings& settings);

// Empty when `person`, whom Tailscale knows at that address, is who is named; else a word
// for the log.
std::string doubt(const NamedUser& named, const std::optional<Person>& person);

}  // namespace tailscale
