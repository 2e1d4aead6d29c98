// SPDX-License-Identifier: MIT
#include "core/control/scope.hpp"

#include <algorithm>
#include <array>

namespace openclaw {
namespace {

constexpr std::array<std::string_view, 10> kScopes = {
    "operator.admin",         "operator.read",           "operator.write",
    "operator.sessions.read", "operator.sessions.write", "operator.approvals",
    "operator.questions",     "operator.pairing",        "operator.talk",
    "operator.talk.secrets"};

enum Bit : std::uint32_t {
  kAdmin = 1U << 0U,
  kRead = 1U << 1U,
  kWrite = 1U << 2U,
  kSessionsRead = 1U << 3U,
  kSessionsWrite = 1U << 4U,
  kTalk = 1U << 8U,
  kAll = (1U << kScopes.size()) - 1U,
};

std::uint32_t bit_of(std::string_view scope) {
  for (std::size_t i = 0; i < kScopes.size(); ++i) {
    if (kScopes[i] == scope) return 1U << i;
  }
  return 0;
}

std::uint32_t with_implied(std::uint32_t bits) {
  if (bits & kAdmin) return kAll;
  if (bits & kWrite) bits |= kRead | kTalk | kSessionsRead | kSessionsWrite;
  if (bits & (kRead | kSessionsWrite)) bits |= kSessionsRead;
  return bits;
}

constexpr std::array<std::string_view, 15> kSessionsReadMethods = {
    "chat.history",         "chat.message.get",       "chat.metadata",
    "chat.startup",         "sessions.describe",      "sessions.get",
    "sessions.list",        "sessions.preview",       "sessions.resolve",
    "sessions.search",      "sessions.subscribe",     "sessions.messages.subscribe",
    "sessions.viewers.set", "sessions.branches.list", "sessions.messages.unsubscribe"};
constexpr std::array<std::string_view, 9> kSessionsWriteMethods = {
    "chat.abort",     "chat.send",        "sessions.abort", "sessions.create", "sessions.fork",
    "sessions.patch", "sessions.recover", "sessions.send",  "sessions.steer"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool is_node_method(std::string_view method) {
  static constexpr std::array<std::string_view, 11> kNames = {"skills.bins",
                                                              "node.pluginSurface.refresh",
                                                              "node.pluginTools.update",
                                                              "node.skills.update",
                                                              "node.runnerInventory.update",
                                                              "node.pending.drain",
                                                              "node.pending.pull",
                                                              "node.pending.ack",
                                                              "node.invoke.progress",
                                                              "node.invoke.result",
                                                              "node.event"};
  return contains(kNames, method);
}

std::string_view role_name(Role role) { return role == Role::kNode ? "node" : "operator"; }

bool is_known_scope(std::string_view scope) { return bit_of(scope) != 0; }

Scopes::Scopes(std::vector<std::string> names) : names_(std::move(names)) {
  for (const std::string& name : names_) bits_ |= bit_of(name);
  bits_ = with_implied(bits_);
}

bool Scopes::allow(std::string_view scope) const {
  if (bits_ & kAdmin) return true;
  return (bits_ & bit_of(scope)) != 0;
}

bool Scopes::allow_method(std::string_view scope, std::string_view method) const {
  if (allow(scope)) return true;
  if (scope == kScopes[1] && (bits_ & kSessionsRead)) return contains(kSessionsReadMethods, method);
  if (scope == kScopes[2] && (bits_ & kSessionsWrite)) {
    return contains(kSessionsWriteMethods, method);
  }
  return false;
}

std::vector<std::string> split_scopes(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    std::string_view one = list.substr(0, comma);
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (!one.empty()) out.emplace_back(one);
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return out;
}

std::string Scopes::joined() const {
  std::string out;
  for (const std::string& name : names_) {
    if (!out.empty()) out += ',';
    out += name;
  }
  return out;
}

}  // namespace openclaw
