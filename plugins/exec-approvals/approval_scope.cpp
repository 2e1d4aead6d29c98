// SPDX-License-Identifier: MIT
#include "approval_scope.hpp"

#include <algorithm>
#include <string_view>

#include "display_text.hpp"
#include "json_text.hpp"

namespace approvals {
namespace {

struct Limit {
  std::string_view member;
  std::size_t characters;
};
constexpr Limit kTexts[] = {
    {"target", 128}, {"amount", 40}, {"currency", 12}, {"automation", 128}, {"command", 256}};
constexpr std::size_t kMostRecipient = 128;

std::size_t limit_of(std::string_view member) {
  const auto* found = std::find_if(std::begin(kTexts), std::end(kTexts),
                                   [&](const Limit& limit) { return limit.member == member; });
  return found == std::end(kTexts) ? 0 : found->characters;
}

// Empty: one of them is too long.
std::string recipients_json(const cJSON* list, std::int64_t count) {
  std::string out = "[";
  std::int64_t index = 0;
  const cJSON* one = nullptr;
  cJSON_ArrayForEach(one, list) {
    if (index++ >= count) break;
    const Display shown = display_line(one->valuestring);
    if (longer_than(shown.text, kMostRecipient)) return {};
    if (index > 1) out += ',';
    oc::append_quoted(out, shown.text);
  }
  return out + ']';
}

}  // namespace

std::string scope_json(const cJSON* scope) {
  if (!cJSON_IsObject(scope)) return "null";
  oc::Object out;
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, scope) {
    std::string value = compact(member);
    if (const std::size_t most = limit_of(member->string); most > 0) {
      const Display shown = display_line(member->valuestring);
      if (longer_than(shown.text, most)) return "null";
      value = oc::quoted(shown.text);
    } else if (std::string_view(member->string) == "recipients") {
      value = recipients_json(member, oc::integer(scope, "recipientCount", 0));
      if (value.empty()) return "null";
    }
    out.raw(member->string, value);
  }
  return out.take();
}

}  // namespace approvals
