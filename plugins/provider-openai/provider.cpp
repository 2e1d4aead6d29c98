// SPDX-License-Identifier: MIT
// provider-openai: models behind the streaming chat completions of OpenAI, and of the many servers
// that speak the same.
#include <openclaw/iface/http-client.h>
#include <openclaw/iface/model-provider.h>

#include <cerrno>
#include <cstdlib>
#include <map>
#include <memory>
#include <openclaw/plugin.hpp>
#include <string>

#include "chat_request.hpp"
#include "completion.hpp"
#include "settings.hpp"

namespace openai {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

class Provider final : public oc::Plugin, public CompletionMediator {
 public:
  explicit Provider(oc::Host h) : Plugin(h), settings_(read_settings(h.config(), environment)) {}

  int start() override {
    client_ = host.find(OC_HTTP_CLIENT);
    return 0;
  }

  void stop(oc::Stopping) override {
    sweep_.reset();
    leaving_.clear();
    running_.clear();
  }

  int begin(const oc_model_request& request, const oc_model_sink& sink, void* arg,
            oc_completion** out) {
    if (request.size < sizeof request || sink.size < sizeof sink || !out) return -EINVAL;
    std::string body = chat_body({oc::view(request.model), oc::view(request.messages_json),
                                  oc::view(request.tools_json), oc::view(request.thinking)});
    auto completion = std::make_unique<oc_completion>(host, *this, settings_, std::move(body),
                                                      oc_completion::Listener{sink, arg});
    *out = completion.get();
    completion->begin();
    running_[*out] = std::move(completion);
    return 0;
  }

  void abort(oc_completion* completion) { running_.erase(completion); }
  [[nodiscard]] oc_str models() const { return oc::str(settings_.models_json); }

  // CompletionMediator
  const oc_http_client* http(void** state) override {
    *state = client_.state;
    return static_cast<const oc_http_client*>(client_.ops);
  }
  // It may be at work: it stays whole until the loop's next turn.
  void over(oc_completion* completion) override {
    const auto node = running_.extract(completion);
    if (node.empty()) return;
    leaving_.push_back(std::move(node.mapped()));
    sweep_ = host.after(0, [this] { leaving_.clear(); });
  }

 private:
  const Settings settings_;
  oc_iface client_{nullptr, nullptr};
  std::map<oc_completion*, std::unique_ptr<oc_completion>> running_;
  std::vector<std::unique_ptr<oc_completion>> leaving_;
  oc::Sub sweep_;
};

Provider& self(void* state) { return *static_cast<Provider*>(static_cast<oc::Plugin*>(state)); }

oc_str models(void* state) { return self(state).models(); }

int begin(void* state, const oc_model_request* request, const oc_model_sink* sink, void* arg,
          oc_completion** out) {
  if (!request || !sink) return -EINVAL;
  Provider& provider = self(state);
  return provider.host.guard([&] { return provider.begin(*request, *sink, arg, out); });
}

void abort_completion(void* state, oc_completion* completion) { self(state).abort(completion); }

constexpr oc_model_provider kProvider = {sizeof(oc_model_provider), "openai", models, begin,
                                         abort_completion,          nullptr};
constexpr oc_service kServices[] = {{OC_MODEL_PROVIDER, &kProvider}, {nullptr, nullptr}};
constexpr const char* kAfter[] = {"http-client", nullptr};

constexpr const char* kConfigSchema = R"({"type":"object","additionalProperties":false,
  "properties":{
    "baseUrl":{"type":"string","pattern":"^https?://.+"},
    "apiKey":{"anyOf":[{"type":"string"},{"type":"object","required":["source","id"],
      "properties":{"source":{"enum":["env"]},"provider":{"type":"string"},
        "id":{"type":"string","pattern":"^[A-Z][A-Z0-9_]{0,127}$"}}}]},
    "headers":{"type":"object","additionalProperties":{"type":"string"}},
    "models":{"type":"array","items":{"type":"object","required":["id"],"properties":{
      "id":{"type":"string","minLength":1},"name":{"type":"string"},
      "contextWindow":{"type":"integer","minimum":1},"reasoning":{"type":"boolean"}}}},
    "connectTimeoutMs":{"type":"integer","minimum":1,"maximum":86400000},
    "firstByteTimeoutMs":{"type":"integer","minimum":1,"maximum":86400000},
    "idleTimeoutMs":{"type":"integer","minimum":1,"maximum":86400000},
    "timeoutMs":{"type":"integer","minimum":1,"maximum":86400000},
    "retries":{"type":"integer","minimum":0,"maximum":10}}})";

}  // namespace
}  // namespace openai

OC_PLUGIN(openai::Provider, "provider-openai", "1.0",
          "Models that speak OpenAI's chat completions, streamed", openai::kServices,
          openai::kAfter, openai::kConfigSchema)
