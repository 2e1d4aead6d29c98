// SPDX-License-Identifier: MIT
// What `logging` of the configuration and the environment say of the log.
#pragma once
#include "core/config/config.hpp"
#include "core/error.hpp"
#include "core/log/writer.hpp"
#include "core/settings.hpp"

namespace openclaw {

// OPENCLAW_LOG_LEVEL before the configuration; `verbose` opens the console to debug. The secret in
// `settings` never stands in a line. The error names the key and what may stand there.
Result<LogSettings> settle_log(const Config& config, const Settings& settings, bool verbose,
                               const Environment& environment, const std::string& state_dir);

// The file that a gateway with this configuration has written last, as far as the environment of
// this process tells; empty when there is none by day.
std::string log_file_of(const Config& config);

}  // namespace openclaw
