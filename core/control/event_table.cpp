// SPDX-License-Identifier: MIT
// The events of the protocol: the scope each needs, and the list that hello-ok gives.
#include <algorithm>
#include <array>
#include <utility>

#include "core/control/scope.hpp"

namespace openclaw {
namespace {

using Row = std::pair<std::string_view, std::string_view>;
constexpr std::string_view kEverybody;
constexpr std::string_view kRead = "operator.read";
constexpr std::string_view kTalk = "operator.talk";
constexpr std::string_view kPairing = "operator.pairing";
constexpr std::string_view kApprovals = "operator.approvals";
constexpr std::string_view kQuestions = "operator.questions";
constexpr std::string_view kNobody = "-";  // directed: sent to one connection only

// All of the product's, those of which this core sends none too: any plugin may send them, and a
// client is to see no difference when one is added.
constexpr std::array<Row, 64> kAdvertised = {{{"connect.challenge", kNobody},
                                              {"agent", kRead},
                                              {"chat", kRead},
                                              {"chat.metadata.changed", kRead},
                                              {"models.snapshot", kNobody},
                                              {"ui.command", kRead},
                                              {"session.approval", kApprovals},
                                              {"session.message", kRead},
                                              {"session.observer", kRead},
                                              {"session.operation", kRead},
                                              {"session.sharing", kRead},
                                              {"session.sharing.evidence", kRead},
                                              {"session.suggestion", kRead},
                                              {"session.typing", kRead},
                                              {"session.tool", kRead},
                                              {"sessions.changed", kRead},
                                              {"controlUi.sessionPullRequests.changed", kRead},
                                              {"plugins.controlUi.changed", kRead},
                                              {"presence", kRead},
                                              {"tick", kEverybody},
                                              {"talk.mode", kTalk},
                                              {"talk.event", kRead},
                                              {"talk.voice.change", kTalk},
                                              {"shutdown", kEverybody},
                                              {"gateway.suspension", kEverybody},
                                              {"health", kEverybody},
                                              {"heartbeat", kEverybody},
                                              {"cron", kRead},
                                              {"task", kRead},
                                              {"task.suggestion", kRead},
                                              {"node.pair.requested", kPairing},
                                              {"node.pair.resolved", kPairing},
                                              {"node.presence", kRead},
                                              {"node.hostStats", kRead},
                                              {"node.runnerInventory.changed", kRead},
                                              {"node.invoke.cancel", kNobody},
                                              {"node.invoke.input", kNobody},
                                              {"node.invoke.request", kNobody},
                                              {"device.pair.changed", kPairing},
                                              {"device.pair.requested", kPairing},
                                              {"device.pair.resolved", kPairing},
                                              {"device.pair.setup.completed", kPairing},
                                              {"device.pair.setup.deliveryUncertain", kPairing},
                                              {"users.prefs.changed", kRead},
                                              {"skills.changed", kRead},
                                              {"plugins.changed", kRead},
                                              {"plugins.install.progress", kAdminScope},
                                              {"voicewake.changed", kRead},
                                              {"voicewake.routing.changed", kRead},
                                              {"exec.approval.requested", kApprovals},
                                              {"exec.approval.resolved", kApprovals},
                                              {"question.requested", kQuestions},
                                              {"question.resolved", kQuestions},
                                              {"plugin.approval.requested", kApprovals},
                                              {"plugin.approval.resolved", kApprovals},
                                              {"openclaw.approval.requested", kApprovals},
                                              {"openclaw.approval.resolved", kApprovals},
                                              {"terminal.data", kAdminScope},
                                              {"terminal.exit", kAdminScope},
                                              {"update.available", kEverybody},
                                              {"update.run.changed", kAdminScope},
                                              {"portal.changed", kRead},
                                              {"progressCard.changed", kRead},
                                              {"mentions.changed", kRead}}};

constexpr std::array<Row, 6> kUnlisted = {{{"board.changed", kRead},
                                           {"board.command", kRead},
                                           {"chat.send_timing", kRead},
                                           {"chat.side_result", kRead},
                                           {"config.changed", kRead},
                                           {"sessions.catalog.host", kRead}}};

template <std::size_t N>
EventRule look_up(const std::array<Row, N>& rows, std::string_view event) {
  for (const auto& [name, scope] : rows) {
    if (name == event && scope != kNobody) return {true, scope};
  }
  return {};
}

}  // namespace

EventRule event_rule(std::string_view event) {
  if (const EventRule rule = look_up(kAdvertised, event); rule.known) return rule;
  if (const EventRule rule = look_up(kUnlisted, event); rule.known) return rule;
  if (event.starts_with("plugin.")) return {true, "operator.write"};
  return {};
}

const std::vector<std::string_view>& protocol_events() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> out;
    out.reserve(kAdvertised.size());
    for (const auto& [name, scope] : kAdvertised) out.push_back(name);
    return out;
  }();
  return names;
}

}  // namespace openclaw
