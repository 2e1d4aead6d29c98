// SPDX-License-Identifier: MIT
#include "policy.hpp"

#include <algorithm>

#include "policy_tables.hpp"

namespace nodes {
namespace {

constexpr std::string_view kNotAllowed = "node command not allowed: ";

bool is_desktop(std::string_view platform) {
  return platform == "macos" || platform == "windows" || platform == "linux";
}

bool can_talk(const Surface& declared) {
  const auto talks = [](const std::string& one) { return lower(one).starts_with("talk."); };
  const auto talk = [](const std::string& one) { return lower(one) == "talk"; };
  return std::any_of(declared.caps.begin(), declared.caps.end(), talk) ||
         std::any_of(declared.commands.begin(), declared.commands.end(), talks);
}

bool is_by_itself(std::string_view command, const Face& face, const Surface& declared) {
  if (is_push_to_talk(command)) return can_talk(declared);
  return is_watch_relay(command) && platform_id(face) == "ios" &&
         lower(part(face, "deviceFamily")) == "iphone";
}

bool has_any(const Names& names, const Names& family) {
  return std::any_of(names.begin(), names.end(),
                     [&family](const std::string& one) { return contains(family, one); });
}

Names fulfilled(const Names& caps, const Names& admitted, const Names& withheld) {
  Names out;
  for (const std::string& capability : caps) {
    const Names* family = family_of(capability);
    const bool lost = family && has_any(withheld, *family) && !has_any(admitted, *family);
    if (!lost) out.push_back(capability);
  }
  return out;
}

Names without(const Names& names, const Names& others) {
  Names out;
  for (const std::string& name : names) {
    if (!contains(others, name)) out.push_back(name);
  }
  return out;
}

std::string quoted(std::string_view command) { return '"' + std::string(command) + '"'; }

}  // namespace

Policy::Policy(CommandRules rules) : rules_(std::move(rules)) {
  const std::string now = "canvas.a2ui.push";
  const std::string before = "canvas.a2ui.pushJSONL";
  const bool now_denied = contains(rules_.deny, now);
  const bool before_denied = contains(rules_.deny, before);
  if (now_denied && !before_denied) rules_.deny.push_back(before);
  if (before_denied && !now_denied) rules_.deny.push_back(now);
}

bool Policy::allows(const Face& face, const Surface& declared, const Names* approved,
                    const std::string& command) const {
  if (is_private(command)) return false;
  const bool dangerous = is_dangerous(command);
  // A dangerous command is denied when it is asked for; declared it may stay, so that taking it off
  // the list needs no second approval.
  if (contains(rules_.deny, command) && (approved || !dangerous)) return false;
  if (contains(rules_.allow, command)) return true;
  if (dangerous) return false;
  if (is_by_itself(command, face, declared)) return true;
  const std::string platform = platform_id(face);
  if (!contains(platform_commands(platform), command)) return false;
  const bool needs_approval = approved && is_desktop(platform) && is_desktop_host(command);
  return !needs_approval || contains(*approved, command);
}

Surface Policy::declarable(const Face& face, const Surface& declared) const {
  Surface out = declared;
  out.commands.clear();
  for (const std::string& command : declared.commands) {
    if (allows(face, declared, nullptr, command)) out.commands.push_back(command);
  }
  out.caps = fulfilled(declared.caps, out.commands, without(declared.commands, out.commands));
  return out;
}

Surface Policy::usable(const Face& face, const Surface& declared, const Surface& approved) const {
  Surface out = narrowed(declared, &approved);
  Names commands;
  for (const std::string& command : out.commands) {
    if (allows(face, declared, &declared.commands, command)) commands.push_back(command);
  }
  out.commands = std::move(commands);
  out.caps = fulfilled(out.caps, out.commands, without(declared.commands, out.commands));
  return out;
}

std::string Policy::not_listed(const Face& face, const std::string& command) const {
  const std::string name = quoted(command);
  if (command.starts_with("talk.")) return name + " requires a trusted Talk-capable node";
  if (contains(rules_.deny, command)) return name + " is blocked by gateway.nodes.commands.deny";
  if (is_dangerous(command)) {
    return name + " requires explicit gateway.nodes.commands.allow opt-in";
  }
  const std::string_view platform = part(face, "platform");
  return name + " is not in the allowlist for platform " +
         quoted(platform.empty() ? "unknown" : platform);
}

Policy::Refusal Policy::refuse(const Face& face, const Surface& usable, const Surface& pending,
                               const std::string& command) const {
  const std::string head(kNotAllowed);
  if (!allows(face, usable, &usable.commands, command)) {
    return {"command not allowlisted", head + not_listed(face, command)};
  }
  if (contains(usable.commands, command)) return {};
  if (usable.commands.empty()) {
    const bool waits = contains(pending.commands, command);
    return {"node did not declare commands",
            head + (waits ? "the node's declared command surface is pending approval; run "
                            "`openclaw nodes pending`, then `openclaw nodes approve <requestId>`"
                          : "the node did not declare any supported commands")};
  }
  const std::string_view said = part(face, "platform");
  const std::string platform(said.empty() ? "unknown" : said);
  return {"command not declared by node",
          head + "the node (platform: " + platform + ") does not support " + quoted(command)};
}

bool is_private(std::string_view command) {
  static const Names kPrivate = {"worker.bundle.install.v1",
                                 "worker.launch.v1",
                                 "worker.status.v1",
                                 "worker.cancel.v1",
                                 "worker.environment.stop.v1",
                                 "worker.workspace.exec.v1",
                                 "worker.workspace.prepare.v1",
                                 "worker.workspace.retain.v1",
                                 "worker.desktop.stream.v1",
                                 "worker.desktop.launch.v1",
                                 "worker.desktop.computer.v1",
                                 "worker.portal.stream.v1"};
  return contains(kPrivate, command);
}

Names approve_scopes(const Names& commands) {
  if (commands.empty()) return {"operator.pairing"};
  const bool admin = std::any_of(commands.begin(), commands.end(), [](const std::string& one) {
    return is_admin_only(one) || is_system_run(one) || is_exec_approvals(one);
  });
  return {"operator.pairing", admin ? "operator.admin" : "operator.write"};
}

}  // namespace nodes
