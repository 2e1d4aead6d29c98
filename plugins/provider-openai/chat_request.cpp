// SPDX-License-Identifier: MIT
#include "chat_request.hpp"

#include <openclaw/json.hpp>
#include <set>

namespace openai {
namespace {

// A JSON array, written one item after the other.
class List {
 public:
  void add(std::string_view json) {
    out_ += out_.size() > 1 ? "," : "";
    out_ += json;
  }
  [[nodiscard]] bool empty() const { return out_.size() == 1; }
  [[nodiscard]] std::string take() { return std::move(out_ += ']'); }

 private:
  std::string out_ = "[";
};

// A string, or the text blocks of an array.
std::string content_text(const cJSON* content) {
  if (cJSON_IsString(content)) return content->valuestring;
  std::string text;
  const cJSON* block = nullptr;
  cJSON_ArrayForEach(block, content) {
    if (oc::text(block, "type", "text") == "text") text += oc::text(block, "text");
  }
  return text;
}

std::string image_part(const cJSON* block) {
  std::string url = "data:";
  url += oc::text(block, "mimeType", "image/png");
  url += ";base64,";
  url += oc::text(block, "data");
  const std::string image = oc::Object().add("url", url).take();
  return oc::Object().add("type", "image_url").raw("image_url", image).take();
}

bool is_image(const cJSON* block) { return oc::text(block, "type") == "image"; }

// Plain text where there is nothing else: every server takes that.
std::string user_content(const cJSON* content) {
  List parts;
  bool images = false;
  const cJSON* block = nullptr;
  cJSON_ArrayForEach(block, content) {
    images = images || is_image(block);
    if (is_image(block)) parts.add(image_part(block));
    const std::string_view text = oc::text(block, "text");
    if (!text.empty()) parts.add(oc::Object().add("type", "text").add("text", text).take());
  }
  return images ? parts.take() : oc::quoted(content_text(content));
}

// Calls and results go together on the wire: one without the other is refused there.
class Transcript {
 public:
  explicit Transcript(const cJSON* messages) : messages_(messages) {
    const cJSON* message = nullptr;
    cJSON_ArrayForEach(message, messages) {
      if (oc::text(message, "role") == "toolResult") {
        answered_.emplace(oc::text(message, "toolCallId"));
      }
    }
  }

  std::string wire() {
    const cJSON* message = nullptr;
    cJSON_ArrayForEach(message, messages_) add(message);
    return out_.take();
  }

 private:
  void add(const cJSON* message) {
    const std::string_view role = oc::text(message, "role");
    const cJSON* content = oc::get(message, "content");
    if (role == "system") {
      out_.add(oc::Object().add("role", role).add("content", content_text(content)).take());
    } else if (role == "user") {
      out_.add(oc::Object().add("role", role).raw("content", user_content(content)).take());
    } else if (role == "assistant") {
      add_assistant(content);
    } else if (role == "toolResult") {
      add_result(message, content);
    }
  }

  void add_assistant(const cJSON* content) {
    List calls;
    const cJSON* block = nullptr;
    cJSON_ArrayForEach(block, content) {
      if (oc::text(block, "type") == "toolCall") add_call(block, calls);
    }
    const std::string text = content_text(content);
    if (text.empty() && calls.empty()) return;
    oc::Object row;
    row.add("role", "assistant");
    if (text.empty()) {
      row.raw("content", "null");
    } else {
      row.add("content", text);
    }
    if (!calls.empty()) row.raw("tool_calls", calls.take());
    out_.add(row.take());
  }

  void add_call(const cJSON* block, List& calls) {
    const std::string id(oc::text(block, "id"));
    if (!answered_.contains(id)) return;
    called_.insert(id);
    const cJSON* arguments = oc::get(block, "arguments");
    const std::string text =
        cJSON_IsString(arguments) ? arguments->valuestring : oc::printed(arguments, "{}");
    oc::Object function;
    function.add("name", oc::text(block, "name")).add("arguments", text);
    oc::Object call;
    call.add("id", id).add("type", "function").raw("function", function.take());
    calls.add(call.take());
  }

  void add_result(const cJSON* message, const cJSON* content) {
    const std::string id(oc::text(message, "toolCallId"));
    if (!called_.contains(id)) return;
    oc::Object row;
    row.add("role", "tool").add("tool_call_id", id).add("content", content_text(content));
    out_.add(row.take());
  }

  const cJSON* messages_;
  std::set<std::string> answered_;
  std::set<std::string> called_;
  List out_;
};

std::string wire_tools(std::string_view tools_json) {
  const oc::Json tools = oc::parse(tools_json);
  List out;
  const cJSON* tool = nullptr;
  cJSON_ArrayForEach(tool, tools.get()) {
    oc::Object function;
    function.add("name", oc::text(tool, "name"));
    function.add_some("description", oc::text(tool, "description"));
    const cJSON* parameters = oc::get(tool, "parameters");
    if (cJSON_IsObject(parameters)) function.raw("parameters", oc::printed(parameters, "{}"));
    out.add(oc::Object().add("type", "function").raw("function", function.take()).take());
  }
  return out.empty() ? std::string() : out.take();
}

// The server's word for a level of thinking; empty: it is not told.
std::string_view effort(std::string_view thinking, const Model& model) {
  if (!model.reasoning || thinking.empty() || thinking == "off") return {};
  const auto found = model.efforts.find(std::string(thinking));
  return found != model.efforts.end() ? std::string_view(found->second) : std::string_view();
}

void add_params(const cJSON* params, const Model& model, oc::Object& body) {
  for (const auto& [name, wire] : {std::pair("temperature", "temperature"),
                                   std::pair("topP", "top_p"), std::pair("top_p", "top_p")}) {
    const cJSON* value = oc::get(params, name);
    if (cJSON_IsNumber(value)) body.raw(wire, oc::printed(value, "{}"));
  }
  const auto listed = static_cast<std::int64_t>(model.max_tokens);
  const std::int64_t most = oc::integer(params, "maxTokens", listed);
  if (most > 0) {
    const bool named = !model.max_tokens_field.empty();
    body.add(named ? model.max_tokens_field : "max_completion_tokens", most);
  }
}

}  // namespace

std::string chat_body(const ChatRequest& request, const Model& model) {
  const oc::Json messages = oc::parse(request.messages_json);
  const oc::Json params = oc::parse(request.params_json);
  oc::Object body;
  body.add("model", request.model).raw("messages", Transcript(messages.get()).wire());
  body.add("stream", true);
  if (model.usage_in_stream) body.raw("stream_options", R"({"include_usage":true})");
  if (const std::string tools = wire_tools(request.tools_json); !tools.empty()) {
    body.raw("tools", tools);
  }
  body.add_some("reasoning_effort", effort(request.thinking, model));
  add_params(params.get(), model, body);
  if (model.num_ctx > 0) {
    body.raw("options", oc::Object().add("num_ctx", model.num_ctx).take());
  }
  return body.take();
}

}  // namespace openai
