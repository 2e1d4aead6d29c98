// SPDX-License-Identifier: MIT
#include "cli/probe.hpp"

#include <algorithm>
#include <future>

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
    std::future<std::vector<FoundGateway>> found;
    if (may_discover()) {
      report_.discovery_ms = discovery_budget_ms(report_.budget_ms);
      found =
          std::async(std::launch::async, discover_gateways, report_.domain, report_.discovery_ms);
    }
    // Who is near answers at once, and is not to wait for somebody far away who is silent.
    const auto near = std::find_if(plan_.targets.begin(), plan_.targets.end(), is_local);
    ProbeFacts of_near;
    if (near != plan_.targets.end()) of_near = ask(*near, nullptr);
    if (plan_.through) look_through_tunnel(found);
    for (const ProbeTarget& target : plan_.targets) {
      report_.targets.push_back(is_local(target) ? std::move(of_near) : ask(target, nullptr));
    }
    if (found.valid()) report_.discovered = found.get();
    report_.taken_ms = std::chrono::duration_cast<milliseconds>(Clock::now() - start).count();
  }

 private:
  static bool is_local(const ProbeTarget& target) { return target.id == "localLoopback"; }

  ProbeFacts ask(const ProbeTarget& target, const std::shared_ptr<Tunnel>& tunnel) const {
    const bool loopback = is_loopback_host(target.target.host);
    const milliseconds budget(target_budget_ms(target.id, loopback, report_.budget_ms));
    return probe_target(target, tunnel, std::min(end_, Clock::now() + budget));
  }

  void look_through_tunnel(std::future<std::vector<FoundGateway>>& found) {
    ProbeTarget& through = *plan_.through;
    SshWay way = *through.target.ssh;
    if (way.target.host.empty()) {
      if (found.valid()) report_.discovered = found.get();
      const auto to = first_ssh_target(report_.discovered);
      if (!to) {
        report_.tunnel_problem =
            "no gateway with an SSH server announces itself to --ssh-auto. Name one: --ssh "
            "user@host";
        return;
      }
      way.target = *to;
    }
    const milliseconds budget(tunnel_start_budget_ms(report_.budget_ms));
    auto opened = Tunnel::open(way, std::min(end_, Clock::now() + budget));
    if (!opened) {
      report_.tunnel_problem = opened.error().message;
      return;
    }
    const std::shared_ptr<Tunnel> tunnel = std::move(*opened);
    through.tunnel = {tunnel->target(), tunnel->port(), tunnel->far_port(), tunnel->pid()};
    through.target.url = std::string(through.target.tls ? "wss" : "ws") +
                         "://127.0.0.1:" + std::to_string(tunnel->port());
    report_.targets.push_back(ask(through, tunnel));
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
