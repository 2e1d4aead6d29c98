// SPDX-License-Identifier: MIT
// The models of one provider, as the configuration lists them.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

struct cJSON;

namespace openai {

inline constexpr const char* kApi = "openai-completions";

// One model. The defaults are those of a model that nobody has listed.
struct Model {
  bool reasoning = true;         // a level of thinking is passed on
  bool usage_in_stream = true;   // the server can tell the usage of a stream
  std::uint64_t max_tokens = 0;  // of an answer; 0: as the server has it
  std::string max_tokens_field = {};
  std::map<std::string, std::string> efforts = {};  // a level of thinking -> the server's word
  std::uint64_t num_ctx = 0;  // for Ollama, which cuts what is longer; 0: not sent
  std::string problem = {};   // why this one cannot be asked
};

// Where models are listed.
struct ModelList {
  std::string_view provider;  // its id
  std::string_view base_url;
  std::string_view place;             // for messages: "models.providers.local."
  std::string_view known;             // rows as JSON, behind those that are configured
  const cJSON* configured = nullptr;  // the object with the member `models`
};

class Models {
 public:
  Models() = default;
  explicit Models(const ModelList& list);

  [[nodiscard]] Model of(const std::string& id) const;
  // Appends rows as oc_model_provider.models has them, with commas between, to what stands there.
  // With a problem those that are configured are rows that cannot be asked, and no others are.
  void append_rows(std::string& out, bool problem) const;

 private:
  struct Row {
    std::string json;  // an object without its end
    bool configured = false;
  };
  void add(const ModelList& list, const cJSON* model, bool configured);

  std::map<std::string, Model> models_;
  std::vector<Row> rows_;
};

// What the server of a provider is spoken to with: "openai-completions" unless it says otherwise.
std::string_view api_of(std::string_view id, const cJSON* provider);
// False when another plugin may speak what this provider does.
bool speaks_here(std::string_view id, const cJSON* provider);

}  // namespace openai
