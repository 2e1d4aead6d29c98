// SPDX-License-Identifier: MIT
#include "policy_check.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include "display_text.hpp"

namespace approvals {
namespace {

enum class Kind { text, filled, number, flag, object, list, security, ask };

struct Member {
  const char* name;
  Kind kind;
  bool needed = false;
};

constexpr Member kPolicy[] = {{"security", Kind::security},
                              {"ask", Kind::ask},
                              {"askFallback", Kind::security},
                              {"autoAllowSkills", Kind::flag}};
constexpr Member kSocket[] = {{"path", Kind::text}, {"token", Kind::text}};
constexpr Member kEntry[] = {{"pattern", Kind::filled, true}, {"id", Kind::text},
                             {"source", Kind::text},          {"commandText", Kind::text},
                             {"argPattern", Kind::text},      {"lastUsedAt", Kind::number},
                             {"lastUsedCommand", Kind::text}, {"lastResolvedPath", Kind::text}};
constexpr Member kTool[] = {{"server", Kind::filled, true},
                            {"tool", Kind::filled, true},
                            {"source", Kind::filled, true},
                            {"addedAt", Kind::number, true},
                            {"lastUsedAt", Kind::number}};
constexpr Member kAgentLists[] = {{"allowlist", Kind::list}, {"mcpTools", Kind::list}};
constexpr Member kDocument[] = {{"version", Kind::number},
                                {"socket", Kind::object},
                                {"defaults", Kind::object},
                                {"agents", Kind::object}};

const char* wanted(Kind kind) {
  switch (kind) {
    case Kind::text: return "a string";
    case Kind::filled: return "a string that is not empty";
    case Kind::number: return "a number";
    case Kind::flag: return "true or false";
    case Kind::object: return "an object";
    case Kind::list: return "a list";
    case Kind::security: return "\"deny\", \"allowlist\" or \"full\"";
    case Kind::ask: return "\"off\", \"on-miss\" or \"always\"";
  }
  return "another value";
}

bool fits(const cJSON* value, Kind kind) {
  const std::string_view text = cJSON_IsString(value) ? value->valuestring : "";
  switch (kind) {
    case Kind::text: return cJSON_IsString(value);
    case Kind::filled: return !trimmed(text).empty();
    case Kind::number: return cJSON_IsNumber(value) && std::isfinite(value->valuedouble);
    case Kind::flag: return cJSON_IsBool(value);
    case Kind::object: return cJSON_IsObject(value);
    case Kind::list: return cJSON_IsArray(value);
    case Kind::security: return is_security(text);
    case Kind::ask: return is_ask(text);
  }
  return false;
}

template <std::size_t N>
std::string check(const cJSON* object, const Member (&members)[N], const std::string& place) {
  const std::string before = place.empty() ? "" : place + ".";
  for (const Member& member : members) {
    const cJSON* value = oc::get(object, member.name);
    if (!value && !member.needed) continue;
    if (!value) return before + member.name + " is missing: it must be " + wanted(member.kind);
    if (!fits(value, member.kind)) return before + member.name + " must be " + wanted(member.kind);
  }
  return {};
}

// A member that is there twice: which of them counts is told differently from reader to reader.
std::string doubled(const cJSON* object, const std::string& place) {
  std::set<std::string_view> seen;
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, object) {
    if (!seen.insert(member->string).second) return place + member->string + " is there twice";
  }
  return {};
}

// What is not known would be dropped, and a misspelt restriction with it.
template <std::size_t N>
std::string unknown(const cJSON* object, const Member (&members)[N], const std::string& place) {
  const cJSON* one = nullptr;
  cJSON_ArrayForEach(one, object) {
    const std::string_view name = one->string;
    const auto has_name = [name](const Member& member) { return member.name == name; };
    if (std::none_of(std::begin(members), std::end(members), has_name)) {
      return place + one->string + " is not known: mend its name, or take it out";
    }
  }
  return {};
}

std::string check_allowlist(const cJSON* list, const std::string& place) {
  int index = 0;
  const cJSON* entry = nullptr;
  cJSON_ArrayForEach(entry, list) {
    const std::string at = place + ".allowlist[" + std::to_string(index++) + "]";
    if (cJSON_IsString(entry) && !trimmed(entry->valuestring).empty()) continue;
    if (!cJSON_IsObject(entry)) {
      return at + " must be a pattern: a string that is not empty, or an object with `pattern`";
    }
    if (std::string problem = check(entry, kEntry, at); !problem.empty()) return problem;
  }
  return {};
}

std::string check_tools(const cJSON* list, const std::string& place) {
  int index = 0;
  const cJSON* tool = nullptr;
  cJSON_ArrayForEach(tool, list) {
    const std::string at = place + ".mcpTools[" + std::to_string(index++) + "]";
    if (!cJSON_IsObject(tool)) return at + " must be an object";
    if (std::string problem = check(tool, kTool, at); !problem.empty()) return problem;
    if (oc::text(tool, "source") != "allow-always") return at + ".source must be \"allow-always\"";
  }
  return {};
}

std::string check_agent(const cJSON* agent, const std::string& place) {
  if (!cJSON_IsObject(agent)) return place + " must be an object";
  for (std::string problem :
       {doubled(agent, place + "."), check(agent, kPolicy, place), check(agent, kAgentLists, place),
        check_allowlist(oc::get(agent, "allowlist"), place),
        check_tools(oc::get(agent, "mcpTools"), place)}) {
    if (!problem.empty()) return problem;
  }
  return {};
}

}  // namespace

bool is_security(std::string_view word) {
  return word == "deny" || word == "allowlist" || word == "full";
}
bool is_ask(std::string_view word) {
  return word == "off" || word == "on-miss" || word == "always";
}

std::string policy_problem(const cJSON* document) {
  if (!cJSON_IsObject(document)) return "the document must be an object";
  const cJSON* version = oc::get(document, "version");
  if (!cJSON_IsNumber(version) || version->valuedouble != 1.0) return "version must be 1";
  const cJSON* agents = oc::get(document, "agents");
  for (std::string problem :
       {doubled(document, ""), doubled(oc::get(document, "defaults"), "defaults."),
        doubled(agents, "agents."), check(document, kDocument, ""),
        check(oc::get(document, "socket"), kSocket, "socket"),
        check(oc::get(document, "defaults"), kPolicy, "defaults"), unknown(document, kDocument, ""),
        unknown(oc::get(document, "defaults"), kPolicy, "defaults.")}) {
    if (!problem.empty()) return problem;
  }
  const cJSON* agent = nullptr;
  cJSON_ArrayForEach(agent, agents) {
    std::string problem = check_agent(agent, "agents." + std::string(agent->string));
    if (!problem.empty()) return problem;
  }
  return {};
}

}  // namespace approvals
