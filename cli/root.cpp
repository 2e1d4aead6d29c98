// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

namespace openclaw::cli {

Command root_command() {
  Command command{"openclaw", "A gateway between chat channels, devices and AI agents"};
  command.options = {{"help", nullptr, "Show this help", 'h'},
                     {"version", nullptr, "Print the version", 'V'},
                     {"profile", "<name>", "Use the state directory ~/.openclaw-<name>"},
                     {"dev", nullptr, "Use the profile dev, with port 19001"},
                     {"no-color", nullptr, "Print without colors"}};
  Command health = gateway_health_command();
  command.commands = {
      gateway_command(),   agent_command(),  status_command(),   health,
      logs_command(),      config_command(), channels_command(), models_command(),
      cron_command(),      system_command(), devices_command(),  nodes_command(),
      approvals_command(), qr_command(),     plugins_command(),  completion_command()};
  return command;
}

Command gateway_command() {
  Command command = gateway_run_command();
  command.name = "gateway";
  command.summary = "Run the gateway, or ask a running one";
  command.detail =
      "Without a command it runs the gateway in the foreground, as `gateway run` does.";
  command.commands = {gateway_run_command(),  gateway_status_command(), gateway_health_command(),
                      gateway_call_command(), gateway_probe_command(),  gateway_discover_command()};
  return command;
}

}  // namespace openclaw::cli
