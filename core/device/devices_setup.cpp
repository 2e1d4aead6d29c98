// SPDX-License-Identifier: MIT
// Devices that come with a setup code. A code is used up by the commit that holds the pairing. That
// commit says that nobody knows yet whether the device was told; a second one says that it was.
#include "core/device/devices.hpp"
#include "core/device/refusal.hpp"
#include "core/wall_time.hpp"

namespace openclaw {

void Devices::issue_code(SetupKind kind, std::function<void(Result<IssuedCode>)> done) {
  Result<IssuedCode> issued = setup_.issue(kind, wall_ms());
  if (!issued) return done(issued.error());
  save([issued = std::move(*issued), done = std::move(done)](bool kept) {
    if (kept) return done(issued);
    done(unavailable("the setup code could not be written to the database; see the log"));
  });
}

std::optional<Refusal> Devices::apply_code(const DeviceEntry& device, Arrival& arrival,
                                           std::int64_t now) {
  if (device.setup_id.empty()) return std::nullopt;
  const SetupCode* code = setup_.open_for(device.setup_id, device.id, now);
  // Another device may have used it since it was judged.
  if (!code) return refuse_with(setup_code_invalid());
  if (setup_is_for(code->kind, arrival.face) && arrival.scopes.empty()) {
    arrival.handoff = setup_scopes(code->kind);
  }
  return std::nullopt;
}

void Devices::use_code(const Admission& admission, const Verdict& verdict, std::int64_t now) {
  const DeviceEntry& device = *admission.device;
  const SetupCode* code = setup_.code(device.setup_id);
  const Device* known = book_.device(device.id);
  if (!code || !known) return;
  const bool as_operator = verdict.has_handoff || admission.role == Role::kOperator;
  const std::string access(setup_access(as_operator ? code->kind : SetupKind::kNode));
  setup_.use(device.setup_id, *known, access, now);
}

void Devices::came_in(const DeviceEntry& device) {
  if (!setup_.outcome(device.setup_id)) return;
  setup_.delivered(device.setup_id);
  save([this, id = device.setup_id](bool kept) {
    const SetupOutcome* outcome = setup_.outcome(id);
    if (!outcome) return;
    mediator_.publish_pairing(
        kept ? "device.pair.setup.completed" : "device.pair.setup.deliveryUncertain",
        outcome_json(*outcome));
  });
}

// The connection may have been gone before its hello could be sent.
void Devices::tell_uncertain(const std::string& setup_id) {
  const SetupOutcome* outcome = setup_id.empty() ? nullptr : setup_.outcome(setup_id);
  if (!outcome || outcome->delivered) return;
  mediator_.publish_pairing("device.pair.setup.deliveryUncertain", outcome_json(*outcome));
}

}  // namespace openclaw
