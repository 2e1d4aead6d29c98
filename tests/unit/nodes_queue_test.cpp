// SPDX-License-Identifier: MIT
#include "plugins/nodes/queue.hpp"

#include <gtest/gtest.h>

#include "plugins/nodes/rate.hpp"
#include "plugins/nodes/run_tickets.hpp"

namespace nodes {
namespace {

constexpr std::int64_t kNow = 1'000'000;

TEST(NodesQueue, OneOfEachTypeWaits) {
  Record record;
  const Queued first = enqueue_work(record, "status.request", "normal", 1000, kNow);
  const Queued again = enqueue_work(record, "status.request", "high", 1000, kNow);
  EXPECT_TRUE(first.is_new);
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.work.id, first.work.id);
  EXPECT_EQ(record.revision, 1);
  EXPECT_TRUE(enqueue_work(record, "location.request", "normal", 1000, kNow).is_new);
  EXPECT_TRUE(enqueue_work(record, "status.request", "normal", 1000, kNow + 1000).is_new)
      << "the first has expired";
}

TEST(NodesQueue, TheMostUrgentIsDrainedFirstAndIsGone) {
  Record record;
  enqueue_work(record, "status.request", "normal", 1000, kNow);
  enqueue_work(record, "location.request", "high", 1000, kNow + 1);
  Drained one = drain_work(record, 1, kNow + 2);
  ASSERT_EQ(one.items.size(), 1U);
  EXPECT_EQ(one.items[0].type, "location.request");
  EXPECT_TRUE(one.has_more && one.changed);
  one = drain_work(record, 4, kNow + 2);
  EXPECT_EQ(one.items.size(), 1U);
  EXPECT_FALSE(one.has_more);
  EXPECT_EQ(record.revision, 4);
}

TEST(NodesQueue, AStatusIsAskedForAllTheSame) {
  Record record;
  Drained none = drain_work(record, 1, kNow);
  ASSERT_EQ(none.items.size(), 1U);
  EXPECT_EQ(none.items[0].id, "baseline-status");
  EXPECT_FALSE(none.changed);
  enqueue_work(record, "location.request", "normal", 1000, kNow);
  none = drain_work(record, 1, kNow);
  EXPECT_EQ(none.items[0].type, "location.request");
  EXPECT_TRUE(none.has_more) << "the status had no room";
}

TEST(NodesQueue, ActionsAreKnownByTheirKeyAndBounded) {
  Record record;
  for (std::size_t i = 0; i < kMostActions + 3; ++i) {
    enqueue_action(record, {std::to_string(i), "c", "", "k" + std::to_string(i), kNow});
  }
  EXPECT_EQ(record.actions.size(), kMostActions);
  EXPECT_EQ(record.actions.front().id, "3");
  EXPECT_EQ(enqueue_action(record, {"new", "c", "", "k5", kNow}).id, "5");
  EXPECT_TRUE(prune(record, kNow + kActionLivesMs));
  EXPECT_TRUE(record.actions.empty());
}

TEST(NodesRate, SoManyAtOnceAndSoManyASecond) {
  Bucket bucket(3, 2);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(bucket.take(5000), 0U);
  EXPECT_EQ(bucket.take(5000), 500U);
  EXPECT_EQ(bucket.take(5499), 1U);
  EXPECT_EQ(bucket.take(5500), 0U);
  EXPECT_EQ(bucket.take(5500, 3), 1500U);
  EXPECT_EQ(bucket.take(~std::uint64_t{0}, 3), 0U);
}

TEST(NodesTickets, ARunIsOneOfItsConnectionAndSession) {
  RunTickets tickets;
  tickets.add("c", {"r", "s", 1000}, 1);
  tickets.add("c", {"any", "", 0}, 1);
  EXPECT_FALSE(tickets.take("other", "r", "s", true, 2));
  EXPECT_FALSE(tickets.take("c", "r", "another", true, 2));
  EXPECT_TRUE(tickets.take("c", "r", "s", false, 2));
  EXPECT_TRUE(tickets.take("c", "r", "s", true, 2));
  EXPECT_FALSE(tickets.take("c", "r", "s", true, 2)) << "it has ended";
  EXPECT_TRUE(tickets.take("c", "any", "whatever", false, ~std::uint64_t{0}));
  tickets.left("c");
  EXPECT_FALSE(tickets.take("c", "any", "whatever", false, 2));
}

TEST(NodesTickets, TheyExpireBehindTheirTimeAndAreBounded) {
  RunTickets tickets;
  tickets.add("c", {"r", "", 1000}, 0);
  EXPECT_TRUE(tickets.take("c", "r", "", false, 300'999));
  EXPECT_FALSE(tickets.take("c", "r", "", false, 301'000));
  for (std::size_t i = 0; i <= RunTickets::kMost; ++i) {
    tickets.add("c", {std::to_string(i), "", 0}, 0);
  }
  EXPECT_FALSE(tickets.take("c", "0", "", true, 0));
  EXPECT_TRUE(tickets.take("c", "1", "", true, 0));
}

}  // namespace
}  // namespace nodes
