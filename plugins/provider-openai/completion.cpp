// SPDX-License-Identifier: MIT
#include "completion.hpp"

#include <strings.h>

#include <algorithm>
#include <utility>
#include <vector>

using openai::Failure;
using openai::Piece;

namespace {

constexpr std::size_t kMostEvent = 8 << 20;
constexpr std::size_t kMostRefusal = 64 << 10;
constexpr std::uint64_t kFirstPauseMs = 500;
constexpr std::uint64_t kLongestPauseMs = 60'000;
// How long a connection may take to end behind the last word; one that does can be used again.
constexpr std::uint64_t kLastWordsMs = 2'000;

oc_completion& completion_of(void* arg) { return *static_cast<oc_completion*>(arg); }

std::string_view header_of(const oc_fetch_head& head, const char* name) {
  for (std::size_t i = 0; i < head.header_count; ++i) {
    const std::string_view found = oc::view(head.headers[i].name);
    const std::string_view wanted = name;
    if (found.size() == wanted.size() && strncasecmp(found.data(), name, found.size()) == 0) {
      return oc::view(head.headers[i].value);
    }
  }
  return {};
}

}  // namespace

oc_completion::oc_completion(oc::Host host, openai::CompletionMediator& mediator,
                             const openai::Settings& settings, Question question, Listener listener)
    : host_(host),
      mediator_(mediator),
      settings_(settings),
      secrets_(settings),
      question_(std::move(question)),
      listener_(listener),
      deadline_ms_(host.now_ms() + settings.total_ms),
      parser_(kMostEvent),
      stream_(secrets_),
      alive_(std::make_shared<int>(0)) {}

oc_completion::~oc_completion() {
  if (!fetch_) return;
  void* state = nullptr;
  const oc_http_client* client = mediator_.http(&state);
  if (client) client->abort(state, fetch_);
}

// False when the sink has ended this completion: then nothing of it may be touched.
template <class F>
bool oc_completion::tell(F call) {
  const std::weak_ptr<int> alive = alive_;
  call(listener_.sink, listener_.arg);
  return !alive.expired();
}

void oc_completion::begin() {
  timer_ = host_.after(0, [this] { attempt(); });
}

void oc_completion::attempt() {
  void* state = nullptr;
  const oc_http_client* client = mediator_.http(&state);
  if (!settings_.problem.empty()) return fail({settings_.problem, "auth", false, -1});
  if (!question_.problem.empty()) return fail({question_.problem, "format", false, -1});
  if (!client) return fail({"the plugin \"http-client\" is needed and not there"});
  const std::uint64_t now = host_.now_ms();
  if (now >= deadline_ms_) return fail({"no answer in the time allowed", "timeout", true, -1});
  ++attempts_;
  status_ = 0;
  retry_after_.clear();
  refusal_.clear();
  parser_ = openai::SseParser(kMostEvent);
  stream_ = openai::ChatStream(secrets_);
  streaming_ = false;
  if (fetch(*client, state, static_cast<std::uint32_t>(deadline_ms_ - now)) < 0) {
    fail({"the request cannot be sent; check baseUrl and headers of the provider", "format"});
  }
}

int oc_completion::fetch(const oc_http_client& client, void* state, std::uint32_t total_ms) {
  static constexpr oc_fetch_sink kSink = {
      sizeof(oc_fetch_sink),
      [](void* arg, const oc_fetch_head* head) { completion_of(arg).on_head(*head); },
      [](void* arg, oc_str piece) { completion_of(arg).on_body(oc::view(piece)); },
      [](void* arg) { completion_of(arg).on_done(); },
      [](void* arg, const oc_fetch_failure* failure) { completion_of(arg).on_failed(*failure); }};
  const std::string url = settings_.base_url + "/chat/completions";
  const std::string bearer = "Bearer " + settings_.api_key;
  std::vector<oc_fetch_header> headers = {
      {oc::str("Content-Type"), oc::str("application/json")},
      {oc::str("Accept"), oc::str("text/event-stream")},
  };
  bool authorised = settings_.api_key.empty();
  for (const auto& [name, value] : settings_.headers) {
    authorised = authorised || strcasecmp(name.c_str(), "Authorization") == 0;
    headers.push_back({oc::str(name), oc::str(value)});
  }
  if (!authorised) headers.push_back({oc::str("Authorization"), oc::str(bearer)});
  oc_fetch_request request{};
  request.size = sizeof request;
  request.method = oc::str("POST");
  request.url = oc::str(url);
  request.headers = headers.data();
  request.header_count = headers.size();
  request.body = oc::str(question_.body);
  request.connect_ms = settings_.connect_ms;
  request.first_byte_ms = settings_.first_byte_ms;
  request.idle_ms = settings_.idle_ms;
  request.total_ms = total_ms;
  return client.start(state, &request, &kSink, this, &fetch_);
}

void oc_completion::on_head(const oc_fetch_head& head) {
  status_ = head.status;
  retry_after_ = header_of(head, "Retry-After");
  event_stream_ = header_of(head, "Content-Type").substr(0, 17) == "text/event-stream";
}

