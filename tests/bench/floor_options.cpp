// SPDX-License-Identifier: MIT
#include "floor_options.hpp"

#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string_view>

namespace bench {
namespace {

constexpr const char* kUsage =
    "usage: floor --port N [--reply FILE | --reply-bytes N] [--challenge FILE --hello FILE]\n"
    "             [--event FILE | --event-bytes N] [--events N] [--trigger TEXT]\n";

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_file(std::string_view path, std::string& text) {
  std::ifstream in{std::string(path), std::ios::binary};
  text.assign(std::istreambuf_iterator<char>(in), {});
  return !in.bad() && !text.empty();
}

// `size` bytes that look like a frame of the given start.
bool fill(std::string_view start, std::string_view size_text, std::string& text) {
  std::size_t size = 0;
  if (!read_number(size_text, size)) return false;
  text = start;
  if (text.size() + 2 < size) text.append(size - text.size() - 2, 'x');
  text += "\"}";
  return true;
}

bool apply(std::string_view name, std::string_view value, FloorOptions& options) {
  if (name == "--port") return read_number(value, options.port);
  if (name == "--reply") return read_file(value, options.reply);
  if (name == "--challenge") return read_file(value, options.challenge);
  if (name == "--hello") return read_file(value, options.hello);
  if (name == "--event") return read_file(value, options.event);
  if (name == "--events") return read_number(value, options.events);
  if (name == "--reply-bytes")
    return fill(R"({"type":"res","id":"bench","ok":true,"payload":")", value, options.reply);
  if (name == "--event-bytes")
    return fill(R"({"type":"event","event":"presence","payload":")", value, options.event);
  if (name == "--trigger") {
    options.trigger = value;
    return true;
  }
  return false;
}

}  // namespace

bool parse_floor_options(int argc, char** argv, FloorOptions& options) {
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 < argc && apply(argv[i], argv[i + 1], options)) continue;
    std::fprintf(stderr, "floor: bad argument %s\n%s", argv[i], kUsage);
    return false;
  }
  if (options.challenge.empty() == options.hello.empty()) return true;
  std::fprintf(stderr, "floor: --challenge and --hello belong together\n%s", kUsage);
  return false;
}

}  // namespace bench
