// SPDX-License-Identifier: MIT
#include "core/process_image.hpp"

#include <unistd.h>

#include <fstream>

namespace openclaw {
namespace {

std::vector<std::string> words_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::string> words;
  for (std::string word; std::getline(file, word, '\0');) words.push_back(word);
  return words;
}

}  // namespace

std::vector<std::string> started_arguments() { return words_of("/proc/self/cmdline"); }

std::vector<std::string> started_environment() {
  // setenv() leaves the block alone that the kernel shows here.
  std::vector<std::string> words = words_of("/proc/self/environ");
  if (!words.empty()) return words;
  for (char** word = environ; word != nullptr && *word != nullptr; ++word)
    words.emplace_back(*word);
  return words;
}

}  // namespace openclaw
