// SPDX-License-Identifier: MIT
// node.event: what nodes tell of themselves, of what they have run, and what they ask the agent.
#pragma once
#include "chat_fanout.hpp"
#include "run_tickets.hpp"
#include "world.hpp"

namespace nodes {

// What an event came to. An empty reason: nothing but that it was taken.
struct Handled {
  bool handled = true;
  std::string reason;
};

class Events {
 public:
  Events(World& world, RunTickets& tickets, ChatFanout& chats)
      : world_(world), tickets_(tickets), chats_(chats) {}
  void event(oc::Request request, std::string_view params);

 private:
  // False: the node sends too many, and the request has failed.
  bool has_room(oc::Request& request, Session& session, std::uint64_t cost) const;
  Handled handle(Session& session, const std::string& name, const cJSON* payload);
  Handled host_stats(Session& session, const cJSON* payload);
  Handled activity(Session& session, const cJSON* payload);
  Handled ran(Session& session, const std::string& name, const cJSON* payload);
  void alive(oc::Request request, Session& session, const cJSON* payload);
  void notification(const Session& session, const cJSON* payload);
  void ask_agent(const Session& session, const cJSON* payload);
  void heard(Session& session, const cJSON* payload);
  void keep_stats(Session& session);
  // A text for the agent's next turn, which begins now.
  void tell_agent(const std::string& text, std::string_view session_key);

  World& world_;
  RunTickets& tickets_;
  ChatFanout& chats_;
};

// Of a node's own words, in one line and no longer than this many bytes.
std::string one_line(std::string_view text, std::size_t most);
// What the agent is told of a command that a node has run; "" for what is not worth a word.
std::string run_text(const std::string& node_id, const std::string& event, const cJSON* payload);
// Whether these are figures of a machine.
bool is_host_stats(const cJSON* payload);

}  // namespace nodes
