// SPDX-License-Identifier: MIT
// Tells of changes in a directory and in all below it, but for what begins with a dot and for
// node_modules.
#pragma once
#include <openclaw/plugin.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "content.hpp"

namespace canvas {

// What one walk through the tree came to; made on a thread of the pool.
struct WatchedTree {
  oc::Descriptor inotify;
  std::size_t directories = 0;
  int error = 0;  // what could not be watched, and why: an errno
};
WatchedTree watch_tree(const std::string& root);

class TreeWatch {
 public:
  TreeWatch(oc::Host host, std::string root, std::function<void()> changed);
  TreeWatch(const TreeWatch&) = delete;
  TreeWatch& operator=(const TreeWatch&) = delete;
  ~TreeWatch() { stop(); }

  void start();
  void stop();

 private:
  // Outlives the watch while a walk is on its way.
  struct Walk {
    TreeWatch* owner;
    WatchedTree found;
  };
  void walk();
  void walked(Walk& walk);
  void close_on_pool(oc::Descriptor file);
  void warn(int error);
  void on_ready();

  oc::Host host_;
  std::string root_;
  std::function<void()> changed_;
  std::shared_ptr<Walk> walk_;  // the one on its way
  oc::Descriptor inotify_;
  oc_sub* ready_ = nullptr;
  oc::Sub again_;
  bool stale_ = false;  // the tree has other directories than were seen
  int told_ = 0;        // the error that was logged last
};

}  // namespace canvas
