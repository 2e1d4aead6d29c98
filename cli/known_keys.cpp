// SPDX-License-Identifier: MIT
#include "cli/known_keys.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "core/file.hpp"
#include "core/json/json.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostKnownBytes = 256 * 1024;
constexpr int kMostKeys = 1000;

JsonTree read_tree(const std::string& path) {
  const auto text = read_file(path, kMostKnownBytes);
  if (!text || !*text) return {};
  auto tree = parse_json(**text);
  if (!tree || !cJSON_IsObject(tree->get())) return {};
  return std::move(*tree);
}

// The descriptor that holds the lock, or -1. This is asked in the midst of a handshake, which has
// no time to wait for somebody who sleeps.
int take_turn(const std::string& path) {
  constexpr int kTries = 5;
  constexpr useconds_t kPauseUs = 10'000;
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return -1;
  for (int tries = 0; tries < kTries; ++tries) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    ::usleep(kPauseUs);
  }
  ::close(fd);
  return -1;
}

void add(const std::string& path, const std::string& pin, const std::string& key) {
  const JsonTree tree = read_tree(path);
  // Full of old ones: begins anew.
  const bool full = cJSON_GetArraySize(tree.get()) >= kMostKeys;
  const cJSON* old = full ? nullptr : tree.get();
  JsonWriter out;
  out.object();
  const cJSON* one = nullptr;
  cJSON_ArrayForEach(one, old) {
    if (pin == one->string || !cJSON_IsString(one)) continue;
    out.key(one->string).value(one->valuestring);
  }
  out.key(pin).value(std::string_view(key)).end();
  if (!write_file_atomically(path, out.str() + "\n")) return;
}

}  // namespace

std::string KnownKeys::of(const std::string& pin) const {
  const JsonTree tree = read_tree(path_);
  return std::string(json_string(tree.get(), pin.c_str()));
}

void KnownKeys::remember(const std::string& pin, const std::string& key) const {
  if (of(pin) == key) return;
  if (!make_private_dir(path_.substr(0, path_.rfind('/')))) return;
  const int turn = take_turn(path_ + ".lock");
  if (turn < 0) return;
  add(path_, pin, key);
  ::close(turn);
}

}  // namespace openclaw::cli
