// SPDX-License-Identifier: MIT
#include "core/net/crowd.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kLooks = 32;  // at those in front, while they are being served

}  // namespace

bool Crowd::add(std::unique_ptr<HttpConnection> connection) {
  const bool made_room = places_.size() >= most_ && make_room();
  const HttpConnection* key = connection.get();
  const std::string network = client_network(connection->peer());
  Line& line = lines_[network];
  unrank(line);
  const auto at = line.insert(line.end(), Member{std::move(connection), next_++});
  places_.emplace(key, Place{network, at});
  rank(network, line);
  return made_room;
}

void Crowd::unrank(const Line& line) {
  if (line.empty()) return;
  const auto at = ranks_.lower_bound({rank_of(line), {}});
  if (at != ranks_.end()) ranks_.erase(at);
}

void Crowd::rank(const std::string& network, const Line& line) {
  if (!line.empty()) ranks_.insert({rank_of(line), network});
}

// No two lines begin with the same member.
Crowd::Rank Crowd::rank_of(const Line& line) { return {line.size(), ~line.front().number}; }

bool Crowd::make_room() {
  std::size_t looks = kLooks;
  std::vector<std::string> networks;
  for (auto at = ranks_.rbegin(); at != ranks_.rend() && networks.size() < kLooks; ++at) {
    networks.push_back(at->second);
  }
  for (const std::string& network : networks) {
    HttpConnection* idle = looks > 0 ? find_idle(network, looks) : nullptr;
    if (!idle) continue;
    release(*idle);
    return true;
  }
  return false;
}

// Who is being served goes to the end of the line, so that nobody is looked at twice in a row.
HttpConnection* Crowd::find_idle(const std::string& network, std::size_t& looks) {
  Line& line = lines_[network];
  HttpConnection* found = nullptr;
  unrank(line);
  for (std::size_t left = line.size(); left > 0 && looks > 0 && !found; --left, --looks) {
    if (line.front().connection->gives_way()) {
      found = line.front().connection.get();
    } else {
      line.splice(line.end(), line, line.begin());
    }
  }
  rank(network, line);
  return found;
}

std::unique_ptr<HttpConnection> Crowd::release(HttpConnection& connection) {
  const auto place = places_.find(&connection);
  if (place == places_.end()) return nullptr;
  const auto line = lines_.find(place->second.network);
  unrank(line->second);
  std::unique_ptr<HttpConnection> released = std::move(place->second.at->connection);
  line->second.erase(place->second.at);
  rank(line->first, line->second);
  if (line->second.empty()) lines_.erase(line);
  places_.erase(place);
  return released;
}

// Those who are told of an end may look here meanwhile.
void Crowd::clear() {
  places_.clear();
  ranks_.clear();
  const auto ending = std::exchange(lines_, {});
}

}  // namespace openclaw
