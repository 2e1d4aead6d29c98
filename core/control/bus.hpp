// SPDX-License-Identifier: MIT
// The bus: events on their way to the connections that may receive them. The body is encoded once
// a dialect and shared; what differs a connection (seq) is its tail.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/client/frame.hpp"
#include "core/log/ws_log.hpp"
#include "core/net/server.hpp"

namespace openclaw {

struct StateVersion {
  std::uint64_t presence = 0;
  std::uint64_t health = 0;
};

struct Event {
  std::string_view name;
  std::string_view payload;              // JSON
  std::string_view unread_payload = {};  // for those without operator.read, if another
  std::string_view scope = {};           // needed to receive it; empty: as the table of events says
  std::string_view connection_id = {};   // only to this connection
  std::string_view capability = {};      // only to connections that announced it
  bool drop_if_slow = false;
  bool state_version = false;
  bool no_seq = false;
};

// A connection as the bus sees it.
class Subscriber {
 public:
  virtual ~Subscriber() = default;
  [[nodiscard]] virtual bool receives(const Event& event, std::string_view scope) const = 0;
  // An event that has no form in this dialect is not delivered.
  [[nodiscard]] virtual Dialect dialect() const { return Dialect::kProduct; }
  // `body` is the frame up to its tail; in the simple dialect, which has no tail, the whole frame.
  virtual void deliver(const Event& event, const SharedText& body) = 0;
};

class Bus {
 public:
  void join(Subscriber& subscriber);
  void leave(Subscriber& subscriber);
  // The number of connections it was sent to; 0 also for an event that nobody may know.
  std::size_t publish(const Event& event);
  // Calls `fn` with the payload of each event of this name that goes to all who may receive it,
  // once they have been sent it. A name that nobody may receive counts too.
  using Listen = std::function<void(std::string_view payload)>;
  std::uint64_t listen(std::string name, Listen fn);
  void unlisten(std::uint64_t id);
  // Where published events are told of.
  void use_log(const WsLog& log) { log_ = log; }
  [[nodiscard]] StateVersion& version() { return version_; }
  // The end of a frame: seq (none when 0), stateVersion when the event carries it.
  [[nodiscard]] std::string tail(const Event& event, std::uint64_t seq) const;

 private:
  std::vector<Subscriber*> subscribers_;  // nullptr where one left during a publish
  struct Listener {
    std::uint64_t id = 0;  // 0: it has gone during a publish
    std::string name;
    std::shared_ptr<Listen> fn;
  };
  void tell_listeners(const Event& event);
  std::vector<Listener> listeners_;
  std::uint64_t last_listener_ = 0;
  std::size_t telling_ = 0;
  std::size_t publishing_ = 0;
  StateVersion version_;
  WsLog log_;
};

// What listens on a bus; its end ends it.
class Subscription {
 public:
  Subscription() = default;
  Subscription(Bus& bus, std::string name, Bus::Listen fn)
      : bus_(&bus), id_(bus.listen(std::move(name), std::move(fn))) {}
  Subscription(Subscription&& other) noexcept { *this = std::move(other); }
  Subscription& operator=(Subscription&& other) noexcept {
    std::swap(bus_, other.bus_);
    std::swap(id_, other.id_);
    return *this;
  }
  ~Subscription() {
    if (bus_) bus_->unlisten(id_);
  }

 private:
  Bus* bus_ = nullptr;
  std::uint64_t id_ = 0;
};

}  // namespace openclaw
