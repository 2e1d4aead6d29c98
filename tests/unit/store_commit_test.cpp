// SPDX-License-Identifier: MIT
#include "core/store/commit.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "core/store/file.hpp"
#include "store_fixture.hpp"

namespace openclaw {
namespace {

// While it lives no file of this process grows over `bytes`.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    struct rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  struct rlimit before_ {};
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

class StoreCommitTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    ASSERT_TRUE(open_store_file(connection_, path_));
    ASSERT_TRUE(committer_.migrate("test", one_table()));
  }
  // The results of a group of so many writes of one row each.
  std::vector<StoreWritten> commit(std::int64_t first, int n, std::size_t bytes = 10) {
    std::vector<StoreCommitter::Statements> writes;
    for (int i = 0; i < n; ++i) writes.push_back({insert(first + i, std::string(bytes, 'x'))});
    std::vector<const StoreCommitter::Statements*> group;
    for (const auto& write : writes) group.push_back(&write);
    return committer_.commit(group);
  }
  static std::ptrdiff_t with(const std::vector<StoreWritten>& all, int err) {
    return std::count_if(all.begin(), all.end(),
                         [err](const StoreWritten& one) { return one.err == err; });
  }
  std::int64_t rows() {
    const auto found = connection_.ask("SELECT count(*) FROM t");
    return found ? std::get<std::int64_t>(found->at(0, 0)) : -1;
  }

  StoreConnection connection_;
  StoreCommitter committer_{connection_};
};

// What fits into the cache of pages reaches the file with COMMIT, so that is what fails.
TEST_F(StoreCommitTest, ACommitThatFailsAcknowledgesNobodyInItsGroup) {
  ASSERT_EQ(with(commit(1, 1), 0), 1);
  const std::uint64_t before = committer_.commits();
  {
    const FullDisk full(std::filesystem::file_size(path_ + "-wal") + 1000);
    const auto written = commit(10, 5, 2000);
    ASSERT_EQ(written.size(), 5U);
    EXPECT_EQ(with(written, -EIO), 5);
    EXPECT_FALSE(connection_.in_transaction());
    EXPECT_EQ(rows(), 1);
  }
  EXPECT_EQ(committer_.commits(), before);
  EXPECT_EQ(rows(), 1) << "the group came back by itself";
  EXPECT_EQ(with(commit(10, 5, 2000), 0), 5);
  EXPECT_EQ(rows(), 6);
}

TEST_F(StoreCommitTest, ADiskThatStaysFullIsToldOnceAndItsEndToo) {
  testing::internal::CaptureStderr();
  {
    const FullDisk full(std::filesystem::file_size(path_ + "-wal") + 1000);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(with(commit(1, 2, 2000), -EIO), 2);
  }
  for (int i = 1; i < 4; ++i) EXPECT_EQ(with(commit(10 * i, 2), 0), 2);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(count_of(log, "cannot write to " + path_), 1U) << log;
  EXPECT_EQ(count_of(log, "check the disk"), 1U) << log;
  EXPECT_EQ(count_of(log, "writes reach the disk again"), 1U) << log;
}

TEST_F(StoreCommitTest, AGroupThatCannotBeginFailsWhole) {
  StoreConnection other;
  ASSERT_TRUE(other.open(path_));
  ASSERT_TRUE(other.control("BEGIN IMMEDIATE"));
  testing::internal::CaptureStderr();
  EXPECT_EQ(with(commit(1, 3), -EIO), 3);
  EXPECT_EQ(count_of(testing::internal::GetCapturedStderr(), "end the program that locks it"), 1U);
  ASSERT_TRUE(other.control("ROLLBACK"));
  EXPECT_EQ(with(commit(1, 3), 0), 3);
  EXPECT_EQ(rows(), 3);
}

}  // namespace
}  // namespace openclaw
