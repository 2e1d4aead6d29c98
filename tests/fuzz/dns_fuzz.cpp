// SPDX-License-Identifier: MIT
// Answers of strangers to `gateway discover`: whatever they hold, what comes out is bounded, and
// fit for a terminal and for JSON.
#include <cstdint>
#include <string_view>

#include "cli/discover/book.hpp"
#include "core/client/frame.hpp"
#include "expect.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kPartBytes = 63;

void check_text(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    EXPECT_THAT_HOLDS(c == '\n' || (byte >= 0x20 && byte != 0x7F));
  }
}

void check(std::string_view packet) {
  const auto message = read_dns(packet);
  if (!message) return;
  for (const DnsRecord& record : message->records) {
    for (const std::string& part : record.owner) EXPECT_THAT_HOLDS(part.size() <= kPartBytes);
    for (const std::string& part : record.target) EXPECT_THAT_HOLDS(part.size() <= kPartBytes);
  }
  BeaconBook book("local.");
  book.take(*message);
  book.take(*message);
  EXPECT_THAT_HOLDS(book.missing().size() <= 64);
  const std::vector<Beacon> beacons = book.beacons();
  EXPECT_THAT_HOLDS(beacons.size() <= kMostBeacons);
  for (const Beacon& beacon : beacons) {
    EXPECT_THAT_HOLDS(is_json(beacon_json(beacon)));
    check_text(beacon_text(beacon));
  }
  for (const DnsQuestion& question : book.missing()) {
    EXPECT_THAT_HOLDS(!read_dns(dns_query(1, {question}, Asked::kOne)));
  }
}

}  // namespace
}  // namespace openclaw::cli

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  openclaw::cli::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
