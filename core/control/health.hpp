// SPDX-License-Identifier: MIT
// The snapshots of the gateway's state: what `health`, `status` and hello show. Plugins and the
// core set members; the text is put together when something changed, not when somebody asks.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/control/snapshot.hpp"

namespace openclaw {

// Everything, or what everybody may know: see core/control/places.hpp.
enum class Telling { kAll, kWithoutPlaces };

class Health {
 public:
  Health();
  // `slot` is "health.<member>", "status.<member>" or "hello.<member>". False when it is none of
  // them.
  bool set(std::string_view slot, std::string_view json);
  // Takes a new time stamp.
  void refresh();
  // JSON objects.
  [[nodiscard]] const std::string& health(Telling telling = Telling::kAll);
  [[nodiscard]] std::string_view hello(std::string_view member) const { return hello_.get(member); }
  [[nodiscard]] const Snapshot& status(Telling telling = Telling::kAll) const {
    return status_[static_cast<std::size_t>(telling)];
  }

 private:
  struct Text {
    Snapshot members;
    std::string json;
    bool stale = true;
  };
  std::array<Text, 2> health_;      // as Telling
  std::array<Snapshot, 2> status_;  // as Telling
  Snapshot hello_;
  std::int64_t ts_ = 0;
};

}  // namespace openclaw
