// SPDX-License-Identifier: MIT
// The connections that speak HTTP, in the order they came. There are only so many: a newcomer takes
// the place of the oldest one that has asked for nothing yet, so that peers who never speak use up
// neither descriptors nor memory.
#pragma once
#include <cstddef>
#include <list>
#include <memory>
#include <unordered_map>

#include "core/http/connection.hpp"

namespace openclaw {

class Crowd {
 public:
  explicit Crowd(std::size_t most) : most_(most) {}

  // May end another connection. Where all are being served, there is one more.
  void add(std::unique_ptr<HttpConnection> connection);
  // Forgets a connection, which ends with the returned value; null when it is none of these.
  std::unique_ptr<HttpConnection> release(HttpConnection& connection);
  // Ends them all.
  void clear();
  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  using Order = std::list<std::unique_ptr<HttpConnection>>;
  void make_room();

  std::size_t most_;
  Order order_;
  std::unordered_map<const HttpConnection*, Order::iterator> places_;
};

}  // namespace openclaw
