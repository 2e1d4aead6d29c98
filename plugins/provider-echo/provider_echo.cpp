// SPDX-License-Identifier: MIT
// provider-echo: a model that answers with the message it was asked, word by word. It needs no
// account and no network: the first conversation on a fresh machine, and the model of the tests.
#include <openclaw/iface/model-provider.h>

#include <algorithm>
#include <map>
#include <memory>
#include <openclaw/json.hpp>
#include <openclaw/plugin.hpp>
#include <openclaw/text.hpp>
#include <string>

// What was asked, until it has been read.
struct Question {
  std::string messages;
  std::string text;
  std::uint64_t words = 0;
};

struct oc_completion {
  std::shared_ptr<Question> question;
  std::string text;
  std::size_t at = 0;
  oc_model_sink sink{};
  void* arg = nullptr;
  oc_model_usage usage{};
  oc::Sub step;
};

namespace {

// The text of a message's content: a string, or the text blocks of an array.
std::string content_text(const cJSON* content) {
  if (cJSON_IsString(content)) return content->valuestring;
  std::string text;
  const cJSON* block = nullptr;
  cJSON_ArrayForEach(block, content) {
    const cJSON* part = cJSON_GetObjectItemCaseSensitive(block, "text");
    if (cJSON_IsString(part)) text += part->valuestring;
  }
  return text;
}

std::string last_user_text(oc_str messages) {
  const oc::Json tree = oc::parse(oc::view(messages));
  std::string text;
  const cJSON* message = nullptr;
  cJSON_ArrayForEach(message, tree.get()) {
    const cJSON* role = cJSON_GetObjectItemCaseSensitive(message, "role");
    if (!cJSON_IsString(role) || std::string_view(role->valuestring) != "user") continue;
    text = content_text(cJSON_GetObjectItemCaseSensitive(message, "content"));
  }
  return text;
}

std::uint64_t count_words(std::string_view text) {
  std::uint64_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

class Echo final : public oc::Plugin {
 public:
  explicit Echo(oc::Host h) : Plugin(h) {
    const oc::Json config = oc::parse(host.config());
    const cJSON* delay = cJSON_GetObjectItemCaseSensitive(config.get(), "delayMs");
    if (cJSON_IsNumber(delay)) delay_ms_ = static_cast<std::uint64_t>(delay->valuedouble);
  }

  int begin(const oc_model_request& request, const oc_model_sink& sink, void* arg,
            oc_completion** out) {
    auto question = std::make_shared<Question>();
    question->messages = oc::view(request.messages_json);
    auto run = std::make_unique<oc_completion>();
    run->question = question;
    run->sink = sink;
    run->arg = arg;
    oc_completion* key = run.get();
    const bool large = question->messages.size() > oc::kMuchText;
    if (large) {
      const int err = host.work([question] { read(*question); },
                                [this, key, question] { answer_soon(key, question); });
      if (err < 0) return err;
    }
    *out = key;
    runs_[key] = std::move(run);
    if (!large) {
      read(*question);
      answer_soon(key, question);
    }
    return 0;
  }

  void abort(oc_completion* run) { runs_.erase(run); }

 private:
  static void read(Question& question) {
    question.text = last_user_text(oc::str(question.messages));
    question.words = count_words(question.text);
  }

  // The run may have been aborted meanwhile, and another have taken its place in memory.
  void answer_soon(oc_completion* run, const std::shared_ptr<Question>& question) {
    if (runs_.find(run) == runs_.end() || run->question != question) return;
    run->text = std::move(question->text);
    run->usage.size = sizeof run->usage;
    run->usage.input = question->words;
    run->usage.output = question->words;
    run->question = nullptr;
    run->step = host.after(delay_ms_, [this, run] { step(*run); });
  }

  // One word and the space before it.
  void step(oc_completion& run) {
    if (run.at == run.text.size()) return finish(run);
    const std::size_t word = run.text.find_first_not_of(" \n\t", run.at);
    const std::size_t end = std::min(run.text.find_first_of(" \n\t", word), run.text.size());
    const std::string_view piece = std::string_view(run.text).substr(run.at, end - run.at);
    run.at = end;
    // Set before the sink is told: the sink may abort, and then `run` is gone.
    oc_completion* key = &run;
    run.step = host.after(delay_ms_, [this, key] { step(*key); });
    run.sink.text(run.arg, oc::str(piece));
  }

  void finish(oc_completion& run) {
    const auto node = runs_.extract(&run);
    const oc_completion& done = *node.mapped();
    done.sink.done(done.arg, "stop", &done.usage);
  }

  std::uint64_t delay_ms_ = 5;
  std::map<oc_completion*, std::unique_ptr<oc_completion>> runs_;
};

Echo& self(void* state) { return *static_cast<Echo*>(static_cast<oc::Plugin*>(state)); }

oc_str models(void*) {
  return oc::str(
      R"([{"id":"echo","name":"Echo","contextWindow":128000,"reasoning":false,"input":["text"]}])");
}

int begin(void* state, const oc_model_request* request, const oc_model_sink* sink, void* arg,
          oc_completion** out) {
  Echo& echo = self(state);
  return echo.host.guard([&] { return echo.begin(*request, *sink, arg, out); });
}

void abort_run(void* state, oc_completion* run) { self(state).abort(run); }

constexpr oc_model_provider kProvider = {
    sizeof(oc_model_provider), "echo", models, begin, abort_run, nullptr};
constexpr oc_service kServices[] = {{OC_MODEL_PROVIDER, &kProvider}, {nullptr, nullptr}};

constexpr const char* kConfigSchema =
    R"({"type":"object","additionalProperties":false,"properties":{
      "delayMs":{"type":"integer","minimum":0,"maximum":60000}}})";

}  // namespace

OC_PLUGIN(Echo, "provider-echo", "1.0", "A model that says back what it was told", kServices,
          nullptr, kConfigSchema)
