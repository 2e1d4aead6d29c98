// SPDX-License-Identifier: MIT
// The devices at work: the book's decisions kept in the store before anybody is told of them,
// announced to the operators, and carried through on live connections.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/handshake.hpp"
#include "core/device/book.hpp"
#include "core/device/setup_book.hpp"
#include "core/device/table.hpp"

namespace openclaw {

// What the devices need from the rest of the gateway.
class DeviceMediator {
 public:
  virtual ~DeviceMediator() = default;
  // `done` runs on the loop, once the statements are on the disk or could not be written.
  virtual void save_devices(std::vector<StoreStatement> statements,
                            std::function<void(bool)> done) = 0;
  virtual void publish_pairing(std::string_view event, std::string_view payload) = 0;
  [[nodiscard]] virtual bool device_connected(const std::string& device_id) const = 0;
  // Closes the connections of a device; all its roles when `role` is empty.
  virtual void drop_device(const std::string& device_id, std::string_view role) = 0;
  // It is paired no more.
  virtual void device_removed(const std::string& device_id) = 0;
};

class Devices {
 public:
  using Settle = std::function<void(HandshakeOutcome)>;
  using Saved = std::function<void(bool)>;

  explicit Devices(DeviceMediator& mediator) : mediator_(mediator) {}

  void load(DeviceRows rows);
  // Lets an admitted device in, with its token, or refuses it until it is paired. `settle` is
  // called now, or behind the commit that holds what it says.
  void admit(Admission admission, Settle settle);

  // A device was sent its hello.
  void came_in(const DeviceEntry& device);

  // A device that is paired asks for more scopes: the id of its request, once it is written.
  void ask_scopes(const std::string& device_id, const Names& scopes,
                  std::function<void(Result<std::string>)> done);
  // Called with each request that was "approved" or "rejected".
  void on_resolved(std::function<void(const std::string& id, std::string_view decision)> fn) {
    resolved_ = std::move(fn);
  }

  [[nodiscard]] const DeviceBook& book() const { return book_; }
  // What the device's row in device.pair.list has besides: a JSON object, empty for nothing.
  void note(const std::string& device_id, std::string members);
  [[nodiscard]] std::string_view noted(const std::string& device_id) const;
  [[nodiscard]] const SetupBook& setup() const { return setup_; }
  // A new setup code, once it is kept.
  void issue_code(SetupKind kind, std::function<void(Result<IssuedCode>)> done);
  // Drops the requests that nobody has decided on, and the codes that nobody has used in time.
  void tidy();
  // Whether a request waits for its decision, or for the commit of it.
  [[nodiscard]] bool is_open(const std::string& request_id) const {
    return book_.request(request_id) || request_flights_.contains(request_id);
  }
  // Operations of device.pair.* and device.token.*; `done` as in DeviceMediator.
  void approve(const std::string& request_id, std::function<void(const Device*)> done);
  void reject(const std::string& request_id, Saved done);
  void remove(const std::string& device_id, Saved done);
  // False when it has not got the role.
  bool remove_role(const std::string& device_id, std::string_view role, Saved done);
  void rename(const std::string& device_id, const std::string& label, Saved done);
  void revoke(const std::string& device_id, std::string_view role, std::int64_t now_ms, Saved done);
  // Nothing in the answer: it could not be written. False when it is denied.
  bool rotate(const std::string& device_id, std::string_view role,
              const std::optional<Names>& scopes, std::function<void(const DeviceToken*)> done);

  [[nodiscard]] bool device_connected(const std::string& id) const {
    return mediator_.device_connected(id);
  }
  void drop(const std::string& device_id, std::string_view role) {
    mediator_.drop_device(device_id, role);
  }

 private:
  // Writes of a row that are under way, and what the disk has of it.
  template <class Row>
  struct Flight {
    std::size_t writes = 0;
    std::optional<Row> kept;
  };
  template <class Row>
  using Flights = std::map<std::string, Flight<Row>>;
  template <class Row>
  static void depart(Flights<Row>& flights, Rows<Row>& before);
  // What is to be put back.
  template <class Row>
  static Rows<Row> land(Flights<Row>& flights, bool kept, Rows<Row>& after);
  // Writes what the book changed.
  void save(Saved done);
  struct Changes {
    DeviceChanges book;
    SetupChanges setup;
  };
  Changes rows_after(const Changes& before, std::vector<StoreStatement>& statements) const;
  void landed(bool kept, Changes after);
  // What the device's setup code does for it; a refusal when it has become useless meanwhile.
  std::optional<Refusal> apply_code(const DeviceEntry& device, Arrival& arrival, std::int64_t now);
  void use_code(const Admission& admission, const Verdict& verdict, std::int64_t now);
  void tell_uncertain(const std::string& setup_id);
  // Lets nobody be told of a request that is on its way to the disk, but behind that.
  void await_request(const std::string& request_id);
  void welcome(Admission admission, const Verdict& verdict, Settle settle);
  void forgotten(const std::string& device_id);
  void forget_twins(const std::string& device_id, std::int64_t now_ms);
  void turn_away(const Admission& admission, const Verdict& verdict, Settle settle);
  void announce(const std::string& device_id, const Verdict& verdict);
  void tell_resolved(const std::string& request_id, const std::string& device_id,
                     std::string_view decision);

  DeviceMediator& mediator_;
  DeviceBook book_;
  std::map<std::string, std::string> notes_;  // device id -> JSON object
  SetupBook setup_;
  Flights<SetupCode> code_flights_;
  Flights<SetupOutcome> outcome_flights_;
  Flights<Device> device_flights_;
  Flights<PairRequest> request_flights_;
  std::function<void(const std::string&, std::string_view)> resolved_;
};

}  // namespace openclaw
