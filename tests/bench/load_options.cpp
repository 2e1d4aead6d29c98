// SPDX-License-Identifier: MIT
#include "load_options.hpp"

#include <charconv>
#include <cstdio>
#include <string_view>

namespace bench {
namespace {

constexpr const char* kUsage =
    "usage: load rpc|handshakes|idle|fanout|deltas|flood --port N [--token T] [--clients N]\n"
    "            [--seconds S] [--warmup S] [--rounds N] [--method M] [--params JSON]\n"
    "            [--event NAME] [--text TEXT] [--device 1]\n"
    "            [--rate N] [--hold 1]\n";

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool take(std::string_view value, std::string& text) {
  text = value;
  return true;
}

bool apply(std::string_view name, std::string_view value, LoadOptions& options) {
  if (name == "--port") return read_number(value, options.port);
  if (name == "--clients") return read_number(value, options.clients) && options.clients > 0;
  if (name == "--seconds") return read_number(value, options.seconds);
  if (name == "--warmup") return read_number(value, options.warmup);
  if (name == "--rounds") return read_number(value, options.rounds) && options.rounds > 0;
  if (name == "--rate") return read_number(value, options.rate) && options.rate >= 0;
  if (name == "--hold") return read_number(value, options.hold);
  if (name == "--device") return read_number(value, options.device);
  if (name == "--token") return take(value, options.token);
  if (name == "--method") return take(value, options.method);
  if (name == "--params") return take(value, options.params);
  if (name == "--event") return take(value, options.event);
  if (name == "--text") return take(value, options.text);
  return false;
}

}  // namespace

bool parse_load_options(int argc, char** argv, LoadOptions& options) {
  if (argc < 2) {
    std::fputs(kUsage, stderr);
    return false;
  }
  options.mode = argv[1];
  for (int i = 2; i < argc; i += 2) {
    if (i + 1 < argc && apply(argv[i], argv[i + 1], options)) continue;
    std::fprintf(stderr, "load: bad argument %s\n%s", argv[i], kUsage);
    return false;
  }
  return true;
}

}  // namespace bench
