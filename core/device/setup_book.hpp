// SPDX-License-Identifier: MIT
// The setup codes that are open and what became of those that were used. State and rules alone, as
// in DeviceBook: what has to be written is left in take_changes().
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/device/rows.hpp"
#include "core/device/setup_code.hpp"
#include "core/device/tokens.hpp"

namespace openclaw {

inline constexpr std::int64_t kSetupCodeMs = 10 * 60 * 1000;
inline constexpr std::int64_t kSetupOutcomeMs = 2 * kSetupCodeMs;
inline constexpr std::size_t kMostSetupCodes = 32;
inline constexpr std::size_t kMostSetupOutcomes = 64;

struct IssuedCode {
  std::string id;
  Secret token;
  std::int64_t expires_ms = 0;
};

struct SetupChanges {
  Rows<SetupCode> codes;
  Rows<SetupOutcome> outcomes;
};

class SetupBook final : public SetupTokens {
 public:
  void load(std::vector<SetupCode> codes, std::vector<SetupOutcome> outcomes);

  // A new code; the error says that too many are open, and until when.
  Result<IssuedCode> issue(SetupKind kind, std::int64_t now_ms);
  [[nodiscard]] std::string find_code(const SetupAttempt& attempt) const override;
  [[nodiscard]] const SetupCode* code(const std::string& id) const;
  // The code, when it is still good for this device; else nullptr.
  [[nodiscard]] const SetupCode* open_for(const std::string& id, const std::string& device_id,
                                          std::int64_t now_ms) const;
  // From now on a code is of use to this device alone.
  void bind(const std::string& id, const std::string& device_id);
  // Takes a code that is open away, and leaves its outcome.
  void use(const std::string& id, const Device& device, std::string_view access,
           std::int64_t now_ms);
  void delivered(const std::string& id);
  // Takes those away that are of use to this device.
  void revoke_of(const std::string& device_id);
  [[nodiscard]] const SetupOutcome* outcome(const std::string& id) const;
  void forget_old(std::int64_t now_ms);

  SetupChanges take_changes() { return std::exchange(changes_, {}); }
  void put_back(SetupChanges rows);

 private:
  void erase_code(const std::string& id);
  void erase_outcome(const std::string& id);

  std::map<std::string, SetupCode> codes_;
  std::map<std::string, SetupOutcome> outcomes_;
  SetupChanges changes_;
};

}  // namespace openclaw
