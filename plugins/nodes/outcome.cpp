// SPDX-License-Identifier: MIT
#include "invokes.hpp"

namespace nodes {
namespace {

// nullptr for what is no JSON, also where only its beginning is.
oc::Json parse_whole(const std::string& text) {
  return oc::Json(cJSON_ParseWithLengthOpts(text.c_str(), text.size() + 1, nullptr, cJSON_True));
}

}  // namespace

Outcome read_outcome(std::string_view params) {
  const oc::Json root = oc::parse(params);
  const cJSON* in = root.get();
  Outcome out;
  out.id = oc::text(in, "id");
  out.node_id = oc::text(in, "nodeId");
  out.ok = oc::flag(in, "ok", false);
  const cJSON* payload = oc::get(in, "payload");
  const cJSON* text = oc::get(in, "payloadJSON");
  if (payload) out.payload = print(payload);
  if (cJSON_IsString(text)) {
    out.payload_text = print(text);
    const std::string inner = trimmed(text->valuestring);
    // What is no JSON is handed on as the text that it is.
    if (!inner.empty()) {
      const oc::Json tree = parse_whole(inner);
      out.payload = tree ? print(tree.get()) : R"({"payloadJSON":)" + out.payload_text + '}';
    }
  } else if (text && !cJSON_IsNull(text) && !payload) {
    out.payload = print(text);
  }
  const cJSON* error = oc::get(in, "error");
  if (cJSON_IsObject(error)) {
    out.error = print(error);
    out.error_code = trimmed(oc::text(error, "code"));
    out.error_message = trimmed(oc::text(error, "message"));
  }
  return out;
}

}  // namespace nodes
