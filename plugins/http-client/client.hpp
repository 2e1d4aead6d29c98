// SPDX-License-Identifier: MIT
// The plugin on the loop: who waits for which fetch, and what has come for them.
#pragma once
#include <openclaw/iface/http-client.h>

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <openclaw/mailbox.hpp>
#include <openclaw/plugin.hpp>
#include <optional>
#include <string>

#include "messages.hpp"
#include "worker.hpp"

struct oc_fetch {
  http_client::Id id = 0;
  oc_fetch_sink sink{};
  void* arg = nullptr;
  std::size_t unreported = 0;  // bytes read that the worker has not been told of
};

namespace http_client {

class Client final : public oc::Plugin {
 public:
  explicit Client(oc::Host h);
  void stop(oc::Stopping stopping) override;

  int begin(const oc_fetch_request& request, const oc_fetch_sink& sink, void* arg, oc_fetch** out);
  void abort(const oc_fetch* fetch);

 private:
  bool need_worker();
  void report(Report report);  // [the worker's thread]
  void schedule();             // [any thread] one delivery, unless one is under way already
  void deliver();
  void hand_over(Report& report);
  void give_head(const oc_fetch& fetch, const Head& head);
  void give_body(Id id, const std::string& bytes);
  void ended();

  std::string ca_file_;
  oc::Mailbox<Report> box_;
  std::atomic<bool> scheduled_{false};
  std::deque<Report> inbox_;  // taken from the box, not handed over yet
  std::map<Id, std::unique_ptr<oc_fetch>> fetches_;
  Id next_id_ = 1;
  std::optional<oc::Stopping> stopping_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace http_client
