// SPDX-License-Identifier: MIT
#include "policy_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string_view>
#include <utility>

namespace approvals {
namespace {

// Editors write in several steps.
constexpr std::uint64_t kSettleMs = 50;
constexpr std::string_view kFile = "exec-approvals.json";

bool names_file(const char* buffer, std::size_t size) {
  bool found = false;
  for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
    found = found || (event->mask & IN_Q_OVERFLOW) != 0 ||
            (event->len > 0 && kFile == static_cast<const char*>(event->name));
    at += sizeof(inotify_event) + event->len;
  }
  return found;
}

}  // namespace

// The folder, not the file: whoever saves by a rename puts another file in its place.
int PolicyWatch::start(const std::string& folder, std::function<void()> changed) {
  changed_ = std::move(changed);
  fd_ = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd_ < 0) return -errno;
  const std::uint32_t events =
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ATTRIB;
  if (::inotify_add_watch(fd_, folder.c_str(), events) < 0) return -errno;
  watch_ = host_.raw()->watch(
      host_.self(), fd_, OC_WATCH_READ,
      [](void* self, int, unsigned) { static_cast<PolicyWatch*>(self)->drain(); }, this);
  return watch_ ? 0 : -ENOMEM;
}

void PolicyWatch::stop() {
  soon_.reset();
  if (watch_) host_.raw()->cancel(host_.self(), std::exchange(watch_, nullptr));
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void PolicyWatch::drain() {
  alignas(inotify_event) char buffer[8 * 1024];
  bool found = false;
  while (true) {
    const ssize_t n = ::read(fd_, buffer, sizeof buffer);
    if (n <= 0) break;
    found = names_file(buffer, static_cast<std::size_t>(n)) || found;
  }
  if (found) soon_ = host_.after(kSettleMs, [this] { changed_(); });
}

}  // namespace approvals
