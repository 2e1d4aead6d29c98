// SPDX-License-Identifier: MIT
#include "cli/discover/book.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostTxtKeys = 64;
constexpr std::size_t kQuestionsAtOnce = 16;

}  // namespace

std::vector<std::pair<std::string, std::string>> read_txt(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string_view text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || out.size() == kMostTxtKeys) continue;
    const std::string key(oc::trimmed(text.substr(0, equals)));
    const auto same = [&key](const auto& one) { return one.first == key; };
    if (key.empty() || std::any_of(out.begin(), out.end(), same)) continue;
    out.emplace_back(key, oc::trimmed(text.substr(equals + 1)));
  }
  return out;
}

std::string host_of(const DnsName& name) {
  std::string out;
  for (const std::string& part : name) out += (out.empty() ? "" : ".") + part;
  return out;
}

BeaconBook::BeaconBook(std::string domain)
    : domain_(std::move(domain)), service_(dns_name("_openclaw-gw._tcp." + domain_)) {}

BeaconBook::Entry* BeaconBook::entry(const DnsName& name) {
  if (name.size() != service_.size() + 1 || name.front().empty()) return nullptr;
  if (!same_name({name.begin() + 1, name.end()}, service_)) return nullptr;
  const std::string key = oc::lower(name.front());
  const auto found = entries_.find(key);
  if (found != entries_.end()) return &found->second;
  if (entries_.size() == kMostBeacons) return nullptr;
  Entry& made = entries_[key];
  made.instance = name.front();
  return &made;
}

void BeaconBook::take(const DnsMessage& message) {
  for (const DnsRecord& record : message.records) take(record);
}

void BeaconBook::take(const DnsRecord& record) {
  if (record.type == DnsType::kPtr) {
    Entry* const one = same_name(record.owner, service_) ? entry(record.target) : nullptr;
    // One that says good-bye has no time left.
    if (one) one->named = record.ttl > 0;
    return;
  }
  Entry* const one = entry(record.owner);
  if (!one || record.ttl == 0) return;
  if (record.type == DnsType::kSrv) {
    one->placed = true;
    one->host = host_of(record.target);
    one->port = record.port;
  } else {
    one->worded = true;
    one->txt = read_txt(record.texts);
  }
}

std::vector<DnsQuestion> BeaconBook::missing(const Questions& before) const {
  std::vector<DnsQuestion> out;
  const auto ask = [&](const DnsName& name, DnsType type) {
    if (before.count({name, type}) == 0) out.push_back({name, type});
  };
  for (const auto& [key, entry] : entries_) {
    if (!entry.named || out.size() >= kQuestionsAtOnce) continue;
    DnsName name{entry.instance};
    name.insert(name.end(), service_.begin(), service_.end());
    if (!entry.placed) ask(name, DnsType::kSrv);
    if (!entry.worded) ask(name, DnsType::kTxt);
  }
  return out;
}

std::vector<Beacon> BeaconBook::beacons() const {
  std::vector<Beacon> out;
  for (const auto& [key, entry] : entries_) {
    if (!entry.named || !entry.placed) continue;
    out.push_back({entry.instance, domain_, entry.host, entry.port, entry.txt});
  }
  return out;
}

}  // namespace openclaw::cli
