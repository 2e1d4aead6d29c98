// SPDX-License-Identifier: MIT
#include "cli/asker.hpp"

namespace openclaw::cli {
namespace {

// Whether the gateway says what it serves, and leaves out this.
bool is_unknown(const cJSON* hello, std::string_view method) {
  const cJSON* methods = json_get(json_get(hello, "features"), "methods");
  const cJSON* one = nullptr;
  cJSON_ArrayForEach(one, methods) {
    if (cJSON_IsString(one) && method == one->valuestring) return false;
  }
  return cJSON_GetArraySize(methods) > 0;
}

}  // namespace

std::string one_param(const char* key, std::string_view value) {
  JsonWriter w;
  w.object().key(key).value(value).end();
  return w.take();
}

Result<Asker> Asker::open(const Arguments& arguments, const std::vector<std::string>& scopes) {
  const auto deadline = read_deadline(arguments);
  if (!deadline) return deadline.error();
  return open(arguments, scopes, *deadline);
}

Result<Asker> Asker::open(const Arguments& arguments, const std::vector<std::string>& scopes,
                          Deadline deadline) {
  auto client = open_session(arguments, {Mode::command, scopes}, deadline);
  if (!client) return client.error();
  return Asker(std::move(*client), deadline);
}

Asker::~Asker() {
  if (client_) client_->close();
}

Result<std::string> Asker::ask(const char* method, const std::string& params, bool final) {
  auto answer = client_->call(method, params, final, deadline_);
  if (!answer) return answer.error();
  // Of a method that is not there nobody knows which scope it would take.
  if (!answer->ok && answer->error.message.starts_with("missing scope: ") &&
      is_unknown(client_->hello(), method)) {
    return invalid_request(std::string("unknown method: ") + method);
  }
  if (!answer->ok) return answer->error;
  return answer->payload.empty() ? "null" : std::move(answer->payload);
}

Result<std::string> Asker::ask(const char* method, const std::string& params) {
  return ask(method, params, false);
}

Result<JsonTree> Asker::ask_tree(const char* method, const std::string& params) {
  const auto payload = ask(method, params, false);
  if (!payload) return payload.error();
  return parse_json(*payload);
}

Result<JsonTree> Asker::ask_final(const char* method, const std::string& params) {
  const auto payload = ask(method, params, true);
  if (!payload) return payload.error();
  return parse_json(*payload);
}

}  // namespace openclaw::cli
