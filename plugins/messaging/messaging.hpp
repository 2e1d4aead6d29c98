// SPDX-License-Identifier: MIT
// The plugin: sessions, their messages, and the chat methods of the control plane.
#pragma once
#include <openclaw/iface/draft/agent.h>
#include <openclaw/iface/messaging.h>

#include <openclaw/json.hpp>
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "journal.hpp"
#include "send_queue.hpp"
#include "session_key.hpp"
#include "session_views.hpp"

namespace messaging {

class Messaging final : public oc::Plugin {
 public:
  explicit Messaging(oc::Host h);
  int start() override;
  void stop(oc::Stopping stopping) override;

  // Methods
  void chat_send(oc::Request request, std::string_view params);
  void chat_abort(oc::Request request, std::string_view params);
  void chat_history(oc::Request request, std::string_view params);
  void sessions_get(oc::Request request, std::string_view params);
  void channels_status(oc::Request request, std::string_view params);
  void sessions_list(oc::Request request, std::string_view params);

  // oc.messaging/1
  int accept(const oc_inbound& inbound, void (*done)(void*, int, const oc_accepted*), void* arg);
  void end(const oc_outcome& outcome, void (*done)(void*, int), void* arg);
  void context(std::string_view session_key, std::string_view run_id,
               void (*done)(void*, int, oc_str), void* arg);
  void find(std::string_view run_id, void (*done)(void*, int, const oc_accepted*), void* arg);
  void unfinished(void (*each)(void*, const oc_accepted*), void (*done)(void*, int), void* arg);

 private:
  using Accepted = std::function<void(int err, const Run&)>;
  void take_sent(oc::Request request, SentMessage message);
  void accept_run(Run run, const SessionKey& key, Accepted done);
  void tell_known(const RunRef& run, const Accepted& done);
  oc_accepted lend(const Run& run) const;
  void sent(oc::Request& request, int err, const Run& run, const oc_run_options& options);
  void show_sessions();
  void show_sessions_soon();
  // Tells those who asked for it that a row of sessions.list is another now.
  void tell_changed(const std::string& key, std::string_view reason);
  [[nodiscard]] bool running(const std::string& run_id) const;
  [[nodiscard]] const oc_agent* agent(void** state) const;
  // The model of a session that names none, as the agent says.
  [[nodiscard]] ModelDefault model() const;
  [[nodiscard]] std::string database() const;

  bool stopping_ = false;
  mutable bool agent_was_there_ = false;  // it stops before this plugin does
  oc::Sub show_soon_;
  Journal journal_;
  SendQueue sends_;
};

}  // namespace messaging
