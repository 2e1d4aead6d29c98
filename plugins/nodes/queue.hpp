// SPDX-License-Identifier: MIT
// node.pending.*: work that waits in the store for a node that sleeps, or whose app is not in
// front.
#pragma once
#include "run_params.hpp"
#include "world.hpp"

namespace nodes {

// The rules of the queues, on a record. No I/O.
constexpr std::int64_t kWorkLivesMs = 86'400'000;
constexpr std::int64_t kActionLivesMs = 600'000;
constexpr std::size_t kMostActions = 64;

// Drops what has expired. True when something has.
bool prune(Record& record, std::int64_t now_ms);
// The work of this type that waits already, or the new one.
struct Queued {
  Work work;
  bool is_new = false;
};
Queued enqueue_work(Record& record, std::string type, std::string priority, std::int64_t lives_ms,
                    std::int64_t now_ms);
// The most urgent first; what is handed out is dropped. Without a status.request of its own a node
// is asked for its status all the same.
struct Drained {
  std::vector<Work> items;
  bool has_more = false;
  bool changed = false;
};
Drained drain_work(Record& record, std::size_t most, std::int64_t now_ms);
// The same action when its key is known already.
Action enqueue_action(Record& record, Action action);

class Queue {
 public:
  using Held = std::shared_ptr<oc::Request>;
  explicit Queue(World& world) : world_(world) {}

  void enqueue(oc::Request request, std::string_view params);
  void drain(oc::Request request, std::string_view params);
  void pull(oc::Request request, std::string_view params);
  void ack(oc::Request request, std::string_view params);
  // Keeps a command until its app is in front, and says so to who asked.
  void wait_for_front(const Held& request, const Ask& ask, const std::string& node_error);

 private:
  World& world_;
};

}  // namespace nodes
