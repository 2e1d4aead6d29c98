// SPDX-License-Identifier: MIT
#include "cli/log_source.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

#include "cli/scopes.hpp"
#include "cli/session.hpp"
#include "core/log/settings.hpp"
#include "core/log/tail.hpp"

namespace openclaw::cli {
namespace {

Deadline in_ms(std::int64_t ms) { return Clock::now() + std::chrono::milliseconds(ms); }

class AskedGateway final : public LogSource {
 public:
  AskedGateway(std::unique_ptr<GatewayClient> client, const LogQuestion& question)
      : client_(std::move(client)), question_(question) {}
  ~AskedGateway() override { client_->close(); }
  AskedGateway(const AskedGateway&) = delete;
  AskedGateway& operator=(const AskedGateway&) = delete;

  Result<std::string> tail(std::int64_t cursor) override {
    JsonWriter w;
    w.object();
    if (cursor >= 0) w.key("cursor").value(cursor);
    w.key("limit").value(question_.limit).key("maxBytes").value(question_.max_bytes).end();
    auto answer = client_->call("logs.tail", w.str(), false, in_ms(question_.timeout_ms));
    if (!answer) return answer.error();
    if (!answer->ok) return answer->error;
    return answer->payload.empty() ? "{}" : std::move(answer->payload);
  }

  // Events go by meanwhile.
  Status pause(std::int64_t ms) override {
    const Deadline end = in_ms(ms);
    ServerFrame frame;
    while (Clock::now() < end) {
      const auto got = client_->next(frame, end);
      if (!got && Clock::now() < end) return got.error();
    }
    return Done{};
  }

  [[nodiscard]] std::string note() const override { return {}; }

 private:
  std::unique_ptr<GatewayClient> client_;
  const LogQuestion question_;
};

class ReadFile final : public LogSource {
 public:
  ReadFile(std::string path, const LogQuestion& question)
      : path_(std::move(path)), question_(question) {}

  Result<std::string> tail(std::int64_t cursor) override {
    TailRequest request;
    if (cursor >= 0) request.cursor = static_cast<std::uint64_t>(cursor);
    request.limit = static_cast<std::size_t>(question_.limit);
    request.max_bytes = static_cast<std::size_t>(question_.max_bytes);
    return tail_json(path_, request);
  }

  Status pause(std::int64_t ms) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    return Done{};
  }

  [[nodiscard]] std::string note() const override {
    return "Gateway not reachable; reading its log file.";
  }

 private:
  const std::string path_;
  const LogQuestion question_;
};

bool on_this_machine(const Target& target) { return is_here(target) && target.source != "--url"; }

}  // namespace

Result<std::unique_ptr<LogSource>> open_log_source(const Arguments& arguments,
                                                   const LogQuestion& question) {
  const auto config = load_config();
  if (!config) return config.error();
  const auto target = find_target(arguments, *config);
  if (!target) return target.error();
  auto client =
      GatewayClient::connect(*target, {Mode::command, {scope::kRead}}, in_ms(question.timeout_ms));
  if (client) {
    return std::unique_ptr<LogSource>(std::make_unique<AskedGateway>(std::move(*client), question));
  }
  const bool silent = client.error().message.starts_with("connect ECONNREFUSED");
  const std::string path = silent && on_this_machine(*target) ? log_file_of(*config) : "";
  if (path.empty() || ::access(path.c_str(), R_OK) != 0) return client.error();
  return std::unique_ptr<LogSource>(std::make_unique<ReadFile>(path, question));
}

}  // namespace openclaw::cli
