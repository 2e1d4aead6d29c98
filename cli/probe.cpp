// SPDX-License-Identifier: MIT
#include "cli/probe.hpp"

#include <algorithm>
#include <future>

#include "cli/probe_beside.hpp"
#include "cli/probe_budget.hpp"
#include "cli/probe_plan.hpp"
#include "cli/target_tls.hpp"
#include "core/client/origin.hpp"

namespace openclaw::cli {
namespace {

using std::chrono::milliseconds;

// The whole of a probe: the time it has, and what it has found.
class Run {
 public:
  Run(ProbePlan plan, ProbeReport& report) : plan_(std::move(plan)), report_(report) {}

  void look() {
    const auto start = Clock::now();
    end_ = start + milliseconds(report_.budget_ms);
    // All at the same time: who is silent takes nothing from the others.
    std::vector<AskedBeside> asked;
    for (const ProbeTarget& target : plan_.targets) asked.emplace_back(target, limit_of(target));
    std::future<std::vector<FoundGateway>> found;
    if (may_discover()) {
      const bool waited_for = plan_.through && plan_.through->target.ssh->target.host.empty();
      report_.discovery_ms = discovery_budget_ms(report_.budget_ms, waited_for);
      found =
          std::async(std::launch::async, discover_gateways, report_.domain, report_.discovery_ms);
    }
    if (plan_.through) look_through_tunnel(found);
    for (AskedBeside& one : asked) report_.targets.push_back(one.facts());
    if (found.valid()) report_.discovered = found.get();
    report_.taken_ms = std::chrono::duration_cast<milliseconds>(Clock::now() - start).count();
  }

 private:
  [[nodiscard]] Deadline limit_of(const ProbeTarget& target) const {
    const bool loopback = is_loopback_host(target.target.host);
    const milliseconds budget(target_budget_ms(target.id, loopback, report_.budget_ms));
    return std::min(end_, Clock::now() + budget);
  }

  [[nodiscard]] std::int64_t left_ms() const { return milliseconds_until(end_); }

  ProbeFacts ask_through(const ProbeTarget& target, const std::shared_ptr<Tunnel>& tunnel) const {
    if (left_ms() > 0) return probe_target(target, tunnel, limit_of(target));
    ProbeFacts facts;
    facts.of = target;
    facts.error = "not asked: no time left; --timeout allows for more";
    return facts;
  }

  void look_through_tunnel(std::future<std::vector<FoundGateway>>& found) {
    ProbeTarget& through = *plan_.through;
    SshWay way = *through.target.ssh;
    if (way.target.host.empty()) {
      if (found.valid()) report_.discovered = found.get();
      const auto to = first_ssh_target(report_.discovered);
      if (!to) {
        report_.tunnel_problem =
            std::string(report_.discovery_ms == 0
                            ? "--ssh-auto asks nobody where OPENCLAW_DISABLE_BONJOUR is set."
                            : "no gateway with an SSH server announces itself to --ssh-auto.") +
            " Name one: --ssh user@host";
        return;
      }
      way.target = *to;
    }
    const milliseconds budget(tunnel_start_budget_ms(left_ms()));
    auto opened = Tunnel::open(way, std::min(end_, Clock::now() + budget));
    if (!opened) {
      report_.tunnel_problem = opened.error().message;
      return;
    }
    const std::shared_ptr<Tunnel> tunnel = std::move(*opened);
    through.tunnel = {tunnel->target(), tunnel->port(), tunnel->far_port(), tunnel->pid()};
    through.target.url = std::string(through.target.tls ? "wss" : "ws") +
                         "://127.0.0.1:" + std::to_string(tunnel->port());
    report_.targets.push_back(ask_through(through, tunnel));
  }

  ProbePlan plan_;
  ProbeReport& report_;
  Deadline end_;
};

}  // namespace

const ProbeFacts* ProbeReport::primary() const {
  for (const char* id : {"explicit", "sshTunnel", "configRemote", "localLoopback"}) {
    const auto found = std::find_if(targets.begin(), targets.end(), [id](const ProbeFacts& facts) {
      return facts.connected && facts.of.id == id;
    });
    if (found != targets.end()) return &*found;
  }
  return nullptr;
}

bool ProbeReport::degraded() const {
  return std::any_of(targets.begin(), targets.end(),
                     [](const ProbeFacts& facts) { return facts.connected && !facts.rpc_ok; });
}

Result<ProbeReport> probe_all(const Arguments& arguments, std::int64_t budget_ms) {
  const auto config = load_config();
  if (!config) return config.error();
  auto plan = plan_probe(arguments, *config);
  if (!plan) return plan.error();
  ProbeReport report;
  report.budget_ms = budget_ms;
  report.local_port = plan->local.target.port;
  report.local_scheme = has_local_tls(*config) ? "wss" : "ws";
  report.domain = discovery_domain(*config);
  Run(std::move(*plan), report).look();
  return report;
}

}  // namespace openclaw::cli
