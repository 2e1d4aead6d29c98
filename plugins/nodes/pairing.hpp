// SPDX-License-Identifier: MIT
// The approval of surfaces: a node that offers more than was approved waits, and an operator
// decides.
#pragma once
#include "world.hpp"

namespace nodes {

class Pairing {
 public:
  explicit Pairing(World& world) : world_(world) {}
  // Called with a session whose surface has been approved or taken away.
  void on_surface(std::function<void(Session&)> fn) { surface_ = std::move(fn); }

  // Compares what a node declares with what is approved; asks for what is not.
  void compare(const Session& session);
  // The device is paired no more. done may be nullptr.
  void forget(const std::string& node_id, Book::Kept done);

  void list(oc::Request request, std::string_view params);
  void approve(oc::Request request, std::string_view params);
  void reject(oc::Request request, std::string_view params);
  void remove(oc::Request request, std::string_view params);
  void rename(oc::Request request, std::string_view params);

 private:
  using Held = std::shared_ptr<oc::Request>;
  [[nodiscard]] Pending asked_by(const Session& session, bool is_first) const;
  void ask(const Session& session, const Record* known);
  // Takes away the oldest request of a node that is not connected. False: there is none.
  bool make_room();
  void withdraw(const std::string& node_id);
  void tell_resolved(const std::string& request_id, const std::string& node_id,
                     const char* decision, bool to_node = false);
  void approved(const Held& request, const std::string& request_id, const std::string& node_id,
                const Approved& surface);
  void removed(const Held& request, const std::string& node_id);
  // Whether the caller may decide on a request; else it has been refused.
  bool may_decide(oc::Request& request, const std::string& request_id, const char* what);

  World& world_;
  std::function<void(Session&)> surface_;
};

}  // namespace nodes
