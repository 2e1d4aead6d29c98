// SPDX-License-Identifier: MIT
// A paired device, its tokens, and a request to be paired: as values, and as JSON for the wire and
// for the store.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/json/json.hpp"
#include "core/secret.hpp"

namespace openclaw {

using Names = std::vector<std::string>;

// What a device says of itself. Members may be empty, but for the first two.
struct DeviceFace {
  std::string device_id;
  std::string public_key;
  std::string display_name;
  std::string platform;
  std::string device_family;
  std::string client_id;
  std::string client_mode;
  std::string browser_origin;
  std::string remote_ip;  // of a device beyond this machine
  std::string role;
};

// It stands in clear text: a device that comes with the shared secret is given its token again.
struct DeviceToken {
  Secret value;
  std::string role;
  Names scopes;  // sorted, with those that the wire spells out
  std::int64_t created_ms = 0;
  std::int64_t rotated_ms = 0;  // this and the next two: 0 for never
  std::int64_t used_ms = 0;
  std::int64_t revoked_ms = 0;
  std::string generation;  // of the shared secret it depends on; empty for none
  [[nodiscard]] std::int64_t issued_ms() const { return rotated_ms ? rotated_ms : created_ms; }
};

struct Device {
  DeviceFace face;
  std::string label;  // the operator's name for it
  Names roles;        // approved
  Names scopes;       // approved
  std::string approved_via;
  std::int64_t created_ms = 0;
  std::int64_t approved_ms = 0;
  std::int64_t seen_ms = 0;
  std::int64_t kept_ms = 0;         // when the store was told of it last
  std::vector<DeviceToken> tokens;  // one a role
  [[nodiscard]] const DeviceToken* token(std::string_view role) const;
  [[nodiscard]] DeviceToken* token(std::string_view role);
};

struct PairRequest {
  std::string id;
  DeviceFace face;
  Names roles;
  Names scopes;
  bool repair = false;  // of a device that is paired already
  std::int64_t created_ms = 0;
  std::int64_t refreshed_ms = 0;
};

// A row of device.pair.list. `connected` is left out when nullptr; `besides` is a JSON object whose
// members it has too, or empty.
std::string device_row(const Device& device, const bool* connected, std::string_view besides = {});
std::string request_row(const PairRequest& request);

// As the store keeps them, secrets included.
std::string stored_device(const Device& device);
std::string stored_request(const PairRequest& request);
Result<Device> read_stored_device(std::string_view json);
Result<PairRequest> read_stored_request(std::string_view json);

// Whether `granted` hold all of `asked`, by name or by implication.
bool covers(const Names& granted, const Names& asked);
// `more` behind `names`, each once.
Names merged(Names names, const Names& more);
Names sorted(Names names);
// The scopes of a token: sorted, admin and write with what clients look for beside them.
Names token_scopes(Names scopes);
bool contains(const Names& names, std::string_view name);

}  // namespace openclaw
