// SPDX-License-Identifier: MIT
// Tells the pages that are open to reload once a change of the files has settled. The files are
// watched only while somebody looks at a page, and a little longer.
#pragma once
#include <openclaw/iface/draft/ws-routes.h>
#include <openclaw/plugin.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "tree_watch.hpp"

namespace canvas {

class LiveReload {
 public:
  LiveReload(oc::Host host, const std::string& root);

  void use(const oc_ws_sockets& sockets) { sockets_ = &sockets; }
  // A page is about to be read, which will listen.
  void page_asked();
  // `owner`: the connection by whose capability it came; empty: by other leave.
  void opened(oc_ws* ws, std::string owner);
  void closed(oc_ws* ws);
  // Whether an owner has as many as it may have.
  [[nodiscard]] bool is_full(std::string_view owner) const;
  // What a connection was given leave for ends with it.
  void close_of(std::string_view owner);
  void stop();

 private:
  void changed();
  void settled();
  void rest();

  oc::Host host_;
  const oc_ws_sockets* sockets_ = nullptr;
  std::map<oc_ws*, std::string> open_;  // and its owner
  TreeWatch watch_;
  oc::Sub settle_;
  oc::Sub rest_;
  std::uint64_t first_change_ms_ = 0;  // of those that have not settled; 0: there are none
  std::uint64_t last_change_ms_ = 0;
  std::uint64_t last_page_ms_ = 0;
};

}  // namespace canvas
