// SPDX-License-Identifier: MIT
// A directory with a configuration in it, and an environment of its own.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "core/config/config.hpp"

namespace openclaw {

class ConfigFixture : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-config-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    path_ = dir_ + "/openclaw.json";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  void write(std::string_view text) const { std::ofstream(path_) << text; }
  void write_file(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories(std::filesystem::path(dir_ + "/" + name).parent_path());
    std::ofstream(dir_ + "/" + name) << text;
  }
  [[nodiscard]] static std::string content(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  }
  [[nodiscard]] static mode_t mode(const std::string& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
  }
  [[nodiscard]] Result<Config> load() const {
    return Config::load(path_, [this](const char* name) {
      const auto found = environment_.find(name);
      return found == environment_.end() ? std::string() : found->second;
    });
  }
  // The whole as JSON, or the error.
  [[nodiscard]] std::string loaded(std::string_view text) const {
    write(text);
    const auto config = load();
    return config.ok() ? print_json(config->root()) : config.error().message;
  }
  [[nodiscard]] std::string error() const {
    auto config = load();
    return config.ok() ? "" : config.error().message;
  }

  std::string dir_;
  std::string path_;
  std::map<std::string, std::string> environment_;
};

}  // namespace openclaw
