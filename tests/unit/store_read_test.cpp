// SPDX-License-Identifier: MIT
// What the reading half of the store may hold: so many reads, and so many bytes of results.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <thread>

#include "core/store/store.hpp"
#include "store_fixture.hpp"

namespace openclaw {
namespace {

constexpr std::int64_t kRowBytes = 1 << 20;

class StoreReadTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    store_.emplace(path_);
    ASSERT_EQ(store_->open(), "");
  }
  void TearDown() override {
    store_.reset();
    StoreFixture::TearDown();
  }
  // So many rows of 1 MB, which nobody has to store first.
  static StoreStatement megabytes(std::int64_t rows) {
    return {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?1)"
        " SELECT i, zeroblob(?2) FROM n",
        {rows, kRowBytes}};
  }
  int error_of(const StoreStatement& statement) {
    std::optional<int> error;
    store_->store.read(statement, [&error](int err, const StoreRows&) { error = err; });
    store_->loop.run_until([&error] { return error.has_value(); });
    return error.value_or(0);
  }

  std::optional<TestStore> store_;
};

TEST_F(StoreReadTest, AResultThatIsTooLargeIsRefusedAndNamed) {
  EXPECT_EQ(error_of(megabytes(15)), 0);
  testing::internal::CaptureStderr();
  EXPECT_EQ(error_of(megabytes(17)), -E2BIG);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::AllOf(testing::HasSubstr("more than 16 MB"),
                             testing::HasSubstr("ask for fewer rows")));
}

TEST_F(StoreReadTest, AResultThatMayBeCutHasTheRowsThatFit) {
  StoreStatement statement = megabytes(100);
  statement.may_cut = true;
  const auto rows = store_->read(statement);
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->rows(), 15U);
  EXPECT_EQ(rows->at(14, 0), StoreValue(std::int64_t{15}));
}

TEST_F(StoreReadTest, ACutResultHasOneRowHoweverLarge) {
  StoreStatement statement{"SELECT zeroblob(?1)", {32 * kRowBytes}};
  EXPECT_EQ(error_of(statement), -E2BIG);
  statement.may_cut = true;
  const auto rows = store_->read(statement);
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->rows(), 1U);
}

TEST_F(StoreReadTest, RefusesReadsWhenTooManyWaitAndTakesThemAgainLater) {
  std::size_t good = 0;
  std::size_t busy = 0;
  const auto count = [&](int err, const StoreRows&) { ++(err == -EBUSY ? busy : good); };
  testing::internal::CaptureStderr();
  // None is answered before the loop turns.
  for (std::size_t i = 0; i < kMostReads + 50; ++i) store_->store.read({"SELECT 1"}, count);
  EXPECT_EQ(store_->store.reads_waiting(), kMostReads);
  store_->loop.run_until([&] { return good + busy == kMostReads + 50; });
  EXPECT_EQ(busy, 50U);
  EXPECT_EQ(store_->store.reads_waiting(), 0U);
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_THAT(told, testing::HasSubstr("4000 reads wait"));
  EXPECT_EQ(told.find("reads wait"), told.rfind("reads wait")) << "told more than once";
  EXPECT_EQ(error_of({"SELECT 1"}), 0);
}

TEST_F(StoreReadTest, ReadsNoFurtherWhileTheLoopHasNotTakenItsResults) {
  std::size_t answers = 0;
  const auto count = [&answers](int err, const StoreRows&) { answers += err == 0 ? 1 : 0; };
  for (int i = 0; i < 6; ++i) store_->store.read(megabytes(10), count);
  const std::size_t before = store_->loop.posts();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_LE(store_->loop.posts(), before + 2);
  store_->loop.run_until([&answers] { return answers == 6; });
}

TEST_F(StoreReadTest, EndsWhileResultsWaitThatNobodyTakes) {
  for (int i = 0; i < 6; ++i) store_->store.read(megabytes(10), [](int, const StoreRows&) {});
  store_->close();
}

}  // namespace
}  // namespace openclaw
