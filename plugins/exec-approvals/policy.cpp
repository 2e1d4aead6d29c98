// SPDX-License-Identifier: MIT
#include "policy.hpp"

#include <set>
#include <utility>

#include "display_text.hpp"
#include "json_text.hpp"
#include "policy_check.hpp"
#include "random_id.hpp"

namespace approvals {
namespace {

constexpr std::size_t kTokenBytes = 24;

std::string place_in(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, offset)) {
    column = c == '\n' ? 1 : column + 1;
    line += c == '\n' ? 1 : 0;
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

void set_text(cJSON* object, const char* key, std::string_view text) {
  cJSON_AddStringToObject(object, key, std::string(text).c_str());
}

void copy_member(cJSON* to, const cJSON* from, const char* key) {
  if (const cJSON* value = oc::get(from, key)) {
    cJSON_AddItemToObject(to, key, cJSON_Duplicate(value, 1));
  }
}

// A word of the policy, without the blanks around it.
void copy_word(cJSON* to, const cJSON* from, const char* key) {
  const cJSON* value = oc::get(from, key);
  if (cJSON_IsString(value)) set_text(to, key, trimmed(value->valuestring));
}

void copy_policy(cJSON* to, const cJSON* from) {
  for (const char* key : {"security", "ask", "askFallback"}) copy_word(to, from, key);
  copy_member(to, from, "autoAllowSkills");
}

// Nothing for a pattern that is blank: it would match nothing.
cJSON* normal_entry(const cJSON* entry) {
  const bool is_text = cJSON_IsString(entry);
  const std::string_view pattern = is_text ? entry->valuestring : oc::text(entry, "pattern");
  if (trimmed(pattern).empty()) return nullptr;
  cJSON* out = is_text ? cJSON_CreateObject() : cJSON_Duplicate(entry, 1);
  if (is_text) set_text(out, "pattern", trimmed(pattern));
  cJSON_DeleteItemFromObjectCaseSensitive(out, "commandText");
  if (oc::text(out, "id").empty()) {
    cJSON_DeleteItemFromObjectCaseSensitive(out, "id");
    set_text(out, "id", random_uuid());
  }
  return out;
}

void add_entries(cJSON* to, const cJSON* list) {
  const cJSON* entry = nullptr;
  cJSON_ArrayForEach(entry, list) {
    if (cJSON* normal = normal_entry(entry)) cJSON_AddItemToArray(to, normal);
  }
}

// Whatever else an agent has is kept: newer releases may know more.
cJSON* normal_agent(const cJSON* agent) {
  cJSON* out = cJSON_CreateObject();
  copy_policy(out, agent);
  const std::set<std::string_view> done = {"security", "ask", "askFallback", "autoAllowSkills"};
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, agent) {
    if (done.count(member->string) != 0) continue;
    if (std::string_view(member->string) == "allowlist" && cJSON_IsArray(member)) {
      add_entries(cJSON_AddArrayToObject(out, "allowlist"), member);
    } else {
      copy_member(out, agent, member->string);
    }
  }
  return out;
}

// What `main` does not say itself the agent `default` of old files says.
void merge_agent(cJSON* into, cJSON* old) {
  cJSON* list = cJSON_GetObjectItemCaseSensitive(into, "allowlist");
  cJSON* member = old->child;
  while (member) {
    cJSON* next = member->next;
    const std::string name = member->string;
    cJSON_DetachItemViaPointer(old, member);
    if (!oc::get(into, name.c_str())) {
      cJSON_AddItemToObject(into, name.c_str(), member);
    } else {
      if (name == "allowlist" && list) add_entries(list, member);
      cJSON_Delete(member);
    }
    member = next;
  }
}

cJSON* normal_agents(const cJSON* agents) {
  cJSON* out = cJSON_CreateObject();
  const cJSON* agent = nullptr;
  cJSON_ArrayForEach(agent, agents) {
    cJSON_AddItemToObject(out, agent->string, normal_agent(agent));
  }
  cJSON* old = cJSON_DetachItemFromObjectCaseSensitive(out, "default");
  if (!old) return out;
  if (cJSON* main = cJSON_GetObjectItemCaseSensitive(out, "main")) {
    merge_agent(main, old);
    cJSON_Delete(old);
  } else {
    cJSON_AddItemToObject(out, "main", old);
  }
  return out;
}

}  // namespace

PolicyText read_policy(std::string_view text) {
  const std::string copy(text);
  const char* end = nullptr;
  oc::Json document(cJSON_ParseWithLengthOpts(copy.c_str(), copy.size() + 1, &end, 1));
  if (!document || copy.find('\0') != std::string::npos) {
    const std::size_t at = end ? static_cast<std::size_t>(end - copy.c_str()) : 0;
    return {nullptr, "it is no JSON near " + place_in(copy, at)};
  }
  if (has_nul(text)) return {nullptr, "a string in it has \\u0000, which no command has"};
  std::string problem = policy_problem(document.get());
  if (!problem.empty()) return {nullptr, std::move(problem)};
  return {std::move(document), ""};
}

oc::Json closed_policy() {
  return oc::parse(R"({"version":1,"socket":{},"defaults":{"security":"deny","ask":"off",)"
                   R"("askFallback":"deny","autoAllowSkills":false},"agents":{}})");
}

oc::Json normal_policy(const cJSON* document) {
  oc::Json out(cJSON_CreateObject());
  cJSON_AddNumberToObject(out.get(), "version", 1);
  cJSON* socket = cJSON_AddObjectToObject(out.get(), "socket");
  for (const char* key : {"path", "token"}) {
    const std::string_view value = trimmed(oc::text(oc::get(document, "socket"), key));
    if (!value.empty()) set_text(socket, key, value);
  }
  copy_policy(cJSON_AddObjectToObject(out.get(), "defaults"), oc::get(document, "defaults"));
  cJSON_AddItemToObject(out.get(), "agents", normal_agents(oc::get(document, "agents")));
  return out;
}

void complete_socket(cJSON* document, const cJSON* current, const std::string& state_dir) {
  cJSON* socket = cJSON_GetObjectItemCaseSensitive(document, "socket");
  const cJSON* before = oc::get(current, "socket");
  if (oc::text(socket, "path").empty()) {
    const std::string_view path = oc::text(before, "path");
    set_text(socket, "path", path.empty() ? state_dir + "/exec-approvals.sock" : std::string(path));
  }
  if (oc::text(socket, "token").empty()) {
    const std::string_view token = oc::text(before, "token");
    set_text(socket, "token", token.empty() ? random_token(kTokenBytes) : std::string(token));
  }
}

std::string policy_file_text(const cJSON* document) { return indented(document) + "\n"; }

std::string policy_shown(const cJSON* document) {
  const std::string path(oc::text(oc::get(document, "socket"), "path"));
  oc::Object out;
  out.add("version", 1);
  if (!path.empty()) out.raw("socket", oc::Object().add("path", path).take());
  out.raw("defaults", compact(oc::get(document, "defaults")));
  return out.raw("agents", compact(oc::get(document, "agents"))).take();
}

std::string resolved_defaults(const cJSON* document) {
  const cJSON* defaults = oc::get(document, "defaults");
  oc::Object out;
  out.add("security", oc::text(defaults, "security", "full"));
  out.add("ask", oc::text(defaults, "ask", "off"));
  out.add("askFallback", oc::text(defaults, "askFallback", "deny"));
  return out.add("autoAllowSkills", oc::flag(defaults, "autoAllowSkills", false)).take();
}

}  // namespace approvals
