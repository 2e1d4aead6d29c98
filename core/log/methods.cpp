// SPDX-License-Identifier: MIT
#include "core/log/methods.hpp"

#include <memory>
#include <utility>

#include "core/control/methods.hpp"
#include "core/json/json.hpp"
#include "core/log/tail.hpp"
#include "core/loop.hpp"

namespace openclaw {
namespace {

constexpr const char* kTailParams =
    R"({"type":"object","properties":{"cursor":{"type":"integer","minimum":0},)"
    R"("limit":{"type":"integer","minimum":1,"maximum":5000},)"
    R"("maxBytes":{"type":"integer","minimum":1,"maximum":1000000}},)"
    R"("additionalProperties":false})";

TailRequest read_request(std::string_view params) {
  TailRequest out;
  const auto tree = parse_json(params.empty() ? "{}" : params);
  if (!tree) return out;
  const cJSON* root = tree->get();
  const std::int64_t cursor = json_int(root, "cursor", -1);
  if (cursor >= 0) out.cursor = static_cast<std::uint64_t>(cursor);
  out.limit =
      static_cast<std::size_t>(json_int(root, "limit", static_cast<std::int64_t>(out.limit)));
  out.max_bytes = static_cast<std::size_t>(
      json_int(root, "maxBytes", static_cast<std::int64_t>(out.max_bytes)));
  return out;
}

}  // namespace

void add_log_methods(MethodTable& methods, Loop& loop, std::function<std::string()> file) {
  Method tail;
  tail.name = "logs.tail";
  tail.scope = "operator.read";
  tail.handle = [&loop, file = std::move(file)](const RequestRef& request,
                                                std::string_view params) {
    std::string path = file();
    if (path.empty()) {
      return request->fail(unavailable(
          "there is no log file: see logging.file and logging.level of the configuration"));
    }
    auto answer = std::make_shared<std::string>();
    loop.work([answer, path = std::move(path),
               wanted = read_request(params)] { *answer = tail_json(path, wanted); },
              [answer, request] { request->reply(*answer); });
  };
  methods.add_own(std::move(tail), kTailParams);
}

}  // namespace openclaw
