// SPDX-License-Identifier: MIT
// A connection to a gateway: the handshake, then requests and their answers.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/server_frame.hpp"
#include "cli/target.hpp"
#include "cli/tunnel.hpp"
#include "cli/ws_client.hpp"
#include "core/json/json.hpp"

namespace openclaw::cli {

enum class Mode {
  command,  // speaks protocol 4
  probe,    // looks whether a gateway answers; gets no scopes
};

struct Identity {
  Mode mode = Mode::command;
  std::vector<std::string> scopes;
};

// An answer to a request. An agent run has two: "accepted", then the outcome.
struct Answer {
  bool ok = false;
  std::string payload;  // JSON, may be empty
  Error error;          // when not ok
};

class GatewayClient {
 public:
  // Connects and shakes hands, through `tunnel` or, where the target asks for one, through a
  // tunnel of its own. Errors are for the operator and name the remedy; `ended` is how the other
  // end took its leave then, for which is waited a moment.
  static Result<std::unique_ptr<GatewayClient>> connect(const Target& target,
                                                        const Identity& identity, Deadline deadline,
                                                        std::shared_ptr<Tunnel> tunnel = nullptr,
                                                        Ended* ended = nullptr);

  // The payload of hello-ok.
  [[nodiscard]] const cJSON* hello() const { return hello_.get(); }

  // Sends a request and returns its id; `params` is JSON, empty: none.
  Result<std::string> send(std::string_view method, std::string_view params, Deadline deadline);
  // Sends a request and waits for its answer, or for the one behind "accepted".
  Result<Answer> call(std::string_view method, std::string_view params, bool final,
                      Deadline deadline);

  enum class Got { frame, interrupt };
  // The next frame; it borrows from this object until the next call. A lost connection and the
  // deadline are errors.
  Result<Got> next(ServerFrame& frame, Deadline deadline);
  Status catch_interrupts() { return socket_.catch_interrupts(); }
  void close() { socket_.close(); }
  [[nodiscard]] Ended ended() const { return socket_.ended(); }

 private:
  Status shake_hands(const Target& target, const Identity& identity, bool as_backend,
                     Deadline deadline);
  Status open(const Target& target, Deadline deadline);
  std::string lost();
  Ended await_end(Deadline deadline);

  std::shared_ptr<Tunnel> tunnel_;  // goes behind the socket that leads through it
  WsClient socket_;
  std::string message_;
  JsonTree hello_;
  int last_id_ = 0;
};

Answer read_answer(const ServerFrame& frame);

}  // namespace openclaw::cli
