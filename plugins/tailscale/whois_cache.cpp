// SPDX-License-Identifier: MIT
#include "whois_cache.hpp"

#include <utility>

namespace tailscale {

const std::optional<Person>* WhoisCache::get(const std::string& address, std::uint64_t now_ms) {
  const auto found = rows_.find(address);
  if (found == rows_.end()) return nullptr;
  if (now_ms < found->second.until_ms) return &found->second.person;
  drop(found);
  return nullptr;
}

void WhoisCache::put(const std::string& address, std::optional<Person> person,
                     std::uint64_t now_ms) {
  if (const auto old = rows_.find(address); old != rows_.end()) drop(old);
  if (rows_.size() >= kMost && !make_room(person.has_value(), now_ms)) return;
  Ages& ages = ages_of(person.has_value());
  const std::uint64_t until = now_ms + (person ? kKnownMs : kUnknownMs);
  rows_[address] = {std::move(person), until, ages.insert(ages.end(), address)};
}

bool WhoisCache::make_room(bool for_known, std::uint64_t now_ms) {
  const auto known = known_.empty() ? rows_.end() : rows_.find(known_.front());
  if (known != rows_.end() && known->second.until_ms <= now_ms) {
    drop(known);
  } else if (!unknown_.empty()) {
    drop(rows_.find(unknown_.front()));
  } else if (for_known) {
    drop(known);
  } else {
    return false;
  }
  return true;
}

void WhoisCache::drop(std::map<std::string, Row>::iterator row) {
  ages_of(row->second.person.has_value()).erase(row->second.age);
  rows_.erase(row);
}

}  // namespace tailscale
