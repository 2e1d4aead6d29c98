// SPDX-License-Identifier: MIT
#include "left_behind.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <openclaw/descriptor.hpp>
#include <openclaw/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <system_error>

#include "answers.hpp"

namespace tailscale {
namespace {

std::string path_in(const std::string& state_dir) {
  return state_dir + "/state/tailscale-claim.json";
}

// Its beginning; empty where there is nothing to be read.
std::string read_some(const std::string& path) {
  const oc::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  std::array<char, 16'384> buffer;
  const ssize_t n = file ? ::read(file.get(), buffer.data(), buffer.size()) : -1;
  return n > 0 ? std::string(buffer.data(), static_cast<std::size_t>(n)) : std::string();
}

Holder read_holder(const std::string& state_dir) {
  const oc::Json tree = oc::parse(read_some(path_in(state_dir)));
  const auto port = oc::integer(tree.get(), "port", 0);
  Holder holder;
  holder.group = static_cast<pid_t>(oc::integer(tree.get(), "group", -1));
  holder.port = port > 0 && port <= 65535 ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
  return holder;
}

// The name of a program, which may hold anything, stands in parentheses before it.
pid_t group_of(const std::string& process) {
  const std::string stat = read_some(process + "/stat");
  const std::size_t end = stat.rfind(')');
  if (end == std::string::npos) return -1;
  std::istringstream rest(stat.substr(end + 1));
  char state = 0;
  pid_t parent = -1;
  pid_t group = -1;
  rest >> state >> parent >> group;
  return state == 'Z' ? -1 : group;
}

// Numbers of processes are used again; its words say that it is what was written down.
bool holds(const std::string& command, std::uint16_t port) {
  const std::string words = std::string("\0--bg=false\0", 12) + std::to_string(port) + '\0';
  return command.find(words) != std::string::npos;
}

}  // namespace

void write_down(const std::string& state_dir, const Holder& holder) {
  ::mkdir((state_dir + "/state").c_str(), 0700);
  const std::string text = "{\"group\":" + std::to_string(holder.group) +
                           ",\"port\":" + std::to_string(holder.port) + "}\n";
  const oc::Descriptor file(::open(path_in(state_dir).c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  // Without it only the words are poorer with which a route is found taken.
  if (file) static_cast<void>(!::write(file.get(), text.data(), text.size()));
}

std::optional<LeftBehind> left_behind(const std::string& state_dir, std::uint16_t port) {
  const Holder holder = read_holder(state_dir);
  if (holder.group <= 1 || port == 0 || holder.port != port) return std::nullopt;
  std::error_code error;
  for (std::filesystem::directory_iterator at("/proc", error), end; !error && at != end;
       at.increment(error)) {
    const std::string process = at->path();
    if (process.find_first_of("0123456789") == std::string::npos) continue;
    if (group_of(process) != holder.group) continue;
    std::string command = read_some(process + "/cmdline");
    if (!holds(command, port)) continue;
    std::replace(command.begin(), command.end(), '\0', ' ');
    return LeftBehind{holder.group, one_line(command)};
  }
  return std::nullopt;
}

}  // namespace tailscale
