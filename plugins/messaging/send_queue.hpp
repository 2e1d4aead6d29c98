// SPDX-License-Identifier: MIT
// Reads the parameters of chat.send, large ones on the thread pool, and hands the messages on in
// the order in which they came.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <openclaw/plugin.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "journal.hpp"
#include "session_key.hpp"

namespace messaging {

struct SentMessage {
  std::optional<SessionKey> key;  // none: the client's key names no session
  Run run;                        // its id and its text
  std::string thinking;
};

class SendQueue {
 public:
  using Take = std::function<void(oc::Request, SentMessage)>;
  SendQueue(oc::Host host, Take take) : host_(host), take_(std::move(take)) {}
  void put(oc::Request request, std::string_view params);
  // Refuses what waits.
  void close();

 private:
  struct Asked {
    oc::Request request;
    std::string params;
    SentMessage message;
    bool read = false;
  };
  void hand_on();

  oc::Host host_;
  Take take_;
  std::deque<std::shared_ptr<Asked>> asked_;
};

}  // namespace messaging
