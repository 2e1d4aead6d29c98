// SPDX-License-Identifier: MIT
// The plugin: who may execute what without being asked, and those who are asked.
#pragma once
#include <openclaw/iface/draft/exec-approvals.h>

#include <openclaw/plugin.hpp>
#include <string_view>

#include "approvals.hpp"
#include "clients.hpp"
#include "history.hpp"
#include "policies.hpp"

namespace approvals {

class ExecApprovals final : public oc::Plugin {
 public:
  explicit ExecApprovals(oc::Host h)
      : Plugin(h), policies_(h), clients_(h), history_(h), approvals_(h, clients_, history_) {}
  int start() override;
  void stop(oc::Stopping) override;

  void policy_get(oc::Request request, std::string_view params);
  void policy_set(oc::Request request, std::string_view params);
  void node_get(oc::Request request, std::string_view params);
  void node_set(oc::Request request, std::string_view params);

  void request(oc::Request request, std::string_view params);
  void wait(oc::Request request, std::string_view params);
  void resolve(oc::Request request, std::string_view params);
  void get(oc::Request request, std::string_view params);
  void list(oc::Request request, std::string_view params);
  void history(oc::Request request, std::string_view params);

  // oc.exec-approvals/1
  int use(const oc_approved_run& run, oc_run_leave& out);

  // What this gateway has none of.
  void no_grants(oc::Request request, std::string_view params);
  void no_grant(oc::Request request, std::string_view params);
  void empty_list(oc::Request request, std::string_view params);
  void no_questions(oc::Request request, std::string_view params);

 private:
  Policies policies_;
  Clients clients_;
  History history_;
  Approvals approvals_;
  RunLeave leave_;  // what use() gave last
};

}  // namespace approvals
