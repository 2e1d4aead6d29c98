// SPDX-License-Identifier: MIT
// The head of a request: what is let pass has one meaning for every reader.
#include <cstdint>
#include <string>

#include "core/http/head.hpp"
#include "core/http/upgrade.hpp"
#include "expect.hpp"

namespace openclaw {
namespace {

// No byte but the line ends may be a control character, and each line has a colon.
void check_passed(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    EXPECT_THAT_HOLDS(head[i] != '\0');
    EXPECT_THAT_HOLDS(head[i] != '\n' || (i > 0 && head[i - 1] == '\r'));
    EXPECT_THAT_HOLDS(head[i] != '\r' || (i + 1 < head.size() && head[i + 1] == '\n'));
  }
  EXPECT_THAT_HOLDS(!cannot_be_head(head));
}

// A request that may become a WebSocket is put to the library in a head that passes, too.
void check_read(const HttpRequest& request) {
  EXPECT_THAT_HOLDS(request.path.starts_with('/'));
  EXPECT_THAT_HOLDS(request.path.find_first_of("? \r\n") == std::string::npos);
  for (const HttpHeader& header : request.headers) {
    EXPECT_THAT_HOLDS(!header.name.empty());
    EXPECT_THAT_HOLDS(header.name.find_first_of(": \t\r\n") == std::string::npos);
    EXPECT_THAT_HOLDS(header.value.find_first_of("\r\n") == std::string::npos);
  }
  if (!asks_upgrade(request) || refuse_upgrade_form(request)) return;
  const std::string head = upgrade_head(request);
  EXPECT_THAT_HOLDS(find_head_end(head) == head.size());
  EXPECT_THAT_HOLDS(asks_upgrade(read_head(head)) && !refuse_upgrade_form(read_head(head)));
}

void check(std::string_view bytes) {
  const std::size_t end = find_head_end(bytes);
  if (end == std::string_view::npos) return;
  const std::string_view head = bytes.substr(0, end);
  const auto reply = refuse_head(head);
  if (reply) {
    EXPECT_THAT_HOLDS(reply->status >= 400 && reply->status < 600);
    return;
  }
  check_passed(head);
  check_read(read_head(head));
}

}  // namespace
}  // namespace openclaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  openclaw::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
