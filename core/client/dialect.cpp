// SPDX-License-Identifier: MIT
#include "core/client/dialect.hpp"

#include "core/json/json.hpp"
#include "core/json/members.hpp"

namespace openclaw {
namespace {

constexpr std::string_view kAgent = "agent";

void add_member(std::string& out, std::string_view raw_key, std::string_view value) {
  if (out.size() > 1) out += ',';
  out.append(raw_key).append(":").append(value);
}

}  // namespace

bool opens_simple(const Frame& first, bool needs_no_secret) {
  if (!first.is_object || !first.raw_type.empty() || first.raw_method.empty() ||
      first.raw_method.front() != '"') {
    return false;
  }
  std::string scratch;
  const std::string_view method = text_of(first.raw_method, scratch);
  return method == "auth" || (needs_no_secret && method != "connect");
}

bool asks_auth(const Frame& frame) {
  std::string scratch;
  return text_of(frame.raw_method, scratch) == "auth";
}

// A run has the name that its request gives it, so that asking twice runs once. Clients of this
// dialect need not know.
std::string simple_params(std::string_view method, std::string_view params,
                          std::string (*fresh_id)()) {
  if (method != kAgent) return {};
  const JsonMembers given(params.empty() ? "{}" : params);
  if (!given.is_object()) return {};
  const bool rename = given.get("thinking").empty();
  std::string out = "{";
  std::string scratch;
  for (const JsonMembers::Member& member : given.all()) {
    const bool level = rename && text_of(member.raw_key, scratch) == "thinkingLevel";
    add_member(out, level ? R"("thinking")" : member.raw_key, member.value);
  }
  if (given.get("idempotencyKey").empty()) {
    add_member(out, R"("idempotencyKey")", json_quoted(fresh_id()));
  }
  out += '}';
  return out;
}

std::string simple_result(std::string_view method, std::string_view payload) {
  if (method != kAgent) return {};
  const JsonMembers given(payload);
  const std::string key = given.text("sessionKey");
  if (key.empty()) return {};
  std::string out = "{";
  std::string scratch;
  for (const JsonMembers::Member& member : given.all()) {
    const bool named = text_of(member.raw_key, scratch) == "sessionKey";
    add_member(out, member.raw_key, named ? json_quoted(short_session_key(key)) : member.value);
  }
  add_member(out, R"("key")", json_quoted(key));
  out += '}';
  return out;
}

std::string_view short_session_key(std::string_view key) {
  constexpr std::string_view kDefaultAgent = "agent:main:";
  if (!key.starts_with(kDefaultAgent)) return key;
  const std::string_view rest = key.substr(kDefaultAgent.size());
  return rest.empty() || rest.find(':') != std::string_view::npos ? key : rest;
}

}  // namespace openclaw
