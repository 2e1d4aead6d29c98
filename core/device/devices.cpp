// SPDX-License-Identifier: MIT
#include "core/device/devices.hpp"

#include "core/device/refusal.hpp"
#include "core/json/json.hpp"
#include "core/log/log.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

void log_devices(LogLevel level, const std::string& text) {
  log_line(level, "gateway/devices", text);
}

Arrival arrival_of(const Admission& admission) {
  const ConnectParams& params = admission.params;
  const DeviceEntry& device = *admission.device;
  Arrival out;
  out.face = {device.id,
              device.public_key,
              params.display_name,
              params.client_platform,
              params.device_family,
              params.client_id,
              params.client_mode,
              device.browser_origin,
              device.remote_ip,
              std::string(role_name(admission.role))};
  out.scopes = params.scopes;
  out.quiet = device.quiet;
  out.by_token = device.by_token;
  out.by_code = !device.setup_id.empty();
  out.generation = device.generation;
  out.old_client = params.max_protocol < kNewestProtocol && admission.role == Role::kNode;
  return out;
}

// The other half of what a setup code hands over.
std::string operator_tokens(const Device& device) {
  const DeviceToken* token = device.token("operator");
  if (!token || token->revoked_ms > 0) return {};
  JsonWriter w;
  w.array().object().key("deviceToken").value(token->value.reveal());
  w.key("role").value(token->role).key("scopes").array();
  for (const std::string& scope : token->scopes) w.value(scope);
  w.end().key("issuedAtMs").value(token->issued_ms()).end().end();
  return w.take();
}

}  // namespace

template <class Row>
void Devices::depart(Flights<Row>& flights, Rows<Row>& before) {
  for (auto& [id, row] : before) {
    Flight<Row>& flight = flights[id];
    if (flight.writes++ == 0) flight.kept = std::move(row);
  }
}

// A write that failed is undone, unless a later one has the whole of the row.
template <class Row>
Rows<Row> Devices::land(Flights<Row>& flights, bool kept, Rows<Row>& after) {
  Rows<Row> back;
  for (auto& [id, row] : after) {
    Flight<Row>& flight = flights[id];
    if (kept) flight.kept = std::move(row);
    if (--flight.writes > 0) continue;
    if (!kept) back[id] = std::move(flight.kept);
    flights.erase(id);
  }
  return back;
}

void Devices::load(DeviceRows rows) {
  book_.load(std::move(rows.devices), std::move(rows.requests));
  setup_.load(std::move(rows.codes), std::move(rows.outcomes));
}

// The rows as they are after the change, with the statements that write them.
Devices::Changes Devices::rows_after(const Changes& before,
                                     std::vector<StoreStatement>& statements) const {
  const auto note = [&statements](const std::string& id, const auto* row, auto& after,
                                  const auto& save, const auto& erase) {
    statements.push_back(row ? save(*row) : erase(id));
    after[id] = row ? std::optional(*row) : std::nullopt;
  };
  Changes after;
  for (const auto& [id, row] : before.book.devices) {
    note(id, book_.device(id), after.book.devices, save_device, delete_device);
  }
  for (const auto& [id, row] : before.book.requests) {
    note(id, book_.request(id), after.book.requests, save_request, delete_request);
  }
  for (const auto& [id, row] : before.setup.codes) {
    note(id, setup_.code(id), after.setup.codes, save_code, delete_code);
  }
  for (const auto& [id, row] : before.setup.outcomes) {
    note(id, setup_.outcome(id), after.setup.outcomes, save_outcome, delete_outcome);
  }
  return after;
}

void Devices::save(Saved done) {
  Changes changes{book_.take_changes(), setup_.take_changes()};
  std::vector<StoreStatement> statements;
  Changes after = rows_after(changes, statements);
  if (statements.empty()) return done(true);
  depart(device_flights_, changes.book.devices);
  depart(request_flights_, changes.book.requests);
  depart(code_flights_, changes.setup.codes);
  depart(outcome_flights_, changes.setup.outcomes);
  mediator_.save_devices(std::move(statements), [this, after = std::move(after),
                                                 done = std::move(done)](bool kept) mutable {
    landed(kept, std::move(after));
    done(kept);
  });
}

