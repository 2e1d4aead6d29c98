// SPDX-License-Identifier: MIT
// Who is paired, who asks to be, and the rules between them. State and rules alone: what has to be
// written is left in changes(), times and the world come from the caller.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/device/record.hpp"
#include "core/device/rows.hpp"
#include "core/device/tokens.hpp"

namespace openclaw {

// A device at the door; its signature and its secret are good.
struct Arrival {
  DeviceFace face;
  Names scopes;           // asked for
  bool quiet = false;     // nobody needs to be asked: a program of this machine
  bool by_token = false;  // its secret was its own token
  bool by_code = false;   // its secret was a setup code
  // What the code makes of a new device, without asking anybody: an operator with these scopes, if
  // there are any, beside the role it comes in. Nothing: it has to be approved.
  std::optional<Names> handoff = std::nullopt;
  std::string generation;   // of the shared secret; what a browser gets depends on it
  bool old_client = false;  // speaks protocol 3 alone
};

enum class PairReason { kNotPaired, kRoleUpgrade, kScopeUpgrade, kMetadataUpgrade };

struct Verdict {
  enum class Kind { kKnown, kApproved, kPending, kFull, kTooLong };
  Kind kind = Kind::kKnown;
  std::string request_id;    // not when kKnown
  DeviceToken token;         // when kKnown or kApproved
  bool has_handoff = false;  // it has a token as an operator as well, by its setup code
  bool issued = false;       // the token is new: it is not to be told before it is kept
  // When kPending:
  PairReason reason = PairReason::kNotPaired;
  Names approved_roles;
  Names approved_scopes;
  bool fresh = false;      // the request is new
  std::string superseded;  // the id of the request that it took the place of
};

// Rows that became different, as they were before.
struct DeviceChanges {
  Rows<Device> devices;
  Rows<PairRequest> requests;
  [[nodiscard]] bool empty() const { return devices.empty() && requests.empty(); }
};

inline constexpr std::int64_t kPairRequestMs = 5 * 60 * 1000;
inline constexpr std::size_t kMostPairRequests = 64;
// Of one address, see client_network(), and of this machine.
inline constexpr std::size_t kMostPairRequestsOfOne = 16;
inline constexpr std::size_t kMostDevices = 2'000;
// Bytes of a device's names and scopes: each device and each request is kept in memory whole.
inline constexpr std::size_t kMostDescription = 4'096;

class DeviceBook final : public DeviceTokens {
 public:
  void load(std::vector<Device> devices, std::vector<PairRequest> requests);

  // Lets a device in, or notes its request.
  Verdict arrive(const Arrival& arrival, std::int64_t now_ms);
  // Notes that a paired device asks for more scopes, as an operator.
  Verdict ask_scopes(const Device& known, const Names& scopes, std::int64_t now_ms);
  [[nodiscard]] DeviceTokenState check_token(const std::string& device_id, std::string_view role,
                                             std::string_view token, const Names& scopes,
                                             std::string_view generation) const override;

  // Drops requests that nobody has decided on in time; the others stay until this is called.
  void forget_old(std::int64_t now_ms);
  [[nodiscard]] const PairRequest* request(const std::string& id) const;
  // Approves a request that exists; gives the device.
  const Device& approve(const std::string& request_id, std::int64_t now_ms);
  void drop_request(const std::string& request_id);
  // These are false for a device or a role that is not there.
  bool remove(const std::string& device_id);
  // The device with its last role. False when it has not got it.
  bool remove_role(const std::string& device_id, std::string_view role);
  bool rename(const std::string& device_id, const std::string& label);
  bool revoke(const std::string& device_id, std::string_view role, std::int64_t now_ms);
  // The new token; nothing for an unknown device or role, or scopes beyond what is approved.
  std::optional<DeviceToken> rotate(const std::string& device_id, std::string_view role,
                                    const std::optional<Names>& scopes, std::int64_t now_ms);

  [[nodiscard]] const Device* device(const std::string& id) const;
  [[nodiscard]] const std::map<std::string, Device>& devices() const { return devices_; }
  [[nodiscard]] std::vector<const PairRequest*> requests() const;  // the newest first
  // Devices that were approved in silence, look like `one` and are of no use any more.
  [[nodiscard]] std::vector<std::string> twins(const Device& one, std::int64_t now_ms) const;

  // Counts a device or a request as changed, if it is there.
  void write_again(const std::string& device_id);
  void write_request_again(const std::string& request_id);
  // What changed since it was asked last.
  DeviceChanges take_changes();
  // Puts back what could not be written. A request that another of its device has replaced stays
  // away.
  void put_back(DeviceChanges rows);

 private:
  [[nodiscard]] std::optional<PairReason> missing(const Arrival& arrival) const;
  [[nodiscard]] bool may_be_quiet(const Arrival& arrival, PairReason reason) const;
  [[nodiscard]] bool would_be_too_long(const Arrival& arrival) const;
  Verdict ask(const Arrival& arrival, PairReason reason, std::int64_t now_ms);
  Device& grant(const DeviceFace& face, const Names& roles, const Names& scopes, const char* via,
                std::int64_t now_ms);
  [[nodiscard]] bool has_room(const DeviceFace& face) const;
  // Lets a new device in without asking. False when there are too many.
  bool approve_quietly(const Arrival& arrival, std::int64_t now_ms, Verdict& verdict);
  // What the setup code of a device gives to it as an operator.
  void hand_off(Device& device, const Arrival& arrival, std::int64_t now_ms, Verdict& verdict);
  // True when the token is a new one.
  bool ensure_token(Device& device, const Arrival& arrival, std::int64_t now_ms);
  void note_seen(Device& device, const Arrival& arrival, std::int64_t now_ms);
  [[nodiscard]] const PairRequest* request_of(const std::string& device_id) const;
  void changes_device(const std::string& id);
  void changes_request(const std::string& id);

  std::map<std::string, Device> devices_;
  std::map<std::string, PairRequest> requests_;
  DeviceChanges changes_;
};

}  // namespace openclaw
