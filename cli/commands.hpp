// SPDX-License-Identifier: MIT
// The commands of the program. Each is in a file of its own.
#pragma once
#include "cli/command.hpp"

namespace openclaw::cli {

Command root_command();
Command agent_command();
Command approvals_command();
Command channels_command();
Command completion_command();
Command config_command();
Command cron_command();
Command devices_command();
Command gateway_command();
Command gateway_run_command();
Command gateway_call_command();
Command gateway_discover_command();
Command gateway_health_command();
Command gateway_probe_command();
Command gateway_status_command();
Command logs_command();
Command models_command();
Command nodes_command();
Command plugins_command();
Command qr_command();
Command status_command();
Command system_command();

}  // namespace openclaw::cli
