// SPDX-License-Identifier: MIT
#include "heartbeat.hpp"

#include <openclaw/json.hpp>
#include <openclaw/text.hpp>

#include "tables.hpp"

namespace cron {
namespace {

constexpr std::int64_t kMostEvents = 20;
constexpr std::size_t kPreviewBytes = 200;
// After a start, until the agent has taken up what it had begun.
constexpr std::uint64_t kResumeMs = 1000;
constexpr std::uint64_t kRetryMs = 60'000;

// The text of the agent's answer.
std::string reply_of(oc_str payload) {
  const oc::Json tree = oc::parse(oc::view(payload));
  const cJSON* first = cJSON_GetArrayItem(oc::get(oc::get(tree.get(), "result"), "payloads"), 0);
  return std::string(oc::text(first, "text"));
}

}  // namespace

void Heartbeat::load() {
  store_.read(kSelectEvents, {}, [this](int err, const oc::Rows& events) {
    if (err != 0) return host_.failed("its tables cannot be read; the lines before this say why");
    if (show(events) && !stopped_) resume_ = host_.after(kResumeMs, [this] { beat(); });
  });
}

void Heartbeat::show_again(std::function<void()> shown) {
  store_.read(kSelectEvents, {}, [this, shown = std::move(shown)](int err, const oc::Rows& events) {
    if (err == 0) show(events);
    shown();
  });
}

bool Heartbeat::show(const oc::Rows& events) {
  bool handed = false;
  std::string texts = "[";
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i > 0) texts += ',';
    texts += oc::quoted(events.text(i, 0));
    handed = handed || events.integer(i, 1) != 0;
  }
  host_.snapshot("status.queuedSystemEvents", texts + ']');
  return handed;
}

void Heartbeat::queue(std::string_view text, std::function<void(int)> done) {
  const std::vector<oc_value> event = {oc::value(text), oc::value(host_.wall_ms())};
  const std::vector<oc_value> most = {oc::value(kMostEvents)};
  store_.write({oc::statement(kInsertEvent, event), oc::statement(kDropOldEvents, most)},
               [this, done = std::move(done)](int err) {
                 if (err != 0) return done(err);
                 show_again([done] { done(0); });
               });
}

void Heartbeat::enable(bool on) {
  enabled_ = on;
  host_.snapshot("status.heartbeat", oc::Object()
                                         .add("defaultAgentId", "main")
                                         .raw("agents", "[" +
                                                            oc::Object()
                                                                .add("agentId", "main")
                                                                .add("enabled", on)
                                                                .add("every", "0m")
                                                                .add("everyMs", 0)
                                                                .take() +
                                                            "]")
                                         .take());
}

void Heartbeat::beat() {
  if (!enabled_ || stopped_) return;
  again_ = beating_;
  if (std::exchange(beating_, true)) return;
  began_ms_ = host_.wall_ms();
  store_.write({oc::statement(kHandOver, {})}, [this](int err) {
    if (err != 0) return put_off("the queue cannot be written");
    hand_over();
  });
}

void Heartbeat::hand_over() {
  store_.read(kSelectHanded, {}, [this](int err, const oc::Rows& events) {
    if (err != 0) return put_off("the queue cannot be read");
    if (events.size() == 0) return ended("skipped", "", "no-events");
    // These are of a beat that was cut off; what came since then is for the next.
    if (events.integer(0, 3) > 0) again_ = true;
    ask(events);
  });
}

// The run is named after the newest event, so that the same events are never answered twice.
void Heartbeat::ask(const oc::Rows& events) {
  std::string message;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (i > 0) message += '\n';
    message += "System: ";
    message += events.text(i, 0);
  }
  const std::size_t newest = events.size() - 1;
  const std::string run = "heartbeat-" + std::to_string(events.integer(newest, 1)) + '-' +
                          std::to_string(events.integer(newest, 2));
  const std::string params =
      oc::Object().add("message", message).add("agentId", "main").add("idempotencyKey", run).take();
  const auto done = [](void* arg, oc_str payload, const oc_error* error) {
    static_cast<Heartbeat*>(arg)->answered(payload, error);
  };
  const int err = host_.raw()->call(host_.self(), "agent", oc::str(params), done, this);
  if (err < 0) put_off("the agent cannot be asked");
}

void Heartbeat::answered(oc_str payload, const oc_error* error) {
  if (error == nullptr) {
    const std::string reply = reply_of(payload);
    return forget(reply.empty() ? "ok-empty" : "sent", std::string(oc::clip(reply, kPreviewBytes)),
                  "");
  }
  // A run that failed has its end; whoever could not be asked is asked again.
  const std::string reason(oc::view(error->message));
  if (error->payload_json.n > 0) return forget("failed", "", reason);
  put_off(reason);
}

void Heartbeat::forget(std::string_view status, const std::string& preview,
                       const std::string& reason) {
  store_.write({oc::statement(kDeleteHanded, {})},
               [this, status = std::string(status), preview, reason](int err) {
                 if (err != 0) return put_off("the queue cannot be written");
                 show_again([this, status, preview, reason] {
                   ended(status, preview, reason);
                   if (std::exchange(again_, false)) beat();
                 });
               });
}

void Heartbeat::stop() {
  stopped_ = true;
  resume_.reset();
}

void Heartbeat::put_off(std::string_view reason) {
  again_ = false;
  ended("failed", "", reason);
  if (!stopped_) resume_ = host_.after(kRetryMs, [this] { beat(); });
}

void Heartbeat::ended(std::string_view status, std::string_view preview, std::string_view reason) {
  const std::int64_t now = host_.wall_ms();
  oc::Object event;
  event.add("ts", now).add("status", status).add_some("preview", preview);
  event.add_some("reason", reason).add("hasMedia", false).add("durationMs", now - began_ms_);
  last_ = event.take();
  host_.publish("heartbeat", last_);
  beating_ = false;
}

}  // namespace cron
