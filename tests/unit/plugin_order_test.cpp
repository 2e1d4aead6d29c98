// SPDX-License-Identifier: MIT
#include "core/plugin/order.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <list>

namespace openclaw {
namespace {

using Places = std::vector<std::size_t>;

class PluginOrderTest : public testing::Test {
 protected:
  void add(const char* id, std::initializer_list<const char*> after) {
    names_.emplace_back(after).push_back(nullptr);
    oc_plugin& table = tables_.emplace_back();
    table.id = id;
    table.after = names_.back().data();
    plugins_.push_back(&table);
  }
  std::vector<const oc_plugin*> plugins_;

 private:
  std::list<std::vector<const char*>> names_;
  std::list<oc_plugin> tables_;
};

TEST_F(PluginOrderTest, StaysWhereNothingIsSaid) {
  add("b", {});
  add("a", {});
  add("c", {});
  const PluginOrder order = order_plugins(plugins_);
  EXPECT_EQ(order.starts, (Places{0, 1, 2}));
  EXPECT_TRUE(order.circles.empty());
}

TEST_F(PluginOrderTest, PutsFirstWhoIsWaitedFor) {
  add("last", {"middle", "not there"});
  add("middle", {"first"});
  add("first", {});
  const PluginOrder order = order_plugins(plugins_);
  EXPECT_EQ(order.starts, (Places{2, 1, 0}));
  EXPECT_TRUE(order.circles.empty());
}

TEST_F(PluginOrderTest, FindsTheCircleAndNotWhoWaitsForIt) {
  add("outside", {"b"});
  add("a", {"b"});
  add("b", {"c"});
  add("c", {"a"});
  const PluginOrder order = order_plugins(plugins_);
  ASSERT_EQ(order.circles.size(), 1U);
  EXPECT_EQ(order.circles[0], (Places{2, 3, 1}));
  // b goes first; a, which waited for b, then comes before c, and outside waited for b alone.
  EXPECT_EQ(order.starts, (Places{2, 0, 1, 3}));
}

TEST_F(PluginOrderTest, OneThatWaitsForItselfIsACircle) {
  add("self", {"self"});
  const PluginOrder order = order_plugins(plugins_);
  ASSERT_EQ(order.circles.size(), 1U);
  EXPECT_EQ(order.circles[0], Places{0});
  EXPECT_EQ(order.starts, Places{0});
}

TEST_F(PluginOrderTest, NamesWhoIsMissing) {
  add("a", {"b", "nobody"});
  add("b", {});
  EXPECT_EQ(missing_before(*plugins_[0], plugins_), std::vector<std::string>{"nobody"});
  EXPECT_TRUE(missing_before(*plugins_[1], plugins_).empty());
}

TEST_F(PluginOrderTest, ATableMayHaveNoAfter) {
  add("a", {});
  oc_plugin bare{};
  bare.id = "bare";
  plugins_.push_back(&bare);
  EXPECT_EQ(order_plugins(plugins_).starts, (Places{0, 1}));
  EXPECT_TRUE(missing_before(bare, plugins_).empty());
}

}  // namespace
}  // namespace openclaw
