// SPDX-License-Identifier: MIT
#include "core/device/devices.hpp"

#include "core/device/refusal.hpp"
#include "core/json/json.hpp"
#include "core/log/log.hpp"
#include "core/loop.hpp"

namespace openclaw {
namespace {

void log(LogLevel level, const std::string& text) { log_line(level, "gateway/devices", text); }

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
  out.generation = device.generation;
  out.old_client = params.max_protocol < kNewestProtocol && admission.role == Role::kNode;
  return out;
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

void Devices::save(Saved done) {
  DeviceChanges changes = book_.take_changes();
  DeviceChanges after;
  std::vector<StoreStatement> statements;
  for (const auto& [id, row] : changes.devices) {
    const Device* device = book_.device(id);
    statements.push_back(device ? save_device(*device) : delete_device(id));
    after.devices[id] = device ? std::optional(*device) : std::nullopt;
  }
  for (const auto& [id, row] : changes.requests) {
    const PairRequest* request = book_.request(id);
    statements.push_back(request ? save_request(*request) : delete_request(id));
    after.requests[id] = request ? std::optional(*request) : std::nullopt;
  }
  if (statements.empty()) return done(true);
  depart(device_flights_, changes.devices);
  depart(request_flights_, changes.requests);
  mediator_.save_devices(std::move(statements), [this, after = std::move(after),
                                                 done = std::move(done)](bool kept) mutable {
    landed(kept, std::move(after));
    done(kept);
  });
}

void Devices::landed(bool kept, DeviceChanges after) {
  if (!kept) {
    for (const auto& [id, row] : after.devices) {
      log(LogLevel::error, "cannot write what changed of device " + id);
    }
    for (const auto& [id, row] : after.requests) {
      log(LogLevel::error, "cannot write what changed of pairing request " + id);
    }
  }
  book_.put_back(
      {land(device_flights_, kept, after.devices), land(request_flights_, kept, after.requests)});
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

void Devices::tidy() { book_.forget_old(Loop::wall_ms()); }

void Devices::admit(Admission admission, Settle settle) {
  const Arrival arrival = arrival_of(admission);
  const std::string id = arrival.face.device_id;
  const std::int64_t now = Loop::wall_ms();
  const Verdict verdict = book_.arrive(arrival, now);
  switch (verdict.kind) {
    case Verdict::Kind::kFull:
      log(LogLevel::warn, "device " + id + " is refused: too many devices or requests");
      return settle(too_many_devices());
    case Verdict::Kind::kTooLong: return settle(description_too_long());
    case Verdict::Kind::kPending:
      await_request(verdict.request_id);
      return save(
          [this, admission = std::move(admission), verdict, settle = std::move(settle)](bool kept) {
            if (!kept) return settle(pairing_changed());
            turn_away(admission, verdict, settle);
          });
    case Verdict::Kind::kApproved: forget_twins(id, now); break;
    case Verdict::Kind::kKnown: break;
  }
  // It may be told of a token that is on its way to the disk only behind that.
  const bool in_flight = device_flights_.contains(id);
  if (in_flight) book_.write_again(id);
  if (!verdict.issued && !in_flight && verdict.kind == Verdict::Kind::kKnown) {
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
  // It may have been removed while its row was being written.
  if (!token || token->revoked_ms > 0) return settle(pairing_changed());
  if (verdict.kind == Verdict::Kind::kApproved) {
    log(LogLevel::info, "device pairing auto-approved device=" + id + " role=" + token->role);
    tell_resolved(verdict.request_id, id, "approved");
  }
  admission.device->token = token->value.reveal();
  admission.device->issued_ms = token->issued_ms();
  settle(std::move(admission));
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
    log(LogLevel::info, "device pairing requested device=" + id + " role=" + request->face.role +
                            " request=" + request->id);
    mediator_.publish_pairing("device.pair.requested", request_row(*request));
  }
}

void Devices::ask_scopes(const std::string& device_id, const Names& scopes,
                         std::function<void(Result<std::string>)> done) {
  const Verdict verdict = book_.ask_scopes(*book_.device(device_id), scopes, Loop::wall_ms());
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
  w.key("decision").value(decision).key("ts").value(Loop::wall_ms()).end();
  mediator_.publish_pairing("device.pair.resolved", w.str());
  if (resolved_) resolved_(request_id, decision);
}

void Devices::approve(const std::string& request_id, std::function<void(const Device*)> done) {
  const PairRequest* request = book_.request(request_id);
  const std::string id = request->face.device_id;
  book_.approve(request_id, Loop::wall_ms());
  save([this, request_id, id, done = std::move(done)](bool kept) {
    if (!kept) return done(nullptr);
    tell_resolved(request_id, id, "approved");
    done(book_.device(id));
  });
}

void Devices::reject(const std::string& request_id, Saved done) {
  const std::string id = book_.request(request_id)->face.device_id;
  book_.drop_request(request_id);
  save([this, request_id, id, done = std::move(done)](bool kept) {
    if (kept) tell_resolved(request_id, id, "rejected");
    done(kept);
  });
}

void Devices::remove(const std::string& device_id, Saved done) {
  book_.remove(device_id);
  save([this, device_id, done = std::move(done)](bool kept) {
    if (kept) forgotten(device_id);
    done(kept);
  });
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
  const auto token = book_.rotate(device_id, role, scopes, Loop::wall_ms());
  if (!token) return false;
  save([token = *token, done = std::move(done)](bool kept) { done(kept ? &token : nullptr); });
  return true;
}

}  // namespace openclaw
