// SPDX-License-Identifier: MIT
// oc.client-identity/1.
#include <openclaw/iface/draft/client-identity.h>

#include <algorithm>
#include <array>
#include <openclaw/ascii.hpp>
#include <utility>

#include "core/plugin/host.hpp"
#include "core/plugin/host_table.hpp"
#include "core/plugin/self.hpp"

namespace openclaw {
namespace {

// Less than a handshake may take, and more than a program that is asked.
constexpr std::uint64_t kAnswerMs = 6'000;

using Question = oc_identity_question;
using Witness = Question::Witness;

// What identify() is given, with the request behind it.
struct Asked {
  oc_identity_ask ask{};  // first: header() gets its address
  const HttpRequest* upgrade = nullptr;
};

oc_str asked_header(const oc_identity_ask* ask, const char* name) {
  if (!ask || !name) return {nullptr, 0};
  return borrow(reinterpret_cast<const Asked*>(ask)->upgrade->header(name));
}

void ask_next(PluginHost& host, std::vector<Witness> left, HttpRequest upgrade,
              IdentitySource::Told told);
void overdue(Question& question);

// Gives the question back to the pool; what is left of it is the caller's.
Question close_question(Question& question) {
  question.plugin->questions.erase(&question);
  Question out = std::exchange(question, Question{});
  out.plugin->host.questions().give_back(&question);
  return out;
}

// The words of the gateway's own ways in are none of a plugin's.
bool may_name(std::string_view method) {
  static constexpr std::array<std::string_view, 6> kTaken = {
      "none", "token", "password", "device-token", "bootstrap-token", "trusted-proxy"};
  return !method.empty() && method.size() <= 32 &&
         std::find(kTaken.begin(), kTaken.end(), method) == kTaken.end() &&
         std::all_of(method.begin(), method.end(),
                     [](char c) { return oc::is_small_letter(c) || c == '-'; });
}

void answered(void* arg, const oc_identity* identity) {
  auto* question = static_cast<Question*>(arg);
  if (!question || !question->plugin || !on_loop(question->plugin, "done")) return;
  Question closed = close_question(*question);
  if (!closed.told) return;  // it was overdue
  const std::string& id = closed.plugin->id;
  if (identity && may_name(view(identity->method))) {
    return closed.told(ClientIdentity{std::string(view(identity->method)),
                                      std::string(view(identity->login)),
                                      std::string(view(identity->display_name))});
  }
  if (identity && identity->why.n > 0) {
    log_line(LogLevel::info, id,
             "no identity for a client at " + closed.upgrade.peer + ": " +
                 std::string(view(identity->why)));
  }
  ask_next(closed.plugin->host, std::move(closed.others), std::move(closed.upgrade),
           std::move(closed.told));
}

void overdue(Question& question) {
  log_line(LogLevel::warn, question.plugin->id,
           "has not said in " + std::to_string(kAnswerMs) + " ms who a client at " +
               question.upgrade.peer + " is; the client's secret decides");
  // It stays where it is until its answer comes, which must not be taken for that of another.
  ask_next(question.plugin->host, std::move(question.others), std::move(question.upgrade),
           std::exchange(question.told, nullptr));
}

// True when the answer has come or will come.
bool ask(const Witness& witness, Question& question) {
  const HttpRequest upgrade = question.upgrade;
  Asked asked;
  asked.upgrade = &upgrade;
  asked.ask.size = sizeof asked.ask;
  asked.ask.client = borrow(upgrade.peer);
  asked.ask.proxy = borrow(upgrade.proxy);
  asked.ask.front = borrow(upgrade.front);
  asked.ask.header = asked_header;
  int result = 0;
  enter_plugin(*witness.plugin, "identify", [&] {
    result = witness.table->identify(witness.plugin->state, &asked.ask, answered, &question);
  });
  return result > 0 || !question.plugin;
}

void ask_next(PluginHost& host, std::vector<Witness> left, HttpRequest upgrade,
              IdentitySource::Told told) {
  while (!left.empty()) {
    const Witness witness = left.back();
    left.pop_back();
    if (witness.plugin->stopped || witness.plugin->stopping.plugin) continue;
    Question* question = host.questions().take();
    *question = Question{std::move(told), witness.plugin, std::move(upgrade), std::move(left), {}};
    witness.plugin->questions.insert(question);
    question->due = Timer(host.world().loop(), kAnswerMs, 0, [question] { overdue(*question); });
    if (ask(witness, *question)) return;
    Question closed = close_question(*question);
    left = std::move(closed.others);
    upgrade = std::move(closed.upgrade);
    told = std::move(closed.told);
  }
  told(std::nullopt);
}

}  // namespace

void PluginHost::identify(const HttpRequest& upgrade, Told told) {
  std::vector<Witness> all;
  each_started(OC_CLIENT_IDENTITY, [&all](oc_self& plugin, const void* ops) {
    const auto* table = static_cast<const oc_client_identity*>(ops);
    if (OC_HAS(table, identify)) all.insert(all.begin(), {&plugin, table});
  });
  ask_next(*this, std::move(all), upgrade, std::move(told));
}

void drop_questions(oc_self& plugin) {
  while (!plugin.questions.empty()) answered(*plugin.questions.begin(), nullptr);
}

}  // namespace openclaw
