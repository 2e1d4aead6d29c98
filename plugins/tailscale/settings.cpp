// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <openclaw/json.hpp>

namespace tailscale {
namespace {

Mode parse_mode(std::string_view word) {
  if (word == "serve") return Mode::serve;
  return word == "funnel" ? Mode::funnel : Mode::off;
}

}  // namespace

std::string_view mode_name(Mode mode) {
  if (mode == Mode::serve) return "serve";
  return mode == Mode::funnel ? "funnel" : "off";
}

Settings read_settings(std::string_view tailscale, std::string_view allow, std::string_view auth,
                       std::string_view own, std::string_view program) {
  Settings out;
  const oc::Json tree = oc::parse(tailscale);
  out.mode = parse_mode(oc::text(tree.get(), "mode"));
  out.leave_at_exit = !oc::flag(tree.get(), "resetOnExit", true);
  out.preserve_funnel = oc::flag(tree.get(), "preserveFunnel", false);
  const bool is_secret_enough = auth != "\"password\"" && auth != "\"trusted-proxy\"";
  out.allow_identity = out.mode == Mode::serve && is_secret_enough;
  if (!allow.empty()) out.allow_identity = allow == "true";
  out.is_allowed_in_words = allow == "true";
  const oc::Json mine = oc::parse(own);
  if (!program.empty()) out.program = program;
  out.program = oc::text(mine.get(), "binary", out.program);
  return out;
}

}  // namespace tailscale
