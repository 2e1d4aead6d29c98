// SPDX-License-Identifier: MIT
#include "core/store/store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cerrno>

#include "store_fixture.hpp"

namespace openclaw {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class StoreTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    store_.emplace(path_);
    ASSERT_EQ(store_->open(), "");
    ASSERT_EQ(store_->migrate("test", one_table()), "");
  }
  void TearDown() override {
    store_.reset();
    StoreFixture::TearDown();
  }
  std::int64_t count() { return store_->number("SELECT count(*) FROM t"); }

  std::optional<TestStore> store_;
};

TEST_F(StoreTest, GivesBackWhatWasWrittenOfEveryType) {
  ASSERT_EQ(store_->write({{"CREATE TABLE v(a, b, c, d, e)"}}).err, 0);
  const std::vector<StoreValue> values = {std::monostate{}, std::int64_t{-7}, 2.5,
                                          std::string("a\0b\xC3\xA9", 5),
                                          StoreBlob{std::string("\xFF\0", 2)}};
  ASSERT_EQ(store_->write({{"INSERT INTO v VALUES(?1, ?2, ?3, ?4, ?5)", values}}).err, 0);
  const auto rows = store_->read({"SELECT * FROM v"});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->columns, 5U);
  EXPECT_EQ(rows->cells, values);
}

TEST_F(StoreTest, GivesTheRowOfTheLastInsertAndOnlyOfThisWrite) {
  EXPECT_EQ(store_->write({insert(41), insert(42)}).last_row, 42);
  EXPECT_EQ(store_->write({{"DELETE FROM t"}}).last_row, 0);
}

