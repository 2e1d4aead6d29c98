// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <map>

#include "cli/probe.hpp"
#include "cli/scopes.hpp"

namespace openclaw::cli {
namespace {

bool answered_with(const Error& error, std::string_view prefix) {
  const auto details = parse_json(error.details_json);
  return details && json_string(details->get(), "code").starts_with(prefix);
}

// A gateway may let a command line in, or only one that looks and gets no rights.
Result<std::unique_ptr<GatewayClient>> connect(const Target& target,
                                               const std::shared_ptr<Tunnel>& tunnel,
                                               Deadline deadline, Ended& ended) {
  const std::vector<std::string> scopes{scope::kRead};
  auto client = GatewayClient::connect(target, {Mode::command, scopes}, deadline, tunnel, &ended);
  if (client) return client;
  const Error& error = client.error();
  const bool silent = error.code == code::kUnavailable && error.details_json.empty();
  if (silent || answered_with(error, "AUTH_")) return client;
  auto looking = GatewayClient::connect(target, {Mode::probe, scopes}, deadline, tunnel);
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

}  // namespace

ProbeFacts probe_target(ProbeTarget of, const std::shared_ptr<Tunnel>& tunnel, Deadline deadline) {
  ProbeFacts facts;
  if (!of.problem.empty()) {
    facts.error = of.problem;
    facts.of = std::move(of);
    return facts;
  }
  const auto start = Clock::now();
  auto client = connect(of.target, tunnel, deadline, facts.closed);
  facts.of = std::move(of);
  facts.latency_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count();
  if (!client) {
    facts.error = client.error().message;
    facts.pairing = answered_with(client.error(), "PAIRING_REQUIRED");
    return facts;
  }
  facts.connected = true;
  facts.closed = {};
  read_gateway_facts((*client)->hello(), facts);
  ask(**client, facts, deadline);
  facts.closed = (*client)->ended();
  (*client)->close();
  return facts;
}

const cJSON* own_row(const cJSON* presence) {
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, presence) {
    if (json_string(row, "reason") == "self") return row;
  }
  return nullptr;
}

std::string capability(const ProbeFacts& facts) {
  if (facts.pairing) return "pairing_pending";
  if (!facts.connected) return "unknown";
  return scope_capability(facts);
}

}  // namespace openclaw::cli
