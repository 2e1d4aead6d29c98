// SPDX-License-Identifier: MIT
// Everything at once, for ThreadSanitizer: writes, refused writes, reads, migrations, closing.
#include <gtest/gtest.h>

#include <cerrno>
#include <random>

#include "store_fixture.hpp"

namespace openclaw {
namespace {

using StoreStressTest = StoreFixture;

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }

 private:
  std::mt19937 random_;
};

struct Tally {
  int open = 0;  // questions without an answer yet
  int written = 0;
  int refused = 0;
  std::int64_t seen = 0;
  bool ordered = true;
};

void ask_write(TestStore& store, Tally& tally, std::int64_t id) {
  StoreStatement statement{"INSERT OR IGNORE INTO t VALUES(?1, ?2)", {id, std::string(64, 'x')}};
  statement.must_change = true;
  ++tally.open;
  store.store.write({statement}, [&tally](StoreWritten done) {
    --tally.open;
    tally.written += done.err == 0;
    tally.refused += done.err == -EEXIST;
  });
}

void ask_count(TestStore& store, Tally& tally) {
  ++tally.open;
  const int reported = tally.written;
  store.store.read({"SELECT count(*) FROM t"}, [&tally, reported](int err, const StoreRows& rows) {
    --tally.open;
    const auto count = err == 0 ? std::get<std::int64_t>(rows.at(0, 0)) : -1;
    tally.ordered = tally.ordered && count >= reported && count >= tally.seen;
    tally.seen = count;
  });
}

TEST_F(StoreStressTest, KeepsItsPromisesUnderLoad) {
  TestStore store(path_);
  ASSERT_EQ(store.open(), "");
  ASSERT_EQ(store.migrate("test", one_table()), "");
  Dice dice(7);
  Tally tally;
  int asked = 0;
  for (int turn = 0; turn < 300; ++turn) {
    for (int i = dice.below(40); i > 0; --i, ++asked) ask_write(store, tally, dice.below(4000));
    for (int i = dice.below(4); i > 0; --i) ask_count(store, tally);
    const int limit = dice.below(60);
    store.loop.run_until([&tally, limit] { return tally.open <= limit; });
  }
  store.loop.run_until([&tally] { return tally.open == 0; });
  EXPECT_TRUE(tally.ordered);
  EXPECT_EQ(tally.written + tally.refused, asked);
  EXPECT_EQ(store.number("SELECT count(*) FROM t"), tally.written);
  store.close();
}

TEST_F(StoreStressTest, EndsInTheMiddleOfEverything) {
  Dice dice(8);
  for (int round = 0; round < 30; ++round) {
    TestStore store(path_);
    Tally tally;
    store.store.open([](const Status& done) { EXPECT_TRUE(done.ok()); });
    store.store.migrate("test", one_table(), [](const Status& done) { EXPECT_TRUE(done.ok()); });
    for (int i = 0; i < 50; ++i) ask_write(store, tally, round * 50 + i);
    if (dice.below(2) == 0) ask_count(store, tally);
    bool closed = false;
    if (dice.below(2) == 0) {
      store.store.close([&closed] { closed = true; });
      store.loop.run_until([&closed] { return closed; });
      EXPECT_EQ(tally.open, 0);
    }
  }
  TestStore store(path_);
  ASSERT_EQ(store.open(), "");
  EXPECT_EQ(store.number("SELECT count(*) FROM t"), 30 * 50);
}

}  // namespace
}  // namespace openclaw
