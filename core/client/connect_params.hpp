// SPDX-License-Identifier: MIT
// The parameters of `connect`, checked against their schema and read into plain members.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/control/scope.hpp"
#include "core/device/identity.hpp"
#include "core/error.hpp"

namespace openclaw {

struct ConnectParams {
  std::int64_t min_protocol = 0;
  std::int64_t max_protocol = 0;
  std::string client_id;
  std::string client_mode;
  std::string client_version;
  std::string client_platform;
  std::string display_name;
  std::string device_family;
  std::string model_identifier;
  std::string time_zone;
  std::string instance_id;
  std::string role;  // "operator" when absent
  std::vector<std::string> scopes;
  std::vector<std::string> caps;
  std::optional<DeviceBlock> device;
  std::string token;
  std::string password;
  std::string device_token;
  std::string bootstrap_token;
  // Of a node: all of these as JSON, without `auth` and `device`.
  std::string declared;
};

// Clients that are web pages, whatever they run in.
bool is_browser(const ConnectParams& params);

// The error's message is the wire's `invalid connect params: ...`.
Result<ConnectParams> read_connect_params(std::string_view json);

}  // namespace openclaw
