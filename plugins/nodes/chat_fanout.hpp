// SPDX-License-Identifier: MIT
// The events of a session for the nodes that asked for them: `chat` and `agent`, without a seq.
#pragma once
#include "world.hpp"

namespace nodes {

class ChatFanout {
 public:
  static constexpr std::size_t kMostOfNode = 64;

  explicit ChatFanout(World& world) : world_(world) {}
  // False: the node has asked for too many already.
  bool set(Session& session, std::string_view session_key, bool wanted);
  // A session has ended, or has lost its approval.
  void settle();
  void stop() { chat_.reset(), agent_.reset(); }

 private:
  void pass_on(const char* event, std::string_view payload);

  World& world_;
  oc::Sub chat_;
  oc::Sub agent_;
};

// As events name a session: "main" is "agent:main:main".
std::string event_key(std::string_view session_key);

}  // namespace nodes