void Devices::landed(bool kept, Changes after) {
  const auto name = [kept](const char* what, const auto& rows) {
    if (kept) return;
    for (const auto& [id, row] : rows) {
      log_devices(LogLevel::error, std::string("cannot write what changed of ") + what + ' ' + id);
    }
  };
  name("device", after.book.devices);
  name("pairing request", after.book.requests);
  name("setup code", after.setup.codes);
  book_.put_back({land(device_flights_, kept, after.book.devices),
                  land(request_flights_, kept, after.book.requests)});
  setup_.put_back({land(code_flights_, kept, after.setup.codes),
                   land(outcome_flights_, kept, after.setup.outcomes)});
}

void Devices::await_request(const std::string& request_id) {
  if (request_flights_.contains(request_id)) book_.write_request_again(request_id);
}

void Devices::forgotten(const std::string& device_id) {
  notes_.erase(device_id);
  mediator_.device_removed(device_id);
}

void Devices::note(const std::string& device_id, std::string members) {
  if (members.empty()) {
    notes_.erase(device_id);
  } else {
    notes_[device_id] = std::move(members);
  }
}

std::string_view Devices::noted(const std::string& device_id) const {
  const auto found = notes_.find(device_id);
  return found == notes_.end() ? std::string_view() : std::string_view(found->second);
}

void Devices::tidy() {
  book_.forget_old(wall_ms());
  setup_.forget_old(wall_ms());
}

void Devices::admit(Admission admission, Settle settle) {
  Arrival arrival = arrival_of(admission);
  const std::string id = arrival.face.device_id;
  const std::int64_t now = wall_ms();
  if (auto refusal = apply_code(*admission.device, arrival, now)) return settle(*refusal);
  if (admission.device->pairless && !book_.device(id)) return settle(std::move(admission));
  const Verdict verdict = book_.arrive(arrival, now);
  switch (verdict.kind) {
    case Verdict::Kind::kFull:
      log_devices(LogLevel::warn, "device " + id + " is refused: too many devices or requests");
      return settle(too_many_devices());
    case Verdict::Kind::kTooLong: return settle(description_too_long());
    case Verdict::Kind::kPending:
      setup_.bind(admission.device->setup_id, id);
      await_request(verdict.request_id);
      return save(
          [this, admission = std::move(admission), verdict, settle = std::move(settle)](bool kept) {
            if (!kept) return settle(pairing_changed());
            turn_away(admission, verdict, settle);
          });
    case Verdict::Kind::kApproved: forget_twins(id, now); break;
    case Verdict::Kind::kKnown: break;
  }
  use_code(admission, verdict, now);
  // It may be told of a token that is on its way to the disk only behind that.
  const bool in_flight = device_flights_.contains(id);
  if (in_flight) book_.write_again(id);
  const bool by_code = arrival.by_code;
  if (!verdict.issued && !in_flight && !by_code && verdict.kind == Verdict::Kind::kKnown) {
    // Nothing of what is written now is told.
    save([](bool) {});
    return welcome(std::move(admission), verdict, std::move(settle));
  }
  save([this, admission = std::move(admission), verdict,
        settle = std::move(settle)](bool kept) mutable {
    if (!kept) return settle(pairing_changed());
    welcome(std::move(admission), verdict, std::move(settle));
  });
}

void Devices::welcome(Admission admission, const Verdict& verdict, Settle settle) {
  const std::string id = admission.device->id;
  const Device* device = book_.device(id);
  const DeviceToken* token = device ? device->token(role_name(admission.role)) : nullptr;
  const std::string setup_id = admission.device->setup_id;
  // It may have been removed while its row was being written.
  if (!token || token->revoked_ms > 0) {
    settle(pairing_changed());
    return tell_uncertain(setup_id);
  }
  if (verdict.kind == Verdict::Kind::kApproved) {
    log_devices(LogLevel::info,
                "device pairing auto-approved device=" + id + " role=" + token->role);
    tell_resolved(verdict.request_id, id, "approved");
  }
  if (!admission.device->tokenless) admission.device->token = token->value.reveal();
  admission.device->issued_ms = token->issued_ms();
  if (verdict.has_handoff) admission.device->more_tokens = operator_tokens(*device);
  settle(std::move(admission));
  tell_uncertain(setup_id);
}

