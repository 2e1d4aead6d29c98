// SPDX-License-Identifier: MIT
// A plugin of the tests: asks a model or fetches a page as the params say, and answers with all
// that its sink was told, in order.
#include <openclaw/iface/http-client.h>
#include <openclaw/iface/model-provider.h>

#include <chrono>
#include <memory>
#include <openclaw/json.hpp>
#include <openclaw/plugin.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

// What a sink was told: an array of [what, text...].
struct Asked {
  oc::Request request;
  std::string told = "[";
  std::size_t bytes = 0;
  std::size_t abort_after = 0;  // bytes; 0: never
  oc_fetch* fetch = nullptr;
  const oc_http_client* client = nullptr;
  void* client_state = nullptr;
  std::chrono::milliseconds nap{0};  // at the first piece

  void tell(std::string_view what, std::string_view first = {}, std::string_view second = {},
            std::string_view third = {}) {
    told += told.size() > 1 ? ",[" : "[";
    oc::append_quoted(told, what);
    for (const std::string_view part : {first, second, third}) {
      if (part.empty()) continue;
      told += ',';
      oc::append_quoted(told, part);
    }
    told += ']';
  }
  void answer() { request.reply(told + ']'); }
};

Asked& asked(void* arg) { return *static_cast<Asked*>(arg); }

std::string printed(const cJSON* tree) {
  char* text = cJSON_PrintUnformatted(tree);
  std::string out = text ? text : "";
  cJSON_free(text);
  return out;
}

constexpr oc_model_sink kModelSink = {
    sizeof(oc_model_sink),
    [](void* arg, oc_str delta) { asked(arg).tell("text", oc::view(delta)); },
    [](void* arg, oc_str delta) { asked(arg).tell("thinking", oc::view(delta)); },
    [](void* arg, oc_str id, oc_str name, oc_str arguments) {
      asked(arg).tell("tool", oc::view(id), oc::view(name), oc::view(arguments));
    },
    [](void* arg, const char* reason, const oc_model_usage* usage) {
      asked(arg).tell("done", reason, std::to_string(usage->input), std::to_string(usage->output));
      asked(arg).answer();
    },
    [](void* arg, const oc_model_failure* failure) {
      asked(arg).tell("failed", failure->kind, oc::view(failure->message),
                      failure->retryable ? "retryable" : "final");
      asked(arg).answer();
    }};

void on_head(void* arg, const oc_fetch_head* head) {
  asked(arg).tell("head", std::to_string(head->status));
  for (std::size_t i = 0; i < head->header_count; ++i) {
    const oc_fetch_header& header = head->headers[i];
    asked(arg).tell("header", oc::view(header.name), oc::view(header.value));
  }
}

void on_body(void* arg, oc_str piece) {
  Asked& all = asked(arg);
  // A reader that is behind; it holds the loop, which no plugin but this one may do.
  std::this_thread::sleep_for(std::exchange(all.nap, {}));
  all.bytes += piece.n;
  if (all.abort_after == 0 || all.bytes < all.abort_after) return;
  all.client->abort(all.client_state, all.fetch);
  all.tell("aborted");
  all.answer();
}

constexpr oc_fetch_sink kFetchSink = {sizeof(oc_fetch_sink), on_head, on_body,
                                      [](void* arg) {
                                        asked(arg).tell("done", std::to_string(asked(arg).bytes));
                                        asked(arg).answer();
                                      },
                                      [](void* arg, const oc_fetch_failure* failure) {
                                        asked(arg).tell("failed", failure->kind,
                                                        oc::view(failure->message));
                                        asked(arg).answer();
                                      }};

class Asker final : public oc::Plugin {
 public:
  using Plugin::Plugin;

  void complete(oc::Request request, std::string_view params) {
    const oc::Json in = oc::parse(params);
    const oc_iface found = model();
    const auto* ops = static_cast<const oc_model_provider*>(found.ops);
    const std::string messages = printed(oc::get(in.get(), "messages"));
    const std::string tools = printed(oc::get(in.get(), "tools"));
    oc_model_request order{};
    order.size = sizeof order;
    order.model = oc::str("gpt-test");
    order.messages_json = oc::str(messages);
    if (oc::get(in.get(), "tools")) order.tools_json = oc::str(tools);
    order.thinking = oc::str(oc::text(in.get(), "thinking"));
    Asked& mine = remember(std::move(request));
    oc_completion* completion = nullptr;
    const int err = ops->start(found.state, &order, &kModelSink, &mine, &completion);
    if (err < 0) mine.request.fail("UNAVAILABLE", "start: " + std::to_string(err));
  }

  void fetch(oc::Request request, std::string_view params) {
    const oc::Json in = oc::parse(params);
    const oc_iface found = host.find(OC_HTTP_CLIENT);
    std::vector<oc_fetch_header> headers;
    const cJSON* header = nullptr;
    cJSON_ArrayForEach(header, oc::get(in.get(), "headers")) {
      headers.push_back({oc::str(header->string), oc::str(header->valuestring)});
    }
    oc_fetch_request order{};
    order.size = sizeof order;
    order.flags = oc::flag(in.get(), "follow", false) ? OC_FETCH_FOLLOW : 0;
    order.method = oc::str(oc::text(in.get(), "method"));
    order.url = oc::str(oc::text(in.get(), "url"));
    order.body = oc::str(oc::text(in.get(), "body"));
    order.headers = headers.data();
    order.header_count = headers.size();
    const auto limit = [&in](const char* key) {
      return static_cast<std::uint32_t>(oc::integer(in.get(), key, 0));
    };
    order.connect_ms = limit("connectMs");
    order.first_byte_ms = limit("firstByteMs");
    order.idle_ms = limit("idleMs");
    order.total_ms = limit("totalMs");
    Asked& mine = remember(std::move(request));
    mine.abort_after = limit("abortAfter");
    mine.nap = std::chrono::milliseconds(limit("napMs"));
    mine.client = static_cast<const oc_http_client*>(found.ops);
    mine.client_state = found.state;
    const int err = mine.client->start(found.state, &order, &kFetchSink, &mine, &mine.fetch);
    if (err < 0) mine.request.fail("UNAVAILABLE", "start: " + std::to_string(err));
  }

 private:
  Asked& remember(oc::Request request) {
    asked_.push_back(std::make_unique<Asked>());
    asked_.back()->request = std::move(request);
    return *asked_.back();
  }

  oc_iface model() {
    oc_iface found{nullptr, nullptr};
    host.raw()->each(
        host.self(), OC_MODEL_PROVIDER,
        [](void* arg, const char* id, oc_iface candidate) {
          if (std::string_view(id) == "provider-openai") *static_cast<oc_iface*>(arg) = candidate;
        },
        &found);
    return found;
  }

  std::vector<std::unique_ptr<Asked>> asked_;
};

constexpr const char* kAny = R"({"type":"object"})";
constexpr oc_method kMethods[] = {
    {"asker.complete", "operator", "operator.write", 0, kAny, oc::handler<&Asker::complete>,
     nullptr},
    {"asker.fetch", "operator", "operator.write", 0, kAny, oc::handler<&Asker::fetch>, nullptr}};
constexpr oc_methods kTable = {sizeof(oc_methods), sizeof(oc_method), kMethods, 2};
constexpr oc_service kServices[] = {{OC_METHODS, &kTable}, {nullptr, nullptr}};

}  // namespace

OC_PLUGIN(Asker, "asker", "1.0", "Asks what a test wants asked", kServices, nullptr, nullptr)
