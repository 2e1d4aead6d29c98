// SPDX-License-Identifier: MIT
#include "core/net/crowd.hpp"

#include <utility>

namespace openclaw {
namespace {

constexpr std::size_t kLooks = 32;  // at those in front, while they are being served

}  // namespace

void Crowd::add(std::unique_ptr<HttpConnection> connection) {
  if (places_.size() >= most_) make_room();
  const HttpConnection* key = connection.get();
  places_.emplace(key, order_.insert(order_.end(), std::move(connection)));
}

// Who is being served goes to the end of the line, so that nobody is looked at twice in a row.
void Crowd::make_room() {
  for (std::size_t i = 0; i < kLooks && !order_.empty(); ++i) {
    if (order_.front()->awaits_request()) {
      release(*order_.front());
      return;
    }
    order_.splice(order_.end(), order_, order_.begin());
  }
}

std::unique_ptr<HttpConnection> Crowd::release(HttpConnection& connection) {
  const auto place = places_.find(&connection);
  if (place == places_.end()) return nullptr;
  std::unique_ptr<HttpConnection> released = std::move(*place->second);
  order_.erase(place->second);
  places_.erase(place);
  return released;
}

// Those who are told of an end may look here meanwhile.
void Crowd::clear() {
  places_.clear();
  const Order ending = std::exchange(order_, {});
}

}  // namespace openclaw
