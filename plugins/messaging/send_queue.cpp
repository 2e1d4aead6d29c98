// SPDX-License-Identifier: MIT
#include "send_queue.hpp"

#include <openclaw/json.hpp>
#include <openclaw/text.hpp>
#include <utility>

namespace messaging {
namespace {

SentMessage read_message(std::string_view params) {
  const oc::Json in = oc::parse(params);
  SentMessage message;
  message.key = canonical_key(oc::text(in.get(), "sessionKey"), oc::text(in.get(), "agentId"));
  message.run.run_id = oc::text(in.get(), "idempotencyKey");
  message.run.text = oc::text(in.get(), "message");
  message.thinking = oc::text(in.get(), "thinking");
  return message;
}

}  // namespace

void SendQueue::put(oc::Request request, std::string_view params) {
  const bool large = params.size() > oc::kMuchText;
  if (!large && asked_.empty()) return take_(std::move(request), read_message(params));
  auto asked = std::make_shared<Asked>();
  asked->request = std::move(request);
  asked_.push_back(asked);
  if (!large) {
    asked->message = read_message(params);
    asked->read = true;
    return;
  }
  asked->params = params;
  const int err = host_.work(
      [asked] {
        asked->message = read_message(asked->params);
        asked->message.run.text_json = oc::quoted(asked->message.run.text);
        asked->params = std::string();
      },
      [this, asked] {
        asked->read = true;
        hand_on();
      });
  if (err < 0) std::erase(asked_, asked);
}

void SendQueue::hand_on() {
  while (!asked_.empty() && asked_.front()->read) {
    const std::shared_ptr<Asked> next = std::move(asked_.front());
    asked_.pop_front();
    take_(std::move(next->request), std::move(next->message));
  }
}

void SendQueue::close() {
  for (const auto& asked : std::exchange(asked_, {})) {
    asked->request.fail("UNAVAILABLE", "the gateway is stopping");
  }
}

}  // namespace messaging
