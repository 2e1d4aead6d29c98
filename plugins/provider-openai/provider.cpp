// SPDX-License-Identifier: MIT
// provider-openai: models behind the streaming chat completions of OpenAI, and of the many servers
// that speak the same.
#include <openclaw/iface/http-client.h>
#include <openclaw/iface/model-provider.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <memory>
#include <openclaw/json.hpp>
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

constexpr const char* kReads[] = {"models.mode", "models.providers", nullptr};

class Provider final : public oc::Plugin, public CompletionMediator {
 public:
  explicit Provider(oc::Host h)
      : Plugin(h),
        settings_(read_settings({h.config(), h.config_at(kReads[0]), h.config_at(kReads[1])},
                                environment)) {
    for (const auto& [id, settings] : settings_) {
      ids_ += (ids_.empty() ? "[" : ",") + oc::quoted(id);
      settings.models.append_rows(rows_, !settings.problem.empty());
    }
    ids_ = ids_.empty() ? "[]" : ids_ + ']';
    rows_ = '[' + rows_ + ']';
  }

  int start() override {
    client_ = host.find(OC_HTTP_CLIENT);
    for (const auto& [id, settings] : settings_) {
      if (!settings.configured || settings.problem.empty()) continue;
      host.log(OC_LOG_WARN, "the provider \"" + id + "\" cannot be asked: " + settings.problem);
    }
    return 0;
  }

  void stop(oc::Stopping) override {
    sweep_.reset();
    leaving_.clear();
    running_.clear();
  }

  int begin(const oc_model_request& request, const oc_model_sink& sink, void* arg,
            oc_completion** out) {
    constexpr std::size_t kLeast = offsetof(oc_model_request, provider);
    if (request.size < kLeast || sink.size < sizeof sink || !out) return -EINVAL;
    const bool whole = request.size >= sizeof request;
    const std::string id(whole && request.provider.n > 0 ? oc::view(request.provider) : kOpenAi);
    const auto found = settings_.find(id);
    if (found == settings_.end()) return -ENOENT;
    const Model model = found->second.models.of(std::string(oc::view(request.model)));
    oc_completion::Question question;
    question.body = chat_body(
        {oc::view(request.model), oc::view(request.messages_json), oc::view(request.tools_json),
         oc::view(request.thinking), whole ? oc::view(request.params_json) : std::string_view()},
        model);
    question.problem = model.problem;
    auto completion = std::make_unique<oc_completion>(
        host, *this, found->second, std::move(question), oc_completion::Listener{sink, arg});
    *out = completion.get();
    completion->begin();
    running_[*out] = std::move(completion);
    return 0;
  }

  void abort(oc_completion* completion) { running_.erase(completion); }
  [[nodiscard]] oc_str models() const { return oc::str(rows_); }
  [[nodiscard]] oc_str providers() const { return oc::str(ids_); }

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
  const std::map<std::string, Settings> settings_;  // by id
  std::string ids_;
  std::string rows_;
  oc_iface client_{nullptr, nullptr};
  std::map<oc_completion*, std::unique_ptr<oc_completion>> running_;
  std::vector<std::unique_ptr<oc_completion>> leaving_;
  oc::Sub sweep_;
};

Provider& provider_of(void* state) {
  return *static_cast<Provider*>(static_cast<oc::Plugin*>(state));
}

oc_str models(void* state) { return provider_of(state).models(); }
oc_str providers(void* state) { return provider_of(state).providers(); }

int begin(void* state, const oc_model_request* request, const oc_model_sink* sink, void* arg,
          oc_completion** out) {
  if (!request || !sink) return -EINVAL;
  Provider& provider = provider_of(state);
  return provider.host.guard([&] { return provider.begin(*request, *sink, arg, out); });
}

void abort_completion(void* state, oc_completion* completion) {
  provider_of(state).abort(completion);
}

constexpr oc_model_provider kProvider = {sizeof(oc_model_provider), kOpenAi,  models, begin,
                                         abort_completion,          providers};
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

OC_PLUGIN_READS(openai::Provider, "provider-openai", "1.0",
                "Models that speak OpenAI's chat completions, streamed", openai::kServices,
                openai::kAfter, openai::kConfigSchema, openai::kReads)
