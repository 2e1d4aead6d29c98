// SPDX-License-Identifier: MIT
#include "core/net/bind.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace openclaw {
namespace {

using Texts = std::vector<std::string>;

// A machine with these addresses, beside its loopback if it has one.
NetworkView machine(Texts addresses, bool has_loopback = true, bool in_container = false) {
  return {[addresses, has_loopback](const std::string& address) {
            if (address == "127.0.0.1") return has_loopback;
            return address == "0.0.0.0" ||
                   std::find(addresses.begin(), addresses.end(), address) != addresses.end();
          },
          [addresses] { return addresses; }, [in_container] { return in_container; }};
}

Texts addresses_of(const BindRequest& request, const NetworkView& network) {
  const auto plan = plan_bind(request, network);
  if (!plan) return {plan.error().message};
  return plan->addresses;
}

TEST(BindTest, TheModesHaveTheirNames) {
  for (const char* name : {"loopback", "lan", "tailnet", "auto", "custom"}) {
    const auto mode = parse_bind_mode(name);
    ASSERT_TRUE(mode) << name;
    EXPECT_EQ(bind_mode_name(*mode), name);
  }
  EXPECT_FALSE(parse_bind_mode("Loopback"));
  EXPECT_FALSE(parse_bind_mode(""));
}

TEST(BindTest, LoopbackIsTheLoopbackOrNothing) {
  const auto plan = plan_bind({}, machine({"192.0.2.2"}));
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->addresses, Texts{"127.0.0.1"});
  EXPECT_EQ(plan->extra, Texts{"::1"});
  EXPECT_TRUE(plan->loopback_only());
  EXPECT_EQ(addresses_of({}, machine({"192.0.2.2"}, false)),
            Texts{"gateway bind=loopback resolved to non-loopback host 0.0.0.0; refusing fallback "
                  "to a network bind"});
}

TEST(BindTest, LanIsEverywhere) {
  EXPECT_EQ(addresses_of({BindMode::kLan, ""}, machine({})), Texts{"0.0.0.0"});
  EXPECT_FALSE(plan_bind({BindMode::kLan, ""}, machine({}))->loopback_only());
}

TEST(BindTest, TailnetIsItsAddressAndTheLoopback) {
  const BindRequest request{BindMode::kTailnet, ""};
  EXPECT_EQ(addresses_of(request, machine({"192.0.2.2", "100.101.102.103"})),
            (Texts{"100.101.102.103", "127.0.0.1"}));
}

TEST(BindTest, WithoutATailnetItIsTheLoopbackAndSaysSo) {
  const auto plan = plan_bind({BindMode::kTailnet, ""}, machine({"192.0.2.2", "100.128.0.1"}));
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->loopback_only());
  EXPECT_NE(plan->note.find("no tailnet address"), std::string::npos);
  EXPECT_FALSE(plan_bind({BindMode::kTailnet, ""}, machine({"192.0.2.2"}, false)));
}

TEST(BindTest, AutoPrefersTheLoopback) {
  EXPECT_EQ(addresses_of({BindMode::kAuto, ""}, machine({"192.0.2.2"})), Texts{"127.0.0.1"});
  EXPECT_EQ(addresses_of({BindMode::kAuto, ""}, machine({"192.0.2.2"}, false)), Texts{"0.0.0.0"});
}

TEST(BindTest, AutoInAContainerIsForThoseOutsideOfIt) {
  const NetworkView network = machine({"192.0.2.2"}, true, true);
  EXPECT_EQ(addresses_of({BindMode::kAuto, ""}, network), Texts{"0.0.0.0"});
  EXPECT_EQ(addresses_of({BindMode::kLoopback, ""}, network), Texts{"127.0.0.1"});
}

TEST(BindTest, CustomIsThatAddressOrNothing) {
  const NetworkView network = machine({"192.0.2.2", "127.0.0.2"});
  const auto custom = [&network](const char* host) {
    return addresses_of({BindMode::kCustom, host}, network);
  };
  EXPECT_EQ(custom("192.0.2.2"), (Texts{"192.0.2.2", "127.0.0.1"}));
  EXPECT_EQ(custom("0.0.0.0"), Texts{"0.0.0.0"});
  EXPECT_EQ(custom("127.0.0.1"), Texts{"127.0.0.1"});
  EXPECT_EQ(custom("127.0.0.2"), (Texts{"127.0.0.2", "127.0.0.1"}));
  EXPECT_EQ(custom("192.0.2.3"), Texts{"gateway bind=custom requested 192.0.2.3 but resolved "
                                       "0.0.0.0; refusing fallback"});
  EXPECT_EQ(custom(""), Texts{"gateway.bind=custom requires gateway.customBindHost"});
  for (const char* bad :
       {"localhost", "192.0.2", "192.0.2.02", "::1", "192.0.2.2:80", "256.1.1.1"}) {
    EXPECT_EQ(custom(bad), Texts{"gateway.bind=custom requires a valid IPv4 customBindHost (got " +
                                 std::string(bad) + ")"});
  }
}

TEST(BindTest, TailnetAddressesAreThoseOfTheSharedRange) {
  for (const char* inside : {"100.64.0.0", "100.64.0.1", "100.127.255.255"}) {
    EXPECT_TRUE(is_tailnet_address(inside)) << inside;
  }
  for (const char* outside : {"100.63.255.255", "100.128.0.0", "10.0.0.1", "::1", ""}) {
    EXPECT_FALSE(is_tailnet_address(outside)) << outside;
  }
}

}  // namespace
}  // namespace openclaw
