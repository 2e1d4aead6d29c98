// SPDX-License-Identifier: MIT
#include "cli/process_facts.hpp"

#include <pwd.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "core/log/redact.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostProcBytes = 16384;

std::string user_name(unsigned id) {
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> names(kMostProcBytes);
  const int failed = ::getpwuid_r(id, &entry, names.data(), names.size(), &found);
  return failed != 0 || found == nullptr ? std::to_string(id) : found->pw_name;
}

std::string command_line(const std::string& folder) {
  std::ifstream file(folder + "/cmdline", std::ios::binary);
  std::string words(kMostProcBytes, '\0');
  file.read(words.data(), static_cast<std::streamsize>(words.size()));
  words.resize(static_cast<std::size_t>(file.gcount()));
  while (!words.empty() && words.back() == '\0') words.pop_back();
  for (char& c : words) c = c == '\0' ? ' ' : c;
  return mask_known_forms(words);
}

}  // namespace

ProcessFacts read_process(int pid) {
  const std::string folder = "/proc/" + std::to_string(pid);
  ProcessFacts facts;
  facts.command_line = command_line(folder);
  std::ifstream status(folder + "/status");
  for (std::string line; std::getline(status, line);) {
    std::istringstream words(line);
    std::string name;
    unsigned value = 0;
    if (!(words >> name >> value)) continue;
    if (name == "PPid:") facts.parent = static_cast<int>(value);
    if (name == "Uid:") facts.user = user_name(value);
  }
  return facts;
}

}  // namespace openclaw::cli
