// SPDX-License-Identifier: MIT
// A directory, and a store with the smallest loop that it can do with.
#pragma once
#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/store/store.hpp"

namespace openclaw {

class TestLoop {
 public:
  void post(std::function<void()> fn) {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++posts_;
    queue_.push_back(std::move(fn));
    wake_.notify_one();
  }
  // Runs what is posted until `finished`, or fails the test.
  void run_until(const std::function<bool()>& finished) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!finished()) {
      std::unique_lock<std::mutex> lock(mutex_);
      const auto posted = [this] { return !queue_.empty(); };
      if (!wake_.wait_until(lock, deadline, posted)) {
        ADD_FAILURE() << "nothing was posted";
        return;
      }
      const auto fn = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      fn();
    }
  }
  [[nodiscard]] std::size_t posts() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return posts_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  std::size_t posts_ = 0;
};

// A store whose calls wait for their answer.
class TestStore {
 public:
  explicit TestStore(const std::string& path)
      : store(path, [this](std::function<void()> fn) { loop.post(std::move(fn)); }) {}

  // The error, or nothing.
  std::string open() {
    return wait<std::string>([this](auto& out) {
      store.open([&out](const Status& done) { out = done ? "" : done.error().message; });
    });
  }
  std::string migrate(const std::string& owner, const std::vector<std::string>& steps) {
    return wait<std::string>([&](auto& out) {
      store.migrate(owner, steps,
                    [&out](const Status& done) { out = done ? "" : done.error().message; });
    });
  }
  StoreWritten write(const std::vector<StoreStatement>& statements) {
    return wait<StoreWritten>([&](auto& out) {
      store.write(statements, [&out](StoreWritten written) { out = written; });
    });
  }
  // The rows; nothing on an error.
  std::optional<StoreRows> read(const StoreStatement& statement) {
    return wait<std::optional<StoreRows>>([&](auto& out) {
      store.read(statement, [&out](int err, const StoreRows& rows) {
        out = err == 0 ? std::make_optional(rows) : std::nullopt;
      });
    });
  }
  std::int64_t number(const std::string& sql) {
    const auto rows = read({sql});
    if (!rows || rows->rows() != 1) return -1;
    const auto* value = std::get_if<std::int64_t>(&rows->at(0, 0));
    return value == nullptr ? -1 : *value;
  }
  void close() {
    wait<bool>([this](auto& out) { store.close([&out] { out = true; }); });
  }

  TestLoop loop;
  Store store;

 private:
  template <class T, class Ask>
  T wait(const Ask& ask) {
    std::optional<T> answer;
    ask(answer);
    loop.run_until([&answer] { return answer.has_value(); });
    return answer.value_or(T{});
  }
};

class StoreFixture : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-store-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    path_ = dir_ + "/store.db";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::string dir_;
  std::string path_;
};

inline StoreStatement insert(std::int64_t id, std::string text = "text") {
  return {"INSERT INTO t VALUES(?1, ?2)", {id, std::move(text)}};
}

inline const std::vector<std::string>& one_table() {
  static const std::vector<std::string> steps = {
      "CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT)"};
  return steps;
}

}  // namespace openclaw