void Devices::forget_twins(const std::string& device_id, std::int64_t now_ms) {
  const Device* one = book_.device(device_id);
  for (const std::string& twin : book_.twins(*one, now_ms)) {
    if (mediator_.device_connected(twin)) continue;
    book_.remove(twin);
    forgotten(twin);
  }
}

void Devices::turn_away(const Admission& admission, const Verdict& verdict, Settle settle) {
  announce(admission.device->id, verdict);
  settle(pairing_required(admission, verdict));
}

void Devices::announce(const std::string& id, const Verdict& verdict) {
  if (!verdict.superseded.empty()) tell_resolved(verdict.superseded, id, "rejected");
  const PairRequest* request = book_.request(verdict.request_id);
  if (verdict.fresh && request) {
    log_devices(LogLevel::info, "device pairing requested device=" + id +
                                    " role=" + request->face.role + " request=" + request->id);
    mediator_.publish_pairing("device.pair.requested", request_row(*request));
  }
}

void Devices::ask_scopes(const std::string& device_id, const Names& scopes,
                         std::function<void(Result<std::string>)> done) {
  const Verdict verdict = book_.ask_scopes(*book_.device(device_id), scopes, wall_ms());
  if (verdict.kind == Verdict::Kind::kFull) return done(too_many_devices().error);
  if (verdict.kind == Verdict::Kind::kTooLong) return done(description_too_long().error);
  await_request(verdict.request_id);
  save([this, device_id, verdict, done = std::move(done)](bool kept) {
    if (!kept) return done(pairing_changed().error);
    announce(device_id, verdict);
    done(verdict.request_id);
  });
}

void Devices::tell_resolved(const std::string& request_id, const std::string& device_id,
                            std::string_view decision) {
  JsonWriter w;
  w.object().key("requestId").value(request_id).key("deviceId").value(device_id);
  w.key("decision").value(decision).key("ts").value(wall_ms()).end();
  mediator_.publish_pairing("device.pair.resolved", w.str());
  if (resolved_) resolved_(request_id, decision);
}

void Devices::approve(const std::string& request_id, std::function<void(const Device*)> done) {
  const PairRequest* request = book_.request(request_id);
  const std::string id = request->face.device_id;
  book_.approve(request_id, wall_ms());
  save([this, request_id, id, done = std::move(done)](bool kept) {
    if (!kept) return done(nullptr);
    tell_resolved(request_id, id, "approved");
    done(book_.device(id));
  });
}

void Devices::reject(const std::string& request_id, Saved done) {
  const std::string id = book_.request(request_id)->face.device_id;
  book_.drop_request(request_id);
  setup_.revoke_of(id);
  save([this, request_id, id, done = std::move(done)](bool kept) {
    if (kept) tell_resolved(request_id, id, "rejected");
    done(kept);
  });
}

void Devices::remove(const std::string& device_id, Saved done) {
  book_.remove(device_id);
  setup_.revoke_of(device_id);
  save([this, device_id, done = std::move(done)](bool kept) {
    if (kept) forgotten(device_id);
    done(kept);
  });
}

bool Devices::remove_role(const std::string& device_id, std::string_view role, Saved done) {
  if (!book_.remove_role(device_id, role)) return false;
  const bool is_gone = !book_.device(device_id);
  save([this, device_id, is_gone, done = std::move(done)](bool kept) {
    if (kept && is_gone) forgotten(device_id);
    done(kept);
  });
  return true;
}

void Devices::rename(const std::string& device_id, const std::string& label, Saved done) {
  book_.rename(device_id, label);
  save([this, done = std::move(done)](bool kept) {
    if (kept) mediator_.publish_pairing("device.pair.changed", "{}");
    done(kept);
  });
}

void Devices::revoke(const std::string& device_id, std::string_view role, std::int64_t now_ms,
                     Saved done) {
  book_.revoke(device_id, role, now_ms);
  save(std::move(done));
}

bool Devices::rotate(const std::string& device_id, std::string_view role,
                     const std::optional<Names>& scopes,
                     std::function<void(const DeviceToken*)> done) {
  const auto token = book_.rotate(device_id, role, scopes, wall_ms());
  if (!token) return false;
  save([token = *token, done = std::move(done)](bool kept) { done(kept ? &token : nullptr); });
  return true;
}

}  // namespace openclaw
