// SPDX-License-Identifier: MIT
#include "core/client/frame.hpp"

#include <array>
#include <openclaw/text.hpp>

#include "core/json/scan.hpp"
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kMaxTraceparent = 128;  // characters

struct Member {
  std::string_view name;
  std::string_view Frame::*span;
};
constexpr std::array<Member, 6> kMembers = {{{"type", &Frame::raw_type},
                                             {"id", &Frame::raw_id},
                                             {"method", &Frame::raw_method},
                                             {"params", &Frame::params},
                                             {"traceparent", &Frame::raw_traceparent},
                                             {"expectedProfileId", &Frame::raw_expected_profile}}};

// Keys that do not belong into a frame. A blank key cannot be named, so one that can is preferred.
struct Strangers {
  std::string_view tolerated;
  std::string_view raw = {};
  bool any = false;

  void add(std::string_view raw_key, std::string_view key) {
    if (!tolerated.empty() && key == tolerated) return;
    if (raw.empty() && !oc::is_blank(key)) raw = raw_key;
    any = true;
  }
};

void add_problem(std::string& problems, std::string_view place, std::string_view text) {
  if (!problems.empty()) problems.append("; ");
  problems.append(place).append(text);
}

// What other readers of the same text could take for something else.
void check_oddities(JsonScanner& scanner, Frame& frame, const Member& member) {
  if (!(frame.*member.span).empty()) {
    add_problem(frame.problem, "at root: must not have property '", member.name);
    frame.problem.append("' twice");
  }
  std::optional<JsonOddity> oddity = scanner.take_oddity();
  if (!oddity) return;
  if (member.span == &Frame::params) {
    frame.params_problem = oddity_text(*oddity);
  } else {
    oddity->place.insert(0, "/" + std::string(member.name));
    add_problem(frame.problem, "", oddity_text(*oddity));
  }
}

bool scan_member(JsonScanner& scanner, Frame& frame, Strangers& strangers) {
  if (scanner.peek() != '"') return scanner.fail("expected a quoted key");
  const std::size_t key_at = scanner.offset();
  if (!scanner.string()) return false;
  const std::string_view raw_key = scanner.since(key_at);
  scanner.skip_space();
  if (!scanner.take(':')) return scanner.fail("expected ':' behind the key");
  scanner.skip_space();
  const std::size_t value_at = scanner.offset();
  if (!scanner.value(1)) return false;

  std::string scratch;
  const std::string_view key = text_of(raw_key, scratch);
  for (const Member& member : kMembers) {
    if (key != member.name) continue;
    check_oddities(scanner, frame, member);
    frame.*member.span = scanner.since(value_at);
    return true;
  }
  scanner.take_oddity();
  strangers.add(raw_key, key);
  return true;
}

bool scan_object(JsonScanner& scanner, Frame& frame, Strangers& strangers) {
  scanner.take('{');
  scanner.skip_space();
  if (scanner.take('}')) return true;
  while (scan_member(scanner, frame, strangers)) {
    scanner.skip_space();
    if (scanner.take('}')) return true;
    if (!scanner.take(',')) return scanner.fail("expected ',' or '}'");
    scanner.skip_space();
  }
  return false;
}

void report_strangers(Frame& frame, const Strangers& strangers) {
  if (!strangers.raw.empty()) {
    std::string scratch;
    const std::string_view key = shown_key(text_of(strangers.raw, scratch));
    add_problem(frame.problem, "at root: unexpected property '", key);
    frame.problem.push_back('\'');
  } else if (strangers.any) {
    add_problem(frame.problem, "", "must not have additional properties");
  }
}

// Only the first of the missing and the first of the unexpected members are reported.
void check_members(Frame& frame, const Strangers& strangers) {
  for (const Member& member : {kMembers[0], kMembers[1], kMembers[2]}) {
    if (!(frame.*member.span).empty()) continue;
    add_problem(frame.problem, "must have required property '", member.name);
    frame.problem.push_back('\'');
    break;
  }
  report_strangers(frame, strangers);
}

