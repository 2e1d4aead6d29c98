// SPDX-License-Identifier: MIT
#include "cli/probe.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/client/origin.hpp"

namespace openclaw::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLoopbackBudget{800};
constexpr milliseconds kOtherBudget{1500};

std::int64_t since(Deadline start) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - start).count();
}

bool answered_with(const Error& error, std::string_view prefix) {
  const auto details = parse_json(error.details_json);
  return details && json_string(details->get(), "code").starts_with(prefix);
}

// A gateway may let a command line in, or only one that looks and gets no rights.
Result<std::unique_ptr<GatewayClient>> connect(const Target& target, Deadline deadline) {
  auto client = GatewayClient::connect(target, {Mode::command, {"operator.read"}}, deadline);
  if (client) return client;
  const Error& error = client.error();
  const bool silent = error.code == code::kUnavailable && error.details_json.empty();
  if (silent || answered_with(error, "AUTH_")) return client;
  auto looking = GatewayClient::connect(target, {Mode::probe, {"operator.read"}}, deadline);
  if (looking) return looking;
  return client;
}

void take_answer(const Answer& answer, std::string& place, ProbeFacts& facts) {
  if (answer.ok) {
    place = answer.payload;
    return;
  }
  facts.rpc_ok = false;
  facts.limited = facts.limited || answer.error.message.starts_with("missing scope");
  facts.error = answer.error.message;
}

void ask(GatewayClient& client, ProbeFacts& facts, Deadline deadline) {
  const std::array<std::pair<const char*, std::string*>, 4> questions{
      {{"health", &facts.health},
       {"status", &facts.status},
       {"system-presence", &facts.presence},
       {"config.get", &facts.config}}};
  facts.rpc_ok = true;
  std::map<std::string, std::string*, std::less<>> open;
  for (const auto& [method, place] : questions) {
    const auto id = client.send(method, "", deadline);
    if (id) open[*id] = place;
  }
  ServerFrame frame;
  while (!open.empty()) {
    const auto got = client.next(frame, deadline);
    if (!got) {
      facts.rpc_ok = false;
      facts.error = got.error().message;
      return;
    }
    const auto place = open.find(frame.id);
    if (frame.type != "res" || place == open.end()) continue;
    take_answer(read_answer(frame), *place->second, facts);
    open.erase(place);
  }
}

ProbeFacts probe(ProbeTarget of, Deadline overall) {
  ProbeFacts facts;
  const auto start = Clock::now();
  const auto budget = is_loopback_host(of.target.host) ? kLoopbackBudget : kOtherBudget;
  const Deadline deadline = std::min(overall, start + budget);
  auto client = connect(of.target, deadline);
  facts.of = std::move(of);
  facts.latency_ms = since(start);
  if (!client) {
    facts.error = client.error().message;
    return facts;
  }
  facts.connected = true;
  facts.version = json_string(json_get((*client)->hello(), "server"), "version");
  ask(**client, facts, deadline);
  (*client)->close();
  return facts;
}

bool same_place(const Target& one, const Target& other) {
  const bool both_here = is_loopback_host(one.host) && is_loopback_host(other.host);
  return one.port == other.port && (both_here || one.host == other.host);
}

Result<std::vector<ProbeTarget>> find_targets(const Arguments& arguments, const Config& config) {
  std::vector<ProbeTarget> out;
  if (const auto url = url_by_hand(arguments)) {
    const auto target = target_by_hand(arguments, *url, arguments.has("url"));
    if (!target) return target.error();
    out.push_back({"explicit", *target, true});
  }
  const bool remote_mode = config.text("gateway.mode") == "remote";
  if (!config.text("gateway.remote.url").empty()) {
    const auto target = configured_target(arguments, config, true);
    if (!target) return target.error();
    out.push_back({"configRemote", *target, out.empty() && remote_mode});
  }
  const auto local = configured_target(arguments, config, false);
  if (!local) return local.error();
  const bool known = std::any_of(out.begin(), out.end(), [&local](const ProbeTarget& one) {
    return same_place(one.target, *local);
  });
  if (!known) out.push_back({"localLoopback", *local, out.empty() || (!out[0].active)});
  return out;
}

}  // namespace

const ProbeFacts* ProbeReport::primary() const {
  const auto found = std::find_if(targets.begin(), targets.end(),
                                  [](const ProbeFacts& facts) { return facts.connected; });
  return found == targets.end() ? nullptr : &*found;
}

std::size_t ProbeReport::count_connected() const {
  return static_cast<std::size_t>(std::count_if(
      targets.begin(), targets.end(), [](const ProbeFacts& facts) { return facts.connected; }));
}

bool ProbeReport::limited() const {
  return std::any_of(targets.begin(), targets.end(),
                     [](const ProbeFacts& facts) { return facts.limited; });
}

Result<ProbeReport> probe_all(const Arguments& arguments, std::int64_t budget_ms) {
  const auto config = load_config();
  if (!config) return config.error();
  auto targets = find_targets(arguments, *config);
  if (!targets) return targets.error();
  const auto local = configured_target(arguments, *config, false);
  if (!local) return local.error();
  ProbeReport report;
  report.budget_ms = budget_ms;
  report.local_port = local->port;
  const auto start = Clock::now();
  for (ProbeTarget& target : *targets) {
    report.targets.push_back(probe(std::move(target), start + milliseconds(budget_ms)));
  }
  report.taken_ms = since(start);
  return report;
}

}  // namespace openclaw::cli
