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
  if (rows_.size() >= kMost) drop(rows_.find(ages_.front()));
  const std::uint64_t until = now_ms + (person ? kKnownMs : kUnknownMs);
  rows_[address] = {std::move(person), until, ages_.insert(ages_.end(), address)};
}

void WhoisCache::drop(std::map<std::string, Row>::iterator row) {
  ages_.erase(row->second.age);
  rows_.erase(row);
}

}  // namespace tailscale
