// SPDX-License-Identifier: MIT
#include "core/net/address.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

bool holds(const char* range, const char* address) {
  const auto parsed = AddressRange::parse(range);
  const auto one = Address::parse(address);
  EXPECT_TRUE(parsed && one) << range << ' ' << address;
  return parsed && one && parsed->holds(*one);
}

TEST(Address, IsReadAndWrittenInOneForm) {
  EXPECT_EQ(Address::parse("192.0.2.1")->text(), "192.0.2.1");
  EXPECT_EQ(Address::parse("::ffff:192.0.2.1")->text(), "192.0.2.1");
  EXPECT_EQ(Address::parse("2001:DB8:0:0::1")->text(), "2001:db8::1");
  EXPECT_EQ(*Address::parse("::ffff:192.0.2.1"), *Address::parse("192.0.2.1"));
}

TEST(Address, WhatIsNoneIsRefused) {
  for (const char* text : {"", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1:80", "[::1]",
                           "fe80::1%eth0", "192.0.2.01", " 192.0.2.1", "1:2:3:4:5:6:7:8:9"}) {
    EXPECT_FALSE(Address::parse(text)) << text;
  }
  EXPECT_FALSE(Address::parse(std::string(1'000, '1')));
}

TEST(Address, ItsFirstBitsNameItsNetwork) {
  EXPECT_EQ(Address::parse("2001:db8::1:2:3:4")->first_bits(64).text(), "2001:db8::");
  EXPECT_EQ(Address::parse("2001:db8:0:ff::1")->first_bits(60).text(), "2001:db8:0:f0::");
  EXPECT_EQ(Address::parse("192.0.2.7")->first_bits(128).text(), "192.0.2.7");
}

TEST(AddressRange, HoldsTheAddressesOfItsNetwork) {
  EXPECT_TRUE(holds("192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(holds("192.0.2.7", "192.0.2.8"));
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.1"));
  EXPECT_TRUE(holds("10.1.2.3/8", "10.9.9.9")) << "the rest of the first address is nothing";
  EXPECT_TRUE(holds("192.0.2.128/25", "192.0.2.200"));
  EXPECT_FALSE(holds("192.0.2.128/25", "192.0.2.100"));
  EXPECT_TRUE(holds("2001:db8::/32", "2001:db8:ffff::1"));
  EXPECT_FALSE(holds("2001:db8::/32", "2001:db9::1"));
  EXPECT_TRUE(holds("0.0.0.0/0", "192.0.2.1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1")) << "IPv4 alone";
  EXPECT_TRUE(holds("192.0.2.0/24", "::ffff:192.0.2.9"));
  EXPECT_TRUE(holds("::ffff:10.0.0.0/104", "10.255.0.1"));
  EXPECT_FALSE(holds("::ffff:10.0.0.0/104", "192.0.2.1"));
}

TEST(AddressRange, EverythingIsKnownAsSuch) {
  for (const char* text : {"0.0.0.0/0", "192.0.2.1/0", "::/0", "::ffff:0.0.0.0/96"}) {
    EXPECT_TRUE(AddressRange::parse(text)->is_everything()) << text;
  }
  for (const char* text : {"0.0.0.0/1", "0.0.0.0", "::/1", "::/96"}) {
    EXPECT_FALSE(AddressRange::parse(text)->is_everything()) << text;
  }
}

TEST(AddressRange, WhatIsNoneIsRefused) {
  for (const char* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "2001:db8::/129",
        "proxy.example", "::ffff:10.0.0.0/8", "::ffff:10.0.0.0/95", "10.0.0.0/8/8", "*"}) {
    EXPECT_FALSE(AddressRange::parse(text)) << text;
  }
}

}  // namespace
}  // namespace openclaw