// False when the member is there and no string.
bool check_string(std::string& problems, std::string_view place, std::string_view raw) {
  if (raw.empty() || raw.front() == '"') return true;
  add_problem(problems, place, "must be string");
  return false;
}

void check_values(Frame& frame) {
  std::string& problems = frame.problem;
  std::string scratch;
  check_string(problems, "at /type: ", frame.raw_type);
  if (!frame.raw_type.empty() && frame.raw_type != "\"req\"" &&
      (frame.raw_type.front() != '"' || text_of(frame.raw_type, scratch) != "req")) {
    add_problem(problems, "at /type: ", "must be equal to constant");
  }
  check_string(problems, "at /id: ", frame.raw_id);
  if (frame.raw_id == "\"\"") {
    add_problem(problems, "at /id: ", "must not have fewer than 1 characters");
  }
  check_string(problems, "at /method: ", frame.raw_method);
  if (frame.raw_method == "\"\"") {
    add_problem(problems, "at /method: ", "must not have fewer than 1 characters");
  }
  const std::string_view trace = frame.raw_traceparent;
  if (check_string(problems, "at /traceparent: ", trace) && trace.size() > kMaxTraceparent + 2 &&
      utf8_count(text_of(trace, scratch)) > kMaxTraceparent) {
    add_problem(problems, "at /traceparent: ", "must not have more than 128 characters");
  }
  check_string(problems, "at /expectedProfileId: ", frame.raw_expected_profile);
}

// Members that the protocol has and the simple dialect has not.
constexpr std::array<Member, 2> kProductOnly = {
    {{"traceparent", &Frame::raw_traceparent},
     {"expectedProfileId", &Frame::raw_expected_profile}}};

void check_simple(Frame& frame, const Strangers& strangers) {
  std::string& problems = frame.problem;
  if (!frame.raw_type.empty()) {
    add_problem(problems,
                "at /type: ", "this socket speaks the simple dialect, whose frames have no type");
  }
  if (frame.raw_method.empty()) add_problem(problems, "must have required property 'method'", "");
  for (const Member& member : kProductOnly) {
    if ((frame.*member.span).empty()) continue;
    add_problem(problems, "at root: unexpected property '", member.name);
    problems.push_back('\'');
  }
  report_strangers(frame, strangers);
  constexpr std::string_view kNoIds = "{[tf";
  if (!frame.raw_id.empty() && kNoIds.find(frame.raw_id.front()) != std::string_view::npos) {
    add_problem(problems, "at /id: ", "must be string, number or null");
    frame.raw_id = {};
  }
  if (check_string(problems, "at /method: ", frame.raw_method) && frame.raw_method == "\"\"") {
    add_problem(problems, "at /method: ", "must not have fewer than 1 characters");
  }
}

}  // namespace

Frame scan_frame(std::string_view text, Dialect dialect) {
  JsonScanner scanner(text, JsonRules::kUnambiguous);
  scanner.skip_space();
  Frame frame;
  // Libraries for JSON-RPC put their version into each frame.
  Strangers strangers{dialect == Dialect::kSimple ? "jsonrpc" : ""};
  frame.is_object = scanner.peek() == '{';
  const bool read = frame.is_object ? scan_object(scanner, frame, strangers) : scanner.value(0);
  scanner.skip_space();
  if (!read || !scanner.at_end()) return Frame{};
  if (frame.is_object && dialect == Dialect::kSimple) {
    check_simple(frame, strangers);
  } else if (frame.is_object) {
    check_members(frame, strangers);
    check_values(frame);
  } else {
    frame.problem = "must be object";
  }
  frame.kind = frame.problem.empty() ? FrameKind::kRequest : FrameKind::kBroken;
  return frame;
}

bool is_json(std::string_view text) { return scan_json(text).problem == nullptr; }

}  // namespace openclaw