void oc_completion::on_body(std::string_view piece) {
  if (ended_) return;
  const bool good = status_ >= 200 && status_ < 300;
  if (!streaming_) {
    refusal_ += piece.substr(0, kMostRefusal - std::min(refusal_.size(), kMostRefusal));
  }
  if (!good) return;
  answered_ = true;
  for (const openai::SseEvent& event : parser_.feed(piece)) {
    streaming_ = true;
    if (stream_.closed()) break;
    if (event.name != "error" && stream_.take(event.data)) continue;
    const Failure why =
        event.name == "error" ? openai::reported(event.data, 0, secrets_) : stream_.failure();
    if (give_pieces()) fail(why);
    return;
  }
  if (!give_pieces()) return;
  if (parser_.overflowed()) return fail({"the provider sent an event beyond 8 MB", "format"});
  if (stream_.closed()) conclude();
}

bool oc_completion::give_pieces() {
  for (const Piece& piece : stream_.take_pieces()) {
    const bool spoken = piece.kind == Piece::Kind::kText;
    const bool alive = tell([&](const oc_model_sink& sink, void* arg) {
      const auto say = spoken ? sink.text : sink.thinking;
      if (say) say(arg, oc::str(piece.text));
    });
    if (!alive) return false;
  }
  return true;
}

bool oc_completion::give_tool_calls() {
  const std::vector<openai::ToolCall> calls = stream_.tool_calls();
  for (const openai::ToolCall& call : calls) {
    const bool alive = tell([&](const oc_model_sink& sink, void* arg) {
      if (!sink.tool_call) return;
      sink.tool_call(arg, oc::str(call.id), oc::str(call.name), oc::str(call.arguments));
    });
    if (!alive) return false;
  }
  return true;
}

// The answer is whole. The connection is let go by itself, so that the next request finds it.
void oc_completion::conclude() {
  if (!stream_.finish()) return missed(stream_.failure());
  if (!give_tool_calls()) return;
  ended_ = true;
  oc_model_usage usage{};
  usage.size = sizeof usage;
  usage.input = stream_.usage().input;
  usage.output = stream_.usage().output;
  usage.cache_read = stream_.usage().cache_read;
  const Listener listener = listener_;
  const char* const reason = stream_.stop_reason();
  if (fetch_) {
    timer_ = host_.after(kLastWordsMs, [this] { mediator_.over(this); });
  } else {
    mediator_.over(this);
  }
  listener.sink.done(listener.arg, reason, &usage);
}

void oc_completion::on_done() {
  fetch_ = nullptr;
  if (ended_) return mediator_.over(this);
  if (status_ < 200 || status_ >= 300) return missed(refusal());
  if (streaming_ || event_stream_) return conclude();
  if (refusal_.empty()) return missed({"the provider's answer is empty", "unknown", true});
  fail({"the answer is no event stream; does baseUrl point to the right place?", "format"});
}

void oc_completion::on_failed(const oc_fetch_failure& failure) {
  fetch_ = nullptr;
  if (ended_) return mediator_.over(this);
  // Some servers break off behind a refusal, or behind the last word.
  if (status_ >= 300) return missed(refusal());
  if (stream_.complete()) return conclude();
  missed(openai::lost(failure.kind, oc::view(failure.message)));
}

Failure oc_completion::refusal() const {
  return openai::refused(status_, refusal_, retry_after_, host_.wall_ms() / 1000, secrets_);
}

void oc_completion::missed(const Failure& failure) {
  if (!again(failure)) fail(failure);
}

// True when it will be asked again.
bool oc_completion::again(const Failure& failure) {
  if (!failure.retryable || answered_ || attempts_ > settings_.retries) return false;
  const std::uint64_t usual = kFirstPauseMs << std::min(attempts_ - 1, 6);
  const bool told = failure.retry_after_ms >= 0;
  const std::uint64_t pause = told ? static_cast<std::uint64_t>(failure.retry_after_ms) : usual;
  if (pause > kLongestPauseMs || host_.now_ms() + pause >= deadline_ms_) return false;
  host_.log(OC_LOG_WARN,
            for_people(failure) + "; trying again in " + std::to_string(pause) + " ms");
  timer_ = host_.after(pause, [this] { attempt(); });
  return true;
}

void oc_completion::fail(const Failure& failure) {
  ended_ = true;
  const std::string message = for_people(failure);
  host_.log(OC_LOG_WARN, message);
  const Listener listener = listener_;
  oc_model_failure out{};
  out.size = sizeof out;
  out.message = oc::str(message);
  out.kind = failure.kind;
  out.retryable = failure.retryable ? 1 : 0;
  mediator_.over(this);
  listener.sink.failed(listener.arg, &out);
}

std::string oc_completion::for_people(const Failure& failure) const {
  std::string text = settings_.id + ": " + failure.message;
  if (failure.retry_after_ms > 0) {
    text += " (the provider asks to wait " + std::to_string((failure.retry_after_ms + 999) / 1000) +
            " s)";
  }
  // Some servers say back what they were given, and libcurl names what it could not send.
  return secrets_.masked(text);
}
