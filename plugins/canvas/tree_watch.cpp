// SPDX-License-Identifier: MIT
#include "tree_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "watched_name.hpp"

namespace canvas {
namespace {

// How long until a walk that saw nothing is tried again.
constexpr std::uint64_t kAgainMs = 2'000;
constexpr int kMostReads = 16;

struct Seen {
  bool change = false;
  bool directories = false;  // some came or went
};

void judge(const inotify_event& event, std::string_view name, Seen& seen) {
  constexpr std::uint32_t kLost = IN_Q_OVERFLOW | IN_DELETE_SELF | IN_MOVE_SELF;
  if (event.mask & IN_IGNORED) return;
  if (event.mask & kLost) {
    seen = {true, true};
    return;
  }
  if (!is_watched_name(name)) return;
  seen.change = true;
  if (event.mask & IN_ISDIR) seen.directories = true;
}

Seen read_events(int fd) {
  alignas(inotify_event) std::array<char, 8192> buffer;
  Seen seen;
  for (int i = 0; i < kMostReads; ++i) {
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n <= 0) break;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(n);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* name = buffer.data() + at + sizeof event;
      judge(event, {name, event.len > 0 ? ::strnlen(name, event.len) : 0}, seen);
      at += sizeof event + event.len;
    }
  }
  return seen;
}

}  // namespace

TreeWatch::TreeWatch(oc::Host host, std::string root, std::function<void()> changed)
    : host_(host), root_(std::move(root)), changed_(std::move(changed)) {}

void TreeWatch::start() {
  if (!inotify_ && !walk_) walk();
}

void TreeWatch::stop() {
  if (walk_) walk_->owner = nullptr;
  walk_ = nullptr;
  again_.reset();
  host_.raw()->cancel(host_.self(), std::exchange(ready_, nullptr));
  close_on_pool(std::exchange(inotify_, oc::Descriptor()));
}

// The kernel takes its time to forget thousands of directories.
void TreeWatch::close_on_pool(oc::Descriptor file) {
  if (!file) return;
  const auto held = std::make_shared<oc::Descriptor>(std::move(file));
  static_cast<void>(host_.work([held] { const oc::Descriptor closed = std::move(*held); }, [] {}));
}

void TreeWatch::walk() {
  again_.reset();
  stale_ = false;
  walk_ = std::make_shared<Walk>(Walk{this, {}});
  const std::shared_ptr<Walk> walk = walk_;
  const int err = host_.work([walk, root = root_] { walk->found = watch_tree(root); },
                             [walk] {
                               if (walk->owner) walk->owner->walked(*walk);
                             });
  if (err < 0) walk_ = nullptr;
}

// The former watch was listened to until now, so that nothing is lost between them.
void TreeWatch::walked(Walk& walk) {
  const bool is_again = ready_ != nullptr;
  WatchedTree found = std::move(walk.found);
  walk_ = nullptr;
  warn(found.error);
  if (found.directories == 0) {
    again_ = host_.after(kAgainMs, [this] { this->walk(); });
    return;
  }
  if (ready_) on_ready();
  host_.raw()->cancel(host_.self(), std::exchange(ready_, nullptr));
  close_on_pool(std::exchange(inotify_, std::move(found.inotify)));
  const auto ready = [](void* p, int, unsigned) { static_cast<TreeWatch*>(p)->on_ready(); };
  ready_ = host_.raw()->watch(host_.self(), inotify_.get(), OC_WATCH_READ, ready, this);
  if (is_again) changed_();
  if (stale_) this->walk();
}

void TreeWatch::warn(int error) {
  if (error == std::exchange(told_, error) || error == 0 || error == ENOENT) return;
  std::string why = "live reload does not see every change below " + root_ + ": ";
  why += std::strerror(error);
  if (error == ENOSPC) why += " for more directories; raise fs.inotify.max_user_watches, or";
  if (error == EMFILE) why += "; raise fs.inotify.max_user_instances, or";
  why += error == ENOSPC || error == EMFILE ? " name a smaller canvasHost.root" : "";
  host_.log(OC_LOG_WARN, why);
}

void TreeWatch::on_ready() {
  const Seen seen = read_events(inotify_.get());
  stale_ = stale_ || seen.directories;
  if (seen.change) changed_();
  if (stale_ && !walk_) walk();
}

}  // namespace canvas
