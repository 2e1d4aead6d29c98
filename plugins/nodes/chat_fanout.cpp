// SPDX-License-Identifier: MIT
#include "chat_fanout.hpp"

#include <algorithm>

namespace nodes {

std::string event_key(std::string_view session_key) {
  const std::string key = lower(trimmed(session_key));
  if (key.empty() || key.starts_with("agent:")) return key;
  return "agent:main:" + key;
}

bool ChatFanout::set(Session& session, std::string_view session_key, bool wanted) {
  const std::string key = event_key(session_key);
  if (key.empty()) return true;
  if (!wanted) {
    session.chats.erase(key);
    settle();
    return true;
  }
  if (session.chats.size() >= kMostOfNode && !session.chats.count(key)) return false;
  session.chats.insert(key);
  settle();
  return true;
}

// While nobody has asked, no event is looked at.
void ChatFanout::settle() {
  const auto& all = world_.registry.all();
  const bool wanted = std::any_of(all.begin(), all.end(),
                                  [](const auto& one) { return !one.second->chats.empty(); });
  if (!wanted) return stop();
  if (chat_) return;
  chat_ =
      world_.host.subscribe("chat", [this](std::string_view payload) { pass_on("chat", payload); });
  agent_ = world_.host.subscribe("agent",
                                 [this](std::string_view payload) { pass_on("agent", payload); });
}

void ChatFanout::pass_on(const char* event, std::string_view payload) {
  const oc::Json in = oc::parse(payload);
  const std::string key(oc::text(in.get(), "sessionKey"));
  std::vector<std::string> readers;
  for (const auto& [id, session] : world_.registry.all()) {
    if (session->chats.count(key)) readers.push_back(session->connection_id);
  }
  for (const std::string& reader : readers) world_.host.publish_to(reader, event, payload);
}

}  // namespace nodes
