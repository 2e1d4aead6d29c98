// SPDX-License-Identifier: MIT
// The lines that the log has of frames: of requests that failed or were slow, or, when verbose, of
// all. Nothing of what a frame carries but names, errors and ids.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/error.hpp"

namespace openclaw {

enum class WsLogStyle { automatic, full, compact };
// "auto", "full", "compact".
std::optional<WsLogStyle> parse_ws_log_style(std::string_view name);

class WsLog {
 public:
  explicit WsLog(WsLogStyle style = WsLogStyle::automatic, bool verbose = false)
      : full_(verbose && style == WsLogStyle::full), verbose_(verbose) {}

  // `raw_id` is JSON text. A request that the compact style tells with its answer is none of its
  // own.
  void request(std::string_view method, std::string_view raw_id, std::string_view connection) const;
  // `error` is nullptr when it went well.
  void answer(std::string_view method, std::string_view raw_id, std::string_view connection,
              std::uint64_t took_us, const Error* error) const;
  void hello(std::string_view client, std::string_view mode, std::string_view connection) const;
  void event(std::string_view name, std::size_t receivers) const;
  void broken_frame(std::string_view problem, std::string_view connection) const;
  [[nodiscard]] bool verbose() const { return verbose_; }

 private:
  bool full_;
  bool verbose_;
};

}  // namespace openclaw
