// SPDX-License-Identifier: MIT
#include "core/effective_config.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

std::string effective(const char* config, const Settings& settings) {
  const Result<JsonTree> tree = parse_json(config);
  return print_json(effective_config(tree ? tree->get() : nullptr, settings).get());
}

TEST(EffectiveConfigTest, WithoutFlagsOnlyTheModeOfTheSecretIsSettled) {
  EXPECT_EQ(effective(R"({"a":1,"gateway":{"tailscale":{"mode":"serve"}}})", Settings()),
            R"({"a":1,"gateway":{"tailscale":{"mode":"serve"},"auth":{"mode":"token"}}})");
  EXPECT_EQ(effective("", Settings()), R"({"gateway":{"auth":{"mode":"token"}}})");
}

TEST(EffectiveConfigTest, TheCommandLineCountsBeforeTheFile) {
  Settings settings;
  settings.auth_mode = AuthMode::kPassword;
  settings.tailscale = "funnel";
  settings.tailscale_by_flag = true;
  settings.tailscale_reset_on_exit = true;
  EXPECT_EQ(effective(R"({"gateway":{"auth":{"mode":"token"},"tailscale":{"mode":"serve",)"
                      R"("resetOnExit":false,"preserveFunnel":true}}})",
                      settings),
            R"({"gateway":{"auth":{"mode":"password"},"tailscale":{"preserveFunnel":true,)"
            R"("mode":"funnel","resetOnExit":true}}})");
}

TEST(EffectiveConfigTest, WhatHasAnotherShapeIsReplaced) {
  EXPECT_EQ(effective(R"({"gateway":7})", Settings()), R"({"gateway":{"auth":{"mode":"token"}}})");
}

}  // namespace
}  // namespace openclaw
