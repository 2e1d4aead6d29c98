// SPDX-License-Identifier: MIT
// `openclaw gateway discover`.
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/discover.hpp"
#include "cli/display.hpp"
#include "cli/session.hpp"
#include "core/json/indent.hpp"
#include "core/json/json.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kDefaultSearchMs = 2000;
constexpr std::int64_t kMostSearchMs = 10LL * 60 * 1000;

std::string json_of(const DiscoverPlan& plan, const std::vector<Beacon>& beacons) {
  JsonWriter out;
  out.object().key("timeoutMs").value(plan.budget_ms).key("domains").array();
  for (const std::string& domain : plan.domains()) out.value(domain);
  out.end().key("count").value(static_cast<std::int64_t>(beacons.size())).key("beacons").array();
  for (const Beacon& beacon : beacons) out.raw(beacon_json(beacon));
  return printable_json(indent_json(out.end().end().take())) + "\n";
}

std::string text_of(const DiscoverPlan& plan, const std::vector<Beacon>& beacons) {
  std::string domains;
  for (const std::string& domain : plan.domains()) {
    domains += (domains.empty() ? "" : ", ") + domain;
  }
  std::string out = "Gateway Discovery\nFound " + std::to_string(beacons.size()) +
                    " gateway(s) · domains: " + domains + '\n';
  for (const Beacon& beacon : beacons) out += beacon_text(beacon);
  return out;
}

void say_aside(const std::string& text) {
  std::fprintf(stderr, "discover: %s\n", printable_lines(text).c_str());
}

int run_discover(const Arguments& arguments) {
  const auto budget = arguments.number("timeout", kDefaultSearchMs, 1, kMostSearchMs);
  if (!budget) return fail(budget.error().message);
  DiscoverPlan plan;
  plan.budget_ms = *budget;
  // Whoever looks for a gateway may have no good configuration yet.
  const auto config = load_config();
  if (!config) {
    say_aside("the configuration cannot be used, so that no domain of it is asked: " +
              config.error().message);
  }
  std::string problem;
  plan.wide_area_domain = wide_area_domain(config ? &*config : nullptr, problem);
  if (!problem.empty()) say_aside(problem + ". Only the local network is asked.");
  std::vector<std::string> notes;
  const std::vector<Beacon> beacons = discover(plan, &notes);
  for (const std::string& note : notes) say_aside(note);
  std::fputs((arguments.has("json") ? json_of : text_of)(plan, beacons).c_str(), stdout);
  return 0;
}

}  // namespace

Command gateway_discover_command() {
  Command command{"discover", "Look for gateways that announce themselves on the network"};
  command.detail =
      "Asks the local network (mDNS) and, where discovery.wideArea.domain is set, that domain's\n"
      "name servers. What is found is what somebody says: compare a gateway's fingerprint before\n"
      "giving it a secret. That nothing is found is an answer, too: the exit status is 0.";
  command.options = {{"timeout", "<ms>", "Time for all in milliseconds (default: 2000)"},
                     {"json", nullptr, "Print as JSON"},
                     {"help", nullptr, "Show this help", 'h'}};
  command.run = run_discover;
  return command;
}

}  // namespace openclaw::cli
