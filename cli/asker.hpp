// SPDX-License-Identifier: MIT
// The connection of one command that asks the gateway several things.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/session.hpp"

namespace openclaw::cli {

// {"key":"value"}
std::string one_param(const char* key, std::string_view value);

// Errors are for the operator.
class Asker {
 public:
  static Result<Asker> open(const Arguments& arguments, const std::vector<std::string>& scopes);
  static Result<Asker> open(const Arguments& arguments, const std::vector<std::string>& scopes,
                            Deadline deadline);
  Asker(Asker&&) = default;
  Asker& operator=(Asker&&) = default;
  ~Asker();

  // The payload as text, or parsed. The deadline is that of the command.
  Result<std::string> ask(const char* method, const std::string& params);
  Result<JsonTree> ask_tree(const char* method, const std::string& params);
  // The outcome behind an interim answer.
  Result<JsonTree> ask_final(const char* method, const std::string& params);

 private:
  Asker(std::unique_ptr<GatewayClient> client, Deadline deadline)
      : client_(std::move(client)), deadline_(deadline) {}
  Result<std::string> ask(const char* method, const std::string& params, bool final);

  std::unique_ptr<GatewayClient> client_;
  Deadline deadline_;
};

}  // namespace openclaw::cli
