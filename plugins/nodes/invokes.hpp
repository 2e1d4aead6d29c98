// SPDX-License-Identifier: MIT
// node.invoke: a command on its way to a node, until the node answers, leaves or takes too long, or
// nobody waits for it any more.
#pragma once
#include <map>

#include "queue.hpp"
#include "run_params.hpp"
#include "run_tickets.hpp"
#include "world.hpp"

namespace nodes {

// How a node has answered.
struct Outcome {
  std::string id;
  std::string node_id;
  bool ok = false;
  std::string payload;       // JSON, or empty
  std::string payload_text;  // payloadJSON as a JSON string; empty: not sent
  std::string error;         // JSON object, or empty
  std::string error_code;
  std::string error_message;
};
// From the parameters of node.invoke.result. No I/O, any thread.
Outcome read_outcome(std::string_view params);

class Invokes {
 public:
  static constexpr std::size_t kMostOfNode = 64;
  static constexpr std::size_t kMost = 512;
  static constexpr std::int64_t kDefaultTimeoutMs = 30'000;

  Invokes(World& world, Queue& queue, RunTickets& tickets)
      : world_(world), queue_(queue), tickets_(tickets) {}

  void invoke(oc::Request request, std::string_view params);
  void result(oc::Request request, std::string_view params);
  void progress(oc::Request request, std::string_view params);

  // A connection of a node has ended, or is not the node's any more.
  void left(const std::string& connection_id);
  // A node may do less than before.
  void narrowed(const Session& session);
  // The plugin stops.
  void stop() { all_.clear(); }

 private:
  using Held = std::shared_ptr<oc::Request>;
  struct Invoke {
    std::string id;
    std::string connection_id;
    Ask ask;
    Held request;
    oc::Sub deadline;
    oc::Sub retry;
    std::int64_t timeout_ms = 0;
    std::uint64_t ends_ms = 0;  // of the gateway's clock; 0: when the node answers or leaves
    std::size_t attempts = 0;
    bool progressed = false;
  };
  using Place = std::map<std::uint64_t, Invoke>::iterator;

  void begin(const Held& request, Ask ask);
  // Of a run that is said to be approved: false when it is not, and the request has failed.
  bool use_approval(oc::Request& request, Ask& ask) const;
  bool has_room(oc::Request& request, const Session& session);
  void send(Place place);
  void start(std::uint64_t serial, std::int64_t timeout_ms);
  [[nodiscard]] Place find(std::string_view id);
  // Those of a connection. Ending one may end others.
  [[nodiscard]] std::vector<std::uint64_t> of(const std::string& connection_id) const;
  void settle(oc::Request& request, const Outcome& outcome);
  bool try_again(Place place, const Outcome& outcome);
  // Ends it with an error of the gateway's own; tells the node when `cancel`.
  void end(Place place, const char* code, const std::string& message, bool cancel);
  void tell_cancel(const Invoke& invoke);
  void answer(Invoke& invoke, const Outcome& outcome);
  bool wait_for_front(Invoke& invoke, const Outcome& outcome);

  World& world_;
  Queue& queue_;
  RunTickets& tickets_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, Invoke> all_;  // by a number that is never given again
};

}  // namespace nodes