TEST_F(StoreTest, ReportsWritesInTheOrderInWhichTheyWereAskedFor) {
  std::vector<int> order;
  for (int i = 0; i < 3000; ++i) {
    StoreStatement statement{"INSERT OR IGNORE INTO t VALUES(?1, '')", {std::int64_t{i % 2000}}};
    statement.must_change = true;
    store_->store.write({statement}, [&order, i](StoreWritten) { order.push_back(i); });
  }
  store_->loop.run_until([&order] { return order.size() == 3000; });
  for (int i = 0; i < 3000; ++i) ASSERT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST_F(StoreTest, GroupsTheWritesThatComeWhileACommitRuns) {
  const StoreCounters before = store_->store.counters();
  const std::size_t posts = store_->loop.posts();
  int done = 0;
  for (int i = 0; i < 2500; ++i) {
    store_->store.write({insert(i)}, [&done](StoreWritten written) { done += written.err == 0; });
  }
  store_->loop.run_until([&done] { return done == 2500; });
  const std::uint64_t commits = store_->store.counters().commits - before.commits;
  EXPECT_EQ(store_->store.counters().writes - before.writes, 2500U);
  EXPECT_GE(commits, 3U) << "a group holds at most 1000 writes";
  EXPECT_LT(commits, 1250U);
  EXPECT_EQ(store_->loop.posts() - posts, commits) << "one message to the loop a commit";
}

TEST_F(StoreTest, EndsAGroupAtFourMegabytes) {
  const std::uint64_t before = store_->store.counters().commits;
  int done = 0;
  for (int i = 0; i < 12; ++i) {
    store_->store.write({insert(i, std::string(2 << 20, 'x'))}, [&done](StoreWritten) { ++done; });
  }
  store_->loop.run_until([&done] { return done == 12; });
  EXPECT_GE(store_->store.counters().commits - before, 6U);
}

TEST_F(StoreTest, RollsAWholeWriteBackWhenOneStatementFails) {
  EXPECT_EQ(store_->write({insert(1), {"INSERT INTO missing VALUES(1)"}}).err, -EIO);
  EXPECT_EQ(count(), 0);
}

TEST_F(StoreTest, AFailingWriteLeavesTheOthersOfItsGroupAlone) {
  std::vector<int> errors;
  const auto note = [&errors](StoreWritten written) { errors.push_back(written.err); };
  store_->store.write({insert(1, std::string(1 << 20, 'x'))}, note);
  store_->store.write({insert(2)}, note);
  store_->store.write({insert(3), insert(2)}, note);
  store_->store.write({insert(4)}, note);
  store_->loop.run_until([&errors] { return errors.size() == 4; });
  EXPECT_THAT(errors, ElementsAre(0, 0, -EIO, 0));
  EXPECT_EQ(store_->number("SELECT sum(id) FROM t"), 1 + 2 + 4);
}

TEST_F(StoreTest, AWriteThatEndsTheTransactionTakesNobodyWithIt) {
  ASSERT_EQ(store_->write({insert(1)}).err, 0);
  std::vector<int> errors;
  const auto note = [&errors](StoreWritten written) { errors.push_back(written.err); };
  store_->store.write({insert(10, std::string(1 << 20, 'x'))}, note);
  store_->store.write({insert(2)}, note);
  store_->store.write({{"INSERT OR ROLLBACK INTO t VALUES(1, '')"}}, note);
  store_->store.write({insert(3)}, note);
  store_->loop.run_until([&errors] { return errors.size() == 4; });
  EXPECT_THAT(errors, ElementsAre(0, 0, -EIO, 0));
  EXPECT_EQ(count(), 4);
}

TEST_F(StoreTest, AConstraintThatIsCheckedAtTheCommitTakesNobodyWithIt) {
  ASSERT_EQ(store_
                ->write({{"CREATE TABLE child(t INTEGER REFERENCES t(id) DEFERRABLE INITIALLY"
                          " DEFERRED)"}})
                .err,
            0);
  std::vector<int> errors;
  const auto note = [&errors](StoreWritten written) { errors.push_back(written.err); };
  store_->store.write({insert(1, std::string(1 << 20, 'x'))}, note);
  store_->store.write({insert(2)}, note);
  store_->store.write({{"INSERT INTO child VALUES(99)"}}, note);
  store_->store.write({insert(3)}, note);
  store_->loop.run_until([&errors] { return errors.size() == 4; });
  EXPECT_THAT(errors, ElementsAre(0, 0, -EIO, 0));
  EXPECT_EQ(store_->write({{"INSERT INTO child VALUES(99)"}}).err, -EIO);
  EXPECT_EQ(store_->write({{"INSERT INTO child VALUES(3)"}}).err, 0);
  EXPECT_EQ(count(), 3);
}

TEST_F(StoreTest, RefusesAWriteThatMustChangeAndDoesNot) {
  StoreStatement once{"INSERT OR IGNORE INTO t VALUES(?1, ?2)", {std::int64_t{5}, "first"}};
  once.must_change = true;
  ASSERT_EQ(store_->write({once}).err, 0);
  once.values[1] = "second";
  EXPECT_EQ(store_->write({insert(6), once, insert(7)}).err, -EEXIST);
  EXPECT_EQ(count(), 1);
  EXPECT_EQ(store_->number("SELECT count(*) FROM t WHERE text='first'"), 1);
}

TEST_F(StoreTest, ARefusedWriteSeesTheWriteBeforeItInTheSameGroup) {
  StoreStatement once{"INSERT OR IGNORE INTO t VALUES(5, 'x')"};
  once.must_change = true;
  std::vector<int> errors;
  for (int i = 0; i < 3; ++i) {
    store_->store.write({once}, [&errors](StoreWritten written) { errors.push_back(written.err); });
  }
  store_->loop.run_until([&errors] { return errors.size() == 3; });
  EXPECT_THAT(errors, ElementsAre(0, -EEXIST, -EEXIST));
}

TEST_F(StoreTest, RefusesStatementsThatWouldBreakTheGroup) {
  for (const char* sql : {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT x", "RELEASE one_write",
                          "ATTACH ':memory:' AS m", "PRAGMA synchronous=OFF",
                          "PRAGMA foreign_keys=OFF", "SELECT 1; SELECT 2", "", "nonsense"}) {
    EXPECT_EQ(store_->write({insert(1), {sql}}).err, -EIO) << sql;
  }
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(store_->write({insert(1)}).err, 0);
}

TEST_F(StoreTest, RefusesTheWrongNumberOfValues) {
  EXPECT_EQ(store_->write({{"INSERT INTO t VALUES(?1, ?2)", {std::int64_t{1}}}}).err, -EIO);
  EXPECT_FALSE(store_->read({"SELECT 1", {std::int64_t{1}}}));
}

TEST_F(StoreTest, AReadSeesEveryWriteThatWasReported) {
  for (int i = 1; i <= 50; ++i) {
    ASSERT_EQ(store_->write({insert(i)}).err, 0);
    ASSERT_EQ(count(), i);
  }
}

TEST_F(StoreTest, AReadChangesNothing) {
  ASSERT_EQ(store_->write({insert(1)}).err, 0);
  EXPECT_FALSE(store_->read({"DELETE FROM t"}));
  EXPECT_FALSE(store_->read({"PRAGMA query_only=OFF"}));
  EXPECT_FALSE(store_->read({"SELECT * FROM missing"}));
  EXPECT_EQ(count(), 1);
}

TEST_F(StoreTest, AReadDoesNotWaitForAWriteThatTakesLong) {
  ASSERT_EQ(store_->write({insert(1)}).err, 0);
  bool written = false;
  bool read = false;
  bool read_first = false;
  store_->store.write({{"INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n"
                        " WHERE i<400000) SELECT i, 'a row of a write that takes long' FROM n"}},
                      [&written](StoreWritten) { written = true; });
  store_->store.read({"SELECT count(*) FROM t"}, [&](int err, const StoreRows& rows) {
    read = true;
    read_first = !written && err == 0 && rows.at(0, 0) == StoreValue(std::int64_t{1});
  });
  store_->loop.run_until([&] { return read && written; });
  EXPECT_TRUE(read_first);
  EXPECT_EQ(count(), 400000 - 1 + 1);
}

TEST_F(StoreTest, AReadThatIsAskedForAfterAMigrationSeesItsTables) {
  std::optional<int> error;
  store_->store.migrate(
      "slow",
      {"CREATE TABLE slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1"
       " FROM n WHERE i<100000) SELECT i FROM n"},
      [](const Status&) {});
  store_->store.read({"SELECT count(*) FROM slow"},
                     [&error](int err, const StoreRows&) { error = err; });
  store_->loop.run_until([&error] { return error.has_value(); });
  EXPECT_EQ(error, 0);
}

TEST_F(StoreTest, ForgetsStatementsThatAreNoLongerUsed) {
  const auto ask = [this](int i) { store_->number("SELECT " + std::to_string(i)); };
  for (int i = 0; i < 100; ++i) ask(i);
  const std::int64_t before = sqlite3_memory_used();
  for (int i = 100; i < 1000; ++i) ask(i);
  EXPECT_LT(sqlite3_memory_used() - before, 100'000);
}

TEST_F(StoreTest, StatementsThatWereForgottenWorkAgain) {
  for (int i = 0; i < 200; ++i) {
    ASSERT_EQ(store_->write({{"INSERT INTO t VALUES(" + std::to_string(i) + ", '')"}}).err, 0);
    ASSERT_EQ(store_->number("SELECT count(*) + 0*" + std::to_string(i) + " FROM t"), i + 1);
  }
}

TEST_F(StoreTest, MovesTheLogToTheFileBeforeItGrowsWithoutEnd) {
  for (int i = 0; i < 40; ++i) {
    ASSERT_EQ(store_->write({insert(i, std::string(1 << 20, 'x'))}).err, 0);
  }
  EXPECT_LT(std::filesystem::file_size(path_ + "-wal"), 20U << 20);
  EXPECT_GT(std::filesystem::file_size(path_), 20U << 20);
}

TEST_F(StoreTest, ClosingFinishesWhatWasAskedForAndLeavesNoLog) {
  int done = 0;
  int read = 0;
  bool closed = false;
  for (int i = 0; i < 500; ++i) {
    store_->store.write({insert(i)},
                        [&](StoreWritten written) { done += !closed && !written.err; });
  }
  store_->store.read({"SELECT 1"}, [&](int err, const StoreRows&) { read += !closed && err == 0; });
  store_->store.close([&closed] { closed = true; });
  store_->loop.run_until([&closed] { return closed; });
  EXPECT_EQ(done, 500);
  EXPECT_EQ(read, 1);
  EXPECT_FALSE(std::filesystem::exists(path_ + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path_ + "-shm"));
  store_.emplace(path_);
  ASSERT_EQ(store_->open(), "");
  EXPECT_EQ(count(), 500);
}

TEST_F(StoreTest, RefusesWhatIsAskedForAfterClosing) {
  store_->close();
  EXPECT_EQ(store_->write({insert(1)}).err, -EIO);
  EXPECT_FALSE(store_->read({"SELECT 1"}));
  EXPECT_THAT(store_->migrate("test", one_table()), HasSubstr("not open"));
}

TEST_F(StoreTest, DestroyingItWithoutClosingFinishesTheWrites) {
  for (int i = 0; i < 200; ++i) store_->store.write({insert(i)}, [](StoreWritten) {});
  store_.emplace(path_);
  ASSERT_EQ(store_->open(), "");
  EXPECT_EQ(count(), 200);
}

TEST_F(StoreTest, RunsEachMigrationOnce) {
  std::vector<std::string> steps = {"CREATE TABLE m(a); INSERT INTO m VALUES(1)"};
  EXPECT_EQ(store_->migrate("m", steps), "");
  EXPECT_EQ(store_->migrate("m", steps), "");
  steps.emplace_back("ALTER TABLE m ADD COLUMN b DEFAULT 2");
  steps.emplace_back("UPDATE m SET b=3");
  EXPECT_EQ(store_->migrate("m", steps), "");
  EXPECT_EQ(store_->number("SELECT a + b FROM m"), 4);
  EXPECT_EQ(store_->number("SELECT count(*) FROM store_migrations WHERE owner='m'"), 3);
}

TEST_F(StoreTest, AcceptsAFileFromANewerRelease) {
  ASSERT_EQ(store_->migrate("m", {"CREATE TABLE m(a)", "ALTER TABLE m ADD COLUMN b"}), "");
  store_->close();
  store_.emplace(path_);
  ASSERT_EQ(store_->open(), "");
  EXPECT_EQ(store_->migrate("m", {"CREATE TABLE m(a)"}), "");
  EXPECT_EQ(store_->write({{"INSERT INTO m(a) VALUES(1)"}}).err, 0);
  EXPECT_EQ(store_->number("SELECT max(version) FROM store_migrations WHERE owner='m'"), 2);
}

TEST_F(StoreTest, AMigrationThatFailsIsNamedAndLeavesTheStepsBeforeIt) {
  const std::string error =
      store_->migrate("m", {"CREATE TABLE m(a)", "CREATE TABLE n(a); CREATE TABLE m(a)"});
  EXPECT_THAT(error, HasSubstr(path_));
  EXPECT_THAT(error, HasSubstr("step 2 of 2 for the tables of m"));
  EXPECT_EQ(store_->number("SELECT count(*) FROM sqlite_schema WHERE name='m'"), 1);
  EXPECT_EQ(store_->number("SELECT count(*) FROM sqlite_schema WHERE name='n'"), 0);
  EXPECT_EQ(store_->migrate("m", {"", "CREATE TABLE n(a)"}), "");
}

TEST_F(StoreTest, AMigrationMayNotEndItsTransaction) {
  EXPECT_NE(store_->migrate("m", {"CREATE TABLE m(a); COMMIT"}), "");
  EXPECT_EQ(store_->number("SELECT count(*) FROM sqlite_schema WHERE name='m'"), 0);
}

}  // namespace
}  // namespace openclaw
