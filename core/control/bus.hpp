// SPDX-License-Identifier: MIT
// The bus: events on their way to the connections that may receive them. The body is encoded once
// a dialect and shared; what differs a connection (seq) is its tail.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
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
  // Where published events are told of.
  void use_log(const WsLog& log) { log_ = log; }
  [[nodiscard]] StateVersion& version() { return version_; }
  // The end of a frame: seq (none when 0), stateVersion when the event carries it.
  [[nodiscard]] std::string tail(const Event& event, std::uint64_t seq) const;

 private:
  std::vector<Subscriber*> subscribers_;  // nullptr where one left during a publish
  std::size_t publishing_ = 0;
  StateVersion version_;
  WsLog log_;
};

}  // namespace openclaw
