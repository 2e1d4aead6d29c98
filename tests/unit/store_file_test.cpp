// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "store_child.hpp"
#include "store_fixture.hpp"

namespace openclaw {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class StoreFileTest : public StoreFixture {
 protected:
  void put(const std::string& content) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << content;
  }
  std::string get() {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static unsigned mode(const std::string& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777U : 0;
  }
  void expect_private() {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      EXPECT_EQ(mode(path_ + suffix), 0600U) << suffix;
    }
  }
  // Writes a good file with a hundred rows.
  void fill() {
    TestStore store(path_);
    ASSERT_EQ(store.open(), "");
    ASSERT_EQ(store.migrate("test", one_table()), "");
    for (int i = 0; i < 100; ++i) ASSERT_EQ(store.write({insert(i)}).err, 0);
    store.close();
  }
  // The error of opening the file. Nothing else may work then.
  std::string refusal() {
    TestStore store(path_);
    std::string error = store.open();
    EXPECT_EQ(store.write({insert(1000)}).err, -EIO);
    EXPECT_FALSE(store.read({"SELECT 1"}));
    EXPECT_NE(store.migrate("test", one_table()), "");
    store.close();
    return error;
  }
};

TEST_F(StoreFileTest, IsForItsUserAloneWhateverTheUmask) {
  const auto umask_before = ::umask(0);
  TestStore store(path_);
  EXPECT_EQ(store.open(), "");
  ::umask(umask_before);
  expect_private();
}

TEST_F(StoreFileTest, AFileThatOthersMayReadBecomesPrivate) {
  fill();
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  TestStore store(path_);
  EXPECT_EQ(store.open(), "");
  EXPECT_EQ(store.write({insert(1000)}).err, 0);
  expect_private();
}

TEST_F(StoreFileTest, AMissingDirectoryIsNamedWithTheRemedy) {
  path_ = dir_ + "/missing/store.db";
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), HasSubstr("create its directory")));
}

TEST_F(StoreFileTest, ADirectoryInItsPlaceIsRefused) {
  ASSERT_EQ(::mkdir(path_.c_str(), 0700), 0);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), HasSubstr("move it away")));
}

TEST_F(StoreFileTest, AFifoInItsPlaceIsRefusedWithoutWaiting) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), HasSubstr("no regular file")));
}

TEST_F(StoreFileTest, ASymbolicLinkInItsPlaceIsRefused) {
  ASSERT_EQ(::symlink("elsewhere.db", path_.c_str()), 0);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), HasSubstr("symbolic link")));
  EXPECT_FALSE(std::filesystem::exists(dir_ + "/elsewhere.db"));
}

TEST_F(StoreFileTest, WhatIsNoDatabaseIsRefusedAndLeftAlone) {
  const std::string text(8000, 'x');
  put(text);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), HasSubstr("move it away"), HasSubstr("backup")));
  EXPECT_EQ(get(), text);
}

TEST_F(StoreFileTest, ADamagedFileIsRefusedAndLeftAlone) {
  fill();
  std::string content = get();
  ASSERT_GT(content.size(), 2000U);
  content.replace(100, content.size() - 100, content.size() - 100, '\xAA');
  put(content);
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), HasSubstr("move it away"), HasSubstr("backup")));
  EXPECT_EQ(get(), content);
}

TEST_F(StoreFileTest, TheDatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "CREATE TABLE theirs(a)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  const std::string content = get();
  EXPECT_THAT(refusal(), AllOf(HasSubstr(path_), HasSubstr("another program")));
  EXPECT_EQ(get(), content);
}

TEST_F(StoreFileTest, AnEmptyFileIsANewOne) {
  put("");
  fill();
}

TEST_F(StoreFileTest, DamageThatShowsLaterIsReportedAndHarmsNobody) {
  fill();
  std::string content = get();
  // The pages behind the schema: the row pages of the tables.
  content.replace(2048, content.size() - 2048, content.size() - 2048, '\xAA');
  put(content);
  TestStore store(path_);
  if (!store.open().empty()) return;
  EXPECT_EQ(store.write({insert(1000)}).err, -EIO);
  EXPECT_FALSE(store.read({"SELECT sum(length(text)) FROM t"}));
  EXPECT_EQ(store.number("SELECT 7"), 7);
}

TEST_F(StoreFileTest, AnotherProgramThatLocksTheFileDelaysWritesOnlyWhileItDoes) {
  fill();
  TestStore store(path_);
  ASSERT_EQ(store.open(), "");
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &db), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(db, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(store.write({insert(1000)}).err, -EIO);
  EXPECT_EQ(store.number("SELECT count(*) FROM t"), 100) << "reads go on";
  ASSERT_EQ(sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(db);
  EXPECT_EQ(store.write({insert(1000)}).err, 0);
}

// Root may write everywhere, so a child takes the part of somebody else.
TEST_F(StoreFileTest, ADirectoryOrAFileThatIsNotWritableIsNamedWithTheRemedy) {
  ASSERT_EQ(::chmod(dir_.c_str(), 0555), 0);
  put("");
  for (const std::string name : {"new.db", "store.db"}) {
    const std::string path = dir_ + "/" + name;
    EXPECT_EQ(in_child([&path] {
                if (::geteuid() == 0 && ::setuid(65534) != 0) return 2;
                if (::geteuid() != 0 && ::access(path.c_str(), W_OK) == 0) return 0;
                TestStore store(path);
                const std::string error = store.open();
                const bool named = error.find(path) != std::string::npos;
                return named && error.find("writable") != std::string::npos ? 0 : 1;
              }),
              0)
        << path;
  }
  ASSERT_EQ(::chmod(dir_.c_str(), 0700), 0);
}

}  // namespace
}  // namespace openclaw
