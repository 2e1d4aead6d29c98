// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "cli/fingerprint.hpp"
#include "cli/plaintext.hpp"

namespace openclaw::cli {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(CliTrust, ReadsFingerprintsInEverySpelling) {
  const std::string hex = repeated("ab", 32);
  const std::string colons = repeated("AB:", 31) + "AB";
  for (const std::string& text :
       {hex, colons, "sha256:" + hex, "SHA256:" + colons, " " + hex + "\n"}) {
    EXPECT_EQ(read_fingerprint(text), hex) << text;
  }
}

TEST(CliTrust, RefusesWhatIsNoFingerprint) {
  const std::string hex = repeated("ab", 32);
  for (const std::string& text :
       {std::string(), std::string("sha256:"), hex + "a", hex.substr(1), "g" + hex.substr(1),
        "sha1:" + hex, repeated("a:b", 31) + "ab", repeated("AB-", 31) + "AB",
        repeated("AB:", 31) + "A:", "sha256: " + hex}) {
    EXPECT_EQ(read_fingerprint(text), "") << text;
  }
}

TEST(CliTrust, PlainTextIsForPrivateHosts) {
  for (const char* host :
       {"127.0.0.1", "localhost", "::1", "10.1.2.3", "172.16.0.1", "172.31.9.9", "192.168.1.5",
        "169.254.3.4", "100.64.0.1", "100.127.255.254", "fe80::1", "fe80::1%eth0", "fd00::1",
        "::ffff:10.0.0.1", "pi.local", "Pi.LOCAL.", "gw.tailnet.ts.net"}) {
    EXPECT_TRUE(may_go_plain(host, false)) << host;
  }
  for (const char* host :
       {"203.0.113.5", "172.32.0.1", "100.128.0.1", "2001:db8::1", "gw.example", "local",
        "gw.local.example", "xts.net", "localhost.", "127.0.0.1.", "::ffff:203.0.113.5"}) {
    EXPECT_FALSE(may_go_plain(host, false)) << host;
  }
}

TEST(CliTrust, TheWayAroundIsForNamesAlone) {
  EXPECT_TRUE(may_go_plain("gw.example", true));
  EXPECT_FALSE(may_go_plain("203.0.113.5", true));
  EXPECT_FALSE(may_go_plain("2001:db8::1", true));
}

}  // namespace
}  // namespace openclaw::cli
