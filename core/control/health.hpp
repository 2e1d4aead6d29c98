// SPDX-License-Identifier: MIT
// The snapshots of the gateway's state: what `health`, `status` and hello show. Plugins and the
// core set members; the text is put together when something changed, not when somebody asks.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/control/snapshot.hpp"

namespace openclaw {

class Health {
 public:
  Health();
  // `slot` is "health.<member>", "status.<member>" or "hello.<member>". False when it is none of
  // them.
  bool set(std::string_view slot, std::string_view json);
  // Takes a new time stamp.
  void refresh();
  // JSON objects.
  [[nodiscard]] const std::string& health();
  [[nodiscard]] std::string_view hello(std::string_view member) const { return hello_.get(member); }
  [[nodiscard]] const Snapshot& status() const { return status_; }

 private:
  Snapshot health_;
  Snapshot status_;
  Snapshot hello_;
  std::int64_t ts_ = 0;
  std::string text_;
  bool stale_ = true;
};

}  // namespace openclaw
