// SPDX-License-Identifier: MIT
// The connections that speak HTTP. There are only so many: a newcomer takes the place of one that
// is not being served, so that peers who never speak use up neither descriptors nor memory. Of
// those who may go, the oldest of the address with most connections does.
#pragma once
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/http/connection.hpp"

namespace openclaw {

class Crowd {
 public:
  explicit Crowd(std::size_t most) : most_(most) {}

  // True when another connection was ended for it. Where all are being served, there is one more.
  bool add(std::unique_ptr<HttpConnection> connection);
  // Forgets a connection, which ends with the returned value; null when it is none of these.
  std::unique_ptr<HttpConnection> release(HttpConnection& connection);
  // Ends them all.
  void clear();
  [[nodiscard]] std::size_t size() const { return places_.size(); }

 private:
  struct Member {
    std::unique_ptr<HttpConnection> connection;
    std::uint64_t number;  // in the order they came
  };
  using Line = std::list<Member>;
  struct Place {
    std::string network;
    Line::iterator at;
  };
  // The largest last, and of several the one whose first came first.
  using Rank = std::pair<std::size_t, std::uint64_t>;
  static Rank rank_of(const Line& line);
  void unrank(const Line& line);
  void rank(const std::string& network, const Line& line);
  bool make_room();
  HttpConnection* find_idle(const std::string& network, std::size_t& looks);

  std::size_t most_;
  std::uint64_t next_ = 0;
  std::unordered_map<std::string, Line> lines_;  // by client_network()
  std::set<std::pair<Rank, std::string>> ranks_;
  std::unordered_map<const HttpConnection*, Place> places_;
};

}  // namespace openclaw
