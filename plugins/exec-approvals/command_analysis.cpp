// SPDX-License-Identifier: MIT
#include "command_analysis.hpp"

#include <algorithm>
#include <openclaw/json.hpp>
#include <set>
#include <utility>

#include "command_risks.hpp"
#include "display_text.hpp"
#include "run_plan.hpp"
#include "shell_reader.hpp"

namespace approvals {
namespace {

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

CommandAnalysis summary(std::size_t commands, std::size_t nested, const std::vector<Risk>& risks) {
  CommandAnalysis out;
  out.commands = commands;
  out.nested = nested;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Risk& risk : risks) {
    if (!seen.emplace(risk.kind, risk.label).second) continue;
    add_once(out.risks, risk.kind);
    const std::string label = risk.label.empty() ? "" : ": " + risk.label;
    add_once(out.warnings, display_prose("Contains " + risk.kind + label).text);
  }
  return out;
}

}  // namespace

CommandAnalysis analyse_shell(std::string_view command) {
  const ShellReading reading = read_shell(command);
  return summary(reading.commands, reading.nested, reading.risks);
}

CommandAnalysis analyse_argv(const std::vector<std::string>& argv) {
  return summary(1, 0, risks_of(argv));
}

std::string analysis_json(const CommandAnalysis& analysis) {
  oc::Object out;
  out.add("commandCount", static_cast<std::uint64_t>(analysis.commands));
  out.add("nestedCommandCount", static_cast<std::uint64_t>(analysis.nested));
  out.raw("riskKinds", texts_json(analysis.risks));
  return out.raw("warningLines", texts_json(analysis.warnings)).take();
}

}  // namespace approvals
