// SPDX-License-Identifier: MIT
#include "core/device/setup_book.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/ids.hpp"

namespace openclaw {
namespace {

bool is_old(const SetupCode& code, std::int64_t now_ms) {
  return code.issued_ms + kSetupCodeMs <= now_ms;
}

std::string digest_of(std::string_view token) { return hex_of(sha256(token)); }

template <class Row>
void put_rows_back(std::map<std::string, Row>& rows, Rows<Row>& back) {
  for (auto& [id, row] : back) {
    if (row) {
      rows[id] = std::move(*row);
    } else {
      rows.erase(id);
    }
  }
}

}  // namespace

void SetupBook::load(std::vector<SetupCode> codes, std::vector<SetupOutcome> outcomes) {
  for (SetupCode& code : codes) codes_[code.id] = std::move(code);
  for (SetupOutcome& outcome : outcomes) outcomes_[outcome.id] = std::move(outcome);
}

Result<IssuedCode> SetupBook::issue(SetupKind kind, std::int64_t now_ms) {
  forget_old(now_ms);
  if (codes_.size() >= kMostSetupCodes) {
    const auto oldest = std::min_element(
        codes_.begin(), codes_.end(),
        [](const auto& a, const auto& b) { return a.second.issued_ms < b.second.issued_ms; });
    Error error = unavailable("too many setup codes are open (" + std::to_string(kMostSetupCodes) +
                              "); use one, or wait until one expires");
    error.retryable = true;
    error.retry_after_ms = oldest->second.issued_ms + kSetupCodeMs - now_ms;
    return error;
  }
  IssuedCode issued{random_uuid(), Secret(random_token()), now_ms + kSetupCodeMs};
  keep_row(changes_.codes, codes_, issued.id);
  codes_[issued.id] = {issued.id, Secret(digest_of(issued.token.reveal())), kind, now_ms, {}};
  return issued;
}

std::string SetupBook::find_code(const SetupAttempt& attempt) const {
  const std::string digest = digest_of(attempt.token);
  for (const auto& [id, code] : codes_) {
    if (!code.digest.matches(digest)) continue;
    const bool is_good = open_for(id, attempt.device_id, attempt.now_ms) != nullptr &&
                         setup_allows(code.kind, attempt.role, attempt.scopes);
    return is_good ? id : std::string();
  }
  return {};
}

const SetupCode* SetupBook::open_for(const std::string& id, const std::string& device_id,
                                     std::int64_t now_ms) const {
  const auto found = codes_.find(id);
  if (found == codes_.end() || is_old(found->second, now_ms)) return nullptr;
  const std::string& owner = found->second.device_id;
  return owner.empty() || owner == device_id ? &found->second : nullptr;
}

void SetupBook::bind(const std::string& id, const std::string& device_id) {
  const auto found = codes_.find(id);
  if (found == codes_.end() || found->second.device_id == device_id) return;
  keep_row(changes_.codes, codes_, id);
  found->second.device_id = device_id;
}

void SetupBook::use(const std::string& id, const Device& device, std::string_view access,
                    std::int64_t now_ms) {
  erase_code(id);
  if (outcomes_.size() >= kMostSetupOutcomes) {
    const auto oldest = std::min_element(
        outcomes_.begin(), outcomes_.end(),
        [](const auto& a, const auto& b) { return a.second.used_ms < b.second.used_ms; });
    erase_outcome(std::string(oldest->first));
  }
  keep_row(changes_.outcomes, outcomes_, id);
  outcomes_[id] = {
      id, device.face.device_id, device.face.display_name, std::string(access), now_ms, false};
}

void SetupBook::delivered(const std::string& id) {
  const auto found = outcomes_.find(id);
  if (found == outcomes_.end()) return;
  keep_row(changes_.outcomes, outcomes_, id);
  found->second.delivered = true;
}

void SetupBook::revoke_of(const std::string& device_id) {
  std::vector<std::string> ids;
  for (const auto& [id, code] : codes_) {
    if (code.device_id == device_id) ids.push_back(id);
  }
  for (const std::string& id : ids) erase_code(id);
}

const SetupCode* SetupBook::code(const std::string& id) const {
  const auto found = codes_.find(id);
  return found == codes_.end() ? nullptr : &found->second;
}

const SetupOutcome* SetupBook::outcome(const std::string& id) const {
  const auto found = outcomes_.find(id);
  return found == outcomes_.end() ? nullptr : &found->second;
}

void SetupBook::forget_old(std::int64_t now_ms) {
  std::vector<std::string> ids;
  for (const auto& [id, code] : codes_) {
    if (is_old(code, now_ms)) ids.push_back(id);
  }
  for (const std::string& id : std::exchange(ids, {})) erase_code(id);
  for (const auto& [id, outcome] : outcomes_) {
    if (outcome.used_ms + kSetupOutcomeMs <= now_ms) ids.push_back(id);
  }
  for (const std::string& id : ids) erase_outcome(id);
}

void SetupBook::put_back(SetupChanges rows) {
  put_rows_back(codes_, rows.codes);
  put_rows_back(outcomes_, rows.outcomes);
}

void SetupBook::erase_code(const std::string& id) {
  if (!codes_.contains(id)) return;
  keep_row(changes_.codes, codes_, id);
  codes_.erase(id);
}

void SetupBook::erase_outcome(const std::string& id) {
  keep_row(changes_.outcomes, outcomes_, id);
  outcomes_.erase(id);
}

}  // namespace openclaw
