// SPDX-License-Identifier: MIT
#include "node_policies.hpp"

#include <memory>
#include <openclaw/json.hpp>
#include <string>
#include <utility>

#include "answers.hpp"
#include "display_text.hpp"
#include "json_text.hpp"
#include "random_id.hpp"

namespace approvals {
namespace {

struct Asked {
  oc::Request request;
  bool wants_object;
};

void fail_by_node(oc::Request& request, const cJSON* node_error) {
  const std::string_view code = oc::text(node_error, "code");
  const std::string_view message = oc::text(node_error, "message", "node invoke failed");
  const std::string told =
      code.empty() ? std::string(message) : std::string(code) + ": " + std::string(message);
  oc::Object details;
  details.raw("nodeError", compact(node_error));
  details.add("nodeCommandDispatched", code != "NOT_CONNECTED");
  fail_with(request, kUnavailable, told, details.take());
}

// To node.invoke a node that is not there is one whose pairing has changed; to a gateway without
// nodes it is no method at all. Here both are the one error of a node that is not there.
bool is_absence(std::string_view message) {
  return message.starts_with("unknown method") || message.starts_with("node pairing changed");
}

void fail_as(oc::Request& request, const oc_error& error) {
  const std::string_view message = oc::view(error.message);
  const std::string_view details = oc::view(error.details_json);
  const oc::Json tree = oc::parse(details);
  if (const cJSON* node_error = oc::get(tree.get(), "nodeError")) {
    return fail_by_node(request, node_error);
  }
  if (!is_absence(message)) return fail_with(request, error.code, message, details);
  const oc::Json absent = oc::parse(R"({"code":"NOT_CONNECTED","message":"node not connected"})");
  fail_by_node(request, absent.get());
}

void reply_with(Asked& asked, const cJSON* answer) {
  const std::string_view text = oc::text(answer, "payloadJSON");
  const oc::Json parsed = text.empty() ? nullptr : oc::parse(text);
  const cJSON* payload = text.empty() ? oc::get(answer, "payload") : parsed.get();
  if (asked.wants_object && !cJSON_IsObject(payload)) {
    return asked.request.fail(kInvalid, "node returned invalid exec approvals payload");
  }
  asked.request.reply(compact(payload));
}

void invoke(const oc::Host& host, oc::Request request, std::string_view node_id,
            std::string_view command, const std::string& params) {
  oc::Object call;
  call.add("nodeId", node_id).add("command", command).raw("params", params);
  call.add("idempotencyKey", random_uuid());
  const std::string text = call.take();
  auto asked =
      std::make_unique<Asked>(Asked{std::move(request), command == "system.execApprovals.get"});
  const int err = host.raw()->call(
      host.self(), "node.invoke", oc::str(text),
      [](void* arg, oc_str payload, const oc_error* error) {
        const std::unique_ptr<Asked> one(static_cast<Asked*>(arg));
        if (error) return fail_as(one->request, *error);
        reply_with(*one, oc::parse(oc::view(payload)).get());
      },
      asked.get());
  if (err >= 0) static_cast<void>(asked.release());
}

}  // namespace

void get_of_node(const oc::Host& host, oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string_view node_id = trimmed(oc::text(in.get(), "nodeId"));
  if (node_id.empty()) return request.fail(kInvalid, "nodeId required");
  invoke(host, std::move(request), node_id, "system.execApprovals.get", "{}");
}

void set_of_node(const oc::Host& host, oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string_view node_id = trimmed(oc::text(in.get(), "nodeId"));
  if (node_id.empty()) return request.fail(kInvalid, "nodeId required");
  const cJSON* native = oc::get(in.get(), "native");
  const bool has_file = oc::get(in.get(), "file") != nullptr;
  if (has_file == (native != nullptr) || (native && !oc::get(in.get(), "baseHash"))) {
    return request.fail(kInvalid,
                        "invalid exec.approvals.node.set params: give either `file`, or `native` "
                        "and `baseHash`");
  }
  oc::Object command;
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, native) command.raw(member->string, compact(member));
  if (!native) command.raw("file", compact(oc::get(in.get(), "file")));
  command.add_some("baseHash", oc::text(in.get(), "baseHash"));
  invoke(host, std::move(request), node_id, "system.execApprovals.set", command.take());
}

}  // namespace approvals
