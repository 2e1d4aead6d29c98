// SPDX-License-Identifier: MIT
#include "core/device/book.hpp"

#include <algorithm>
#include <array>

#include "core/device/identity.hpp"
#include "core/http/message.hpp"
#include "core/ids.hpp"

namespace openclaw {
namespace {

constexpr std::int64_t kTwinMs = 60'000;
// That a device was here is written down so seldom: it costs a commit.
constexpr std::int64_t kSeenMs = 10 * 60 * 1000;

bool is_native_app(const DeviceFace& face) {
  static constexpr std::array<std::string_view, 5> kIds = {
      "openclaw-macos", "openclaw-linux", "openclaw-ios", "openclaw-watchos", "openclaw-android"};
  return face.client_mode == "ui" &&
         std::find(kIds.begin(), kIds.end(), face.client_id) != kIds.end();
}

std::string_view first_word(std::string_view text) { return text.substr(0, text.find(' ')); }

// What clients of protocol 3 call the two systems whose names have changed since.
std::string platform_of(const DeviceFace& face, bool old_client) {
  std::string platform = normal_metadata(face.platform);
  if (old_client && platform == "darwin") return "macos";
  if (old_client && platform == "win32") return "windows";
  return platform;
}

bool other_metadata(const DeviceFace& known, const Arrival& arrival) {
  const DeviceFace& now = arrival.face;
  const std::string family = normal_metadata(known.device_family);
  if (!arrival.old_client && !family.empty() && family != normal_metadata(now.device_family)) {
    return true;
  }
  const std::string was = platform_of(known, arrival.old_client);
  const std::string is = platform_of(now, arrival.old_client);
  if (was.empty() || was == is) return false;
  const bool updated_system =
      is_native_app(now) && known.client_id == now.client_id && first_word(was) == first_word(is);
  return !updated_system;
}

bool is_usable(const DeviceToken* token, std::string_view generation) {
  return token && token->revoked_ms == 0 &&
         (token->generation.empty() || token->generation == generation);
}

void renew(DeviceToken& token, std::int64_t now_ms) {
  token.value = Secret(random_token());
  if (token.created_ms == 0) {
    token.created_ms = now_ms;
  } else {
    token.rotated_ms = now_ms;
  }
  token.revoked_ms = 0;
}

bool is_too_long(const DeviceFace& face, const Names& scopes) {
  std::size_t bytes = face.display_name.size() + face.platform.size() + face.device_family.size() +
                      face.browser_origin.size();
  for (const std::string& scope : scopes) bytes += scope.size() + 1;
  return bytes > kMostDescription;
}

DeviceToken& token_slot(Device& device, const std::string& role) {
  if (DeviceToken* found = device.token(role)) return *found;
  device.tokens.emplace_back();
  device.tokens.back().role = role;
  return device.tokens.back();
}

}  // namespace

void DeviceBook::load(std::vector<Device> devices, std::vector<PairRequest> requests) {
  for (Device& device : devices) devices_[device.face.device_id] = std::move(device);
  for (PairRequest& request : requests) requests_[request.id] = std::move(request);
}

// Called before the change.
void DeviceBook::changes_device(const std::string& id) { keep_row(changes_.devices, devices_, id); }

void DeviceBook::changes_request(const std::string& id) {
  keep_row(changes_.requests, requests_, id);
}

void DeviceBook::write_again(const std::string& device_id) {
  if (devices_.contains(device_id)) changes_device(device_id);
}

void DeviceBook::write_request_again(const std::string& request_id) {
  if (requests_.contains(request_id)) changes_request(request_id);
}

DeviceChanges DeviceBook::take_changes() { return std::exchange(changes_, {}); }

void DeviceBook::put_back(DeviceChanges rows) {
  for (auto& [id, device] : rows.devices) {
    if (device) {
      devices_[id] = std::move(*device);
    } else {
      devices_.erase(id);
    }
  }
  for (const auto& [id, request] : rows.requests) {
    if (!request) requests_.erase(id);
  }
  for (auto& [id, request] : rows.requests) {
    if (!request) continue;
    if (request_of(request->face.device_id)) {
      changes_request(id);
    } else {
      requests_[id] = std::move(*request);
    }
  }
}

const Device* DeviceBook::device(const std::string& id) const {
  const auto found = devices_.find(id);
  return found == devices_.end() ? nullptr : &found->second;
}

std::optional<PairReason> DeviceBook::missing(const Arrival& arrival) const {
  const Device* known = device(arrival.face.device_id);
  if (!known) return PairReason::kNotPaired;
  if (other_metadata(known->face, arrival)) return PairReason::kMetadataUpgrade;
  // A role whose token was revoked has to be given again.
  const DeviceToken* token = known->token(arrival.face.role);
  const bool revoked = token && token->revoked_ms > 0;
  if (revoked || !contains(known->roles, arrival.face.role)) return PairReason::kRoleUpgrade;
  if (!covers(known->scopes, arrival.scopes)) return PairReason::kScopeUpgrade;
  return std::nullopt;
}

// An owner who was asked once is not to be passed by, but by the code that the owner made.
bool DeviceBook::may_be_quiet(const Arrival& arrival, PairReason reason) const {
  if (arrival.handoff && reason == PairReason::kNotPaired) return true;
  if (!arrival.quiet || request_of(arrival.face.device_id)) return false;
  const bool more_scopes = !arrival.by_token && !arrival.by_code && arrival.face.role == "operator";
  switch (reason) {
    case PairReason::kNotPaired: return arrival.face.role == "operator" || arrival.scopes.empty();
    case PairReason::kScopeUpgrade: return more_scopes;
    case PairReason::kMetadataUpgrade: {
      // What else is new comes along with the approval.
      const Device* known = device(arrival.face.device_id);
      return is_native_app(arrival.face) && contains(known->roles, arrival.face.role) &&
             (more_scopes || covers(known->scopes, arrival.scopes));
    }
    case PairReason::kRoleUpgrade: {
      // The owner's own programs may have back what they had; a new role is nobody's own.
      const Device* known = device(arrival.face.device_id);
      return arrival.face.role == "operator" && !arrival.by_code &&
             contains(known->roles, arrival.face.role);
    }
  }
  return false;
}

Verdict DeviceBook::arrive(const Arrival& arrival, std::int64_t now_ms) {
  forget_old(now_ms);
  const std::string& id = arrival.face.device_id;
  Verdict verdict;
  if (would_be_too_long(arrival)) {
    verdict.kind = Verdict::Kind::kTooLong;
    return verdict;
  }
  if (const auto reason = missing(arrival)) {
    if (!may_be_quiet(arrival, *reason)) return ask(arrival, *reason, now_ms);
    if (!approve_quietly(arrival, now_ms, verdict)) return verdict;
  }
  Device& known = devices_[id];
  verdict.issued = ensure_token(known, arrival, now_ms);
  hand_off(known, arrival, now_ms, verdict);
  verdict.token = *known.token(arrival.face.role);
  note_seen(known, arrival, now_ms);
  return verdict;
}

bool DeviceBook::approve_quietly(const Arrival& arrival, std::int64_t now_ms, Verdict& verdict) {
  const std::string& id = arrival.face.device_id;
  if (!device(id) && devices_.size() >= kMostDevices) {
    verdict.kind = Verdict::Kind::kFull;
    return false;
  }
  Names roles = {arrival.face.role};
  Names scopes = arrival.scopes;
  if (arrival.handoff && !arrival.handoff->empty()) {
    roles = merged(roles, {"operator"});
    scopes = merged(scopes, *arrival.handoff);
  }
  grant(arrival.face, roles, scopes, arrival.handoff ? "bootstrap" : "silent", now_ms);
  verdict.kind = Verdict::Kind::kApproved;
  const PairRequest* open = request_of(id);
  verdict.request_id = open ? open->id : random_uuid();
  drop_request(std::string(verdict.request_id));
  return true;
}

// A device that was paired before gets no more by a code than it was approved for.
void DeviceBook::hand_off(Device& device, const Arrival& arrival, std::int64_t now_ms,
                          Verdict& verdict) {
  if (!arrival.handoff || arrival.handoff->empty()) return;
  if (!contains(device.roles, "operator") || !covers(device.scopes, *arrival.handoff)) return;
  Arrival beside = arrival;
  beside.face.role = "operator";
  beside.scopes = *arrival.handoff;
  verdict.issued = ensure_token(device, beside, now_ms) || verdict.issued;
  verdict.has_handoff = true;
}

// With all that it was approved for, and all that it asks for beside that.
bool DeviceBook::would_be_too_long(const Arrival& arrival) const {
  Names scopes = arrival.scopes;
  if (is_too_long(arrival.face, scopes)) return true;
  const Device* known = device(arrival.face.device_id);
  if (known && covers(known->scopes, scopes)) return false;
  if (known) scopes = merged(std::move(scopes), known->scopes);
  const PairRequest* open = request_of(arrival.face.device_id);
  if (open) scopes = merged(std::move(scopes), open->scopes);
  return is_too_long(arrival.face, scopes);
}

Verdict DeviceBook::ask_scopes(const Device& known, const Names& scopes, std::int64_t now_ms) {
  forget_old(now_ms);
  Arrival arrival;
  arrival.face = known.face;
  arrival.face.role = "operator";
  arrival.scopes = merged(known.scopes, scopes);
  if (would_be_too_long(arrival)) {
    Verdict verdict;
    verdict.kind = Verdict::Kind::kTooLong;
    return verdict;
  }
  return ask(arrival, PairReason::kScopeUpgrade, now_ms);
}

Verdict DeviceBook::ask(const Arrival& arrival, PairReason reason, std::int64_t now_ms) {
  Verdict verdict;
  verdict.kind = Verdict::Kind::kPending;
  verdict.reason = reason;
  const Device* known = device(arrival.face.device_id);
  if (known) {
    verdict.approved_roles = known->roles;
    verdict.approved_scopes = sorted(known->scopes);
  }
  std::string replaced;
  PairRequest next;
  next.roles = {arrival.face.role};
  next.scopes = arrival.scopes;
  if (const PairRequest* open = request_of(arrival.face.device_id)) {
    if (contains(open->roles, arrival.face.role) && covers(open->scopes, arrival.scopes)) {
      PairRequest& same = requests_[open->id];
      same.refreshed_ms = now_ms;
      same.face = arrival.face;
      verdict.request_id = same.id;
      return verdict;
    }
    next.roles = merged(next.roles, open->roles);
    next.scopes = merged(next.scopes, open->scopes);
    replaced = open->id;
  }
  if (!has_room(arrival.face)) {
    verdict.kind = Verdict::Kind::kFull;
    return verdict;
  }
  drop_request(replaced);
  verdict.superseded = std::move(replaced);
  next.id = random_uuid();
  next.face = arrival.face;
  next.repair = known != nullptr;
  next.created_ms = now_ms;
  next.refreshed_ms = now_ms;
  verdict.request_id = next.id;
  verdict.fresh = true;
  changes_request(next.id);
  requests_[next.id] = std::move(next);
  return verdict;
}

// Whoever asks for many devices leaves room for the requests of others. One of the same device does
// not count: this takes its place.
bool DeviceBook::has_room(const DeviceFace& face) const {
  const std::string network = client_network(face.remote_ip);
  std::size_t all = 0;
  std::size_t alike = 0;
  for (const auto& [id, request] : requests_) {
    if (request.face.device_id == face.device_id) continue;
    ++all;
    if (client_network(request.face.remote_ip) == network) ++alike;
  }
  return all < kMostPairRequests && alike < kMostPairRequestsOfOne;
}

Device& DeviceBook::grant(const DeviceFace& face, const Names& roles, const Names& scopes,
                          const char* via, std::int64_t now_ms) {
  changes_device(face.device_id);
  Device& device = devices_[face.device_id];
  const bool is_new = device.created_ms == 0;
  const std::string first_role = is_new ? face.role : device.face.role;
  device.face = face;
  device.face.role = first_role;
  device.roles = merged(device.roles, roles);
  device.scopes = merged(device.scopes, scopes);
  // What the owner has chosen stays the owner's choice, and a code is one of theirs.
  const bool chosen = device.approved_via == "owner" || device.approved_via == "bootstrap";
  if (!chosen || via == std::string_view("owner")) device.approved_via = via;
  if (is_new) device.created_ms = now_ms;
  device.approved_ms = now_ms;
  return device;
}

bool DeviceBook::ensure_token(Device& device, const Arrival& arrival, std::int64_t now_ms) {
  DeviceToken* known = device.token(arrival.face.role);
  const bool usable = known && is_usable(known, arrival.generation) && !known->value.empty();
  if (usable && covers(known->scopes, arrival.scopes)) {
    if (arrival.by_token) known->used_ms = now_ms;
    return false;
  }
  changes_device(device.face.device_id);
  DeviceToken& token = token_slot(device, arrival.face.role);
  token.scopes = token_scopes(usable ? merged(token.scopes, arrival.scopes) : arrival.scopes);
  token.generation = arrival.face.browser_origin.empty() ? std::string() : arrival.generation;
  renew(token, now_ms);
  return true;
}

void DeviceBook::note_seen(Device& device, const Arrival& arrival, std::int64_t now_ms) {
  const bool is_written = now_ms - device.kept_ms >= kSeenMs || device.kept_ms <= 0;
  if (is_written) changes_device(device.face.device_id);
  device.seen_ms = now_ms;
  DeviceFace face = arrival.face;
  face.role = device.face.role;
  if (arrival.old_client) {
    face.platform = device.face.platform;
    face.device_family = device.face.device_family;
  }
  device.face = std::move(face);
  if (is_written) device.kept_ms = now_ms;
}

DeviceTokenState DeviceBook::check_token(const std::string& device_id, std::string_view role,
                                         std::string_view token, const Names& scopes,
                                         std::string_view generation) const {
  const Device* known = device(device_id);
  const DeviceToken* own = known ? known->token(role) : nullptr;
  if (!own || !own->value.matches(token) || !is_usable(own, generation)) {
    return DeviceTokenState::kMismatch;
  }
  return covers(own->scopes, scopes) ? DeviceTokenState::kMatch : DeviceTokenState::kScopes;
}

const PairRequest* DeviceBook::request(const std::string& id) const {
  const auto found = requests_.find(id);
  return found == requests_.end() ? nullptr : &found->second;
}

const PairRequest* DeviceBook::request_of(const std::string& device_id) const {
  for (const auto& [id, request] : requests_) {
    if (request.face.device_id == device_id) return &request;
  }
  return nullptr;
}

std::vector<const PairRequest*> DeviceBook::requests() const {
  std::vector<const PairRequest*> out;
  for (const auto& [id, request] : requests_) out.push_back(&request);
  std::sort(out.begin(), out.end(), [](const PairRequest* a, const PairRequest* b) {
    return a->created_ms > b->created_ms;
  });
  return out;
}

const Device& DeviceBook::approve(const std::string& request_id, std::int64_t now_ms) {
  const PairRequest request = requests_[request_id];
  drop_request(request_id);
  Device& device = grant(request.face, request.roles, request.scopes, "owner", now_ms);
  for (const std::string& role : request.roles) {
    DeviceToken& token = token_slot(device, role);
    const bool usable = !token.value.empty() && token.revoked_ms == 0;
    const bool beside = request.roles.size() > 1 && role != "operator";
    const Names scopes = beside ? Names{} : request.scopes;
    // The token it has stays good, so that the device need not be told of its approval.
    token.scopes = token_scopes(usable ? merged(token.scopes, scopes) : scopes);
    if (!usable) renew(token, now_ms);
  }
  return device;
}

void DeviceBook::drop_request(const std::string& request_id) {
  if (!requests_.contains(request_id)) return;
  changes_request(request_id);
  requests_.erase(request_id);
}

void DeviceBook::forget_old(std::int64_t now_ms) {
  std::vector<std::string> old;
  for (const auto& [id, request] : requests_) {
    if (request.refreshed_ms + kPairRequestMs <= now_ms) old.push_back(id);
  }
  for (const std::string& id : old) drop_request(id);
}

bool DeviceBook::remove(const std::string& device_id) {
  if (!devices_.contains(device_id)) return false;
  changes_device(device_id);
  devices_.erase(device_id);
  if (const PairRequest* open = request_of(device_id)) drop_request(std::string(open->id));
  return true;
}

bool DeviceBook::remove_role(const std::string& device_id, std::string_view role) {
  const auto found = devices_.find(device_id);
  if (found == devices_.end() || !contains(found->second.roles, role)) return false;
  if (found->second.roles.size() == 1) return remove(device_id);
  changes_device(device_id);
  Device& device = found->second;
  std::erase(device.roles, role);
  std::erase_if(device.tokens, [role](const DeviceToken& token) { return token.role == role; });
  if (device.face.role == role) device.face.role = device.roles.front();
  return true;
}

bool DeviceBook::rename(const std::string& device_id, const std::string& label) {
  const auto found = devices_.find(device_id);
  if (found == devices_.end()) return false;
  changes_device(device_id);
  found->second.label = label;
  return true;
}

bool DeviceBook::revoke(const std::string& device_id, std::string_view role, std::int64_t now_ms) {
  const auto found = devices_.find(device_id);
  DeviceToken* token = found == devices_.end() ? nullptr : found->second.token(role);
  if (!token) return false;
  changes_device(device_id);
  if (token->revoked_ms == 0) token->revoked_ms = now_ms;
  return true;
}

std::optional<DeviceToken> DeviceBook::rotate(const std::string& device_id, std::string_view role,
                                              const std::optional<Names>& scopes,
                                              std::int64_t now_ms) {
  const auto found = devices_.find(device_id);
  DeviceToken* token = found == devices_.end() ? nullptr : found->second.token(role);
  if (!token) return std::nullopt;
  const Names wanted = scopes.value_or(token->scopes);
  if (!covers(found->second.scopes, wanted)) return std::nullopt;
  changes_device(device_id);
  token->scopes = scopes ? token_scopes(wanted) : token->scopes;
  renew(*token, now_ms);
  token->rotated_ms = now_ms;
  return *token;
}

std::vector<std::string> DeviceBook::twins(const Device& one, std::int64_t now_ms) const {
  std::vector<std::string> out;
  for (const auto& [id, other] : devices_) {
    const bool alike = other.face.client_id == one.face.client_id &&
                       other.face.client_mode == one.face.client_mode &&
                       other.face.display_name == one.face.display_name;
    if (alike && id != one.face.device_id && other.approved_via == "silent" &&
        other.approved_ms + kTwinMs <= now_ms) {
      out.push_back(id);
    }
  }
  return out;
}

}  // namespace openclaw
