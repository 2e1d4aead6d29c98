// SPDX-License-Identifier: MIT
#include "cli/listeners.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace openclaw::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kListening = "0A";
constexpr std::size_t kWordDigits = 8;

struct SocketRow {
  std::string address;
  std::string inode;
};

// The kernel prints addresses as 32-bit words in the byte order of the machine.
std::string address_text(const std::string& hex) {
  std::array<std::uint32_t, 4> words{};
  const std::size_t count = hex.size() / kWordDigits;
  if (count != 1 && count != words.size()) return {};
  for (std::size_t i = 0; i < count; ++i) {
    const char* digits = hex.data() + i * kWordDigits;
    std::from_chars(digits, digits + kWordDigits, words.at(i), 16);
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = count == 1 ? AF_INET : AF_INET6;
  if (::inet_ntop(family, words.data(), text.data(), text.size()) == nullptr) return {};
  return count == 1 ? text.data() : "[" + std::string(text.data()) + "]";
}

// "0100007F:4A38", in hexadecimal; port 0: it is none.
struct End {
  std::string address;
  unsigned port = 0;
};

End read_end(const std::string& text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  End end{text.substr(0, colon)};
  if (colon < text.size()) {
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), end.port, 16);
  }
  return end;
}

using Columns = std::array<std::string, 10>;

// Calls `row` with each row that has this near port.
template <class Row>
void read_table(const char* path, std::uint16_t port, Row row) {
  std::ifstream table(path);
  std::string line;
  std::getline(table, line);  // the headings
  while (std::getline(table, line)) {
    std::istringstream columns(line);
    Columns column;
    for (std::string& text : column) columns >> text;
    if (read_end(column[1]).port == port) row(column);
  }
}

// Notes `pid` at each of the sockets that it has open.
void claim(int pid, std::map<std::string, int>& owners) {
  std::error_code failed;
  fs::directory_iterator file("/proc/" + std::to_string(pid) + "/fd", failed);
  for (; !failed && file != fs::directory_iterator(); file.increment(failed)) {
    std::error_code unreadable;
    const std::string link = fs::read_symlink(file->path(), unreadable).string();
    if (!link.starts_with("socket:[")) continue;
    const auto owner = owners.find(link.substr(8, link.size() - 9));
    if (owner != owners.end() && owner->second == 0) owner->second = pid;
  }
}

bool all_claimed(const std::map<std::string, int>& owners) {
  return std::all_of(owners.begin(), owners.end(),
                     [](const auto& owner) { return owner.second != 0; });
}

void claim_by_anybody(std::map<std::string, int>& owners) {
  std::error_code failed;
  fs::directory_iterator entry("/proc", failed);
  for (; !failed && entry != fs::directory_iterator(); entry.increment(failed)) {
    const std::string name = entry->path().filename().string();
    int pid = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (problem != std::errc() || *end != '\0') continue;
    claim(pid, owners);
    if (all_claimed(owners)) return;
  }
}

std::string command_of(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

}  // namespace

std::vector<Listener> find_listeners(std::uint16_t port, int likely_pid) {
  std::vector<SocketRow> rows;
  const auto listening = [&rows, port](const Columns& column) {
    if (column[3] != kListening) return;
    rows.push_back(
        {address_text(read_end(column[1]).address) + ":" + std::to_string(port), column[9]});
  };
  read_table("/proc/net/tcp", port, listening);
  read_table("/proc/net/tcp6", port, listening);
  std::map<std::string, int> owners;
  for (const SocketRow& row : rows) owners[row.inode] = 0;
  if (likely_pid > 0) claim(likely_pid, owners);
  if (!all_claimed(owners)) claim_by_anybody(owners);
  std::vector<Listener> listeners;
  for (const SocketRow& row : rows) {
    const int pid = owners[row.inode];
    listeners.push_back({row.address, pid, pid == 0 ? "" : command_of(pid)});
  }
  return listeners;
}

bool holds_connection(int pid, std::uint16_t near_port, std::uint16_t from_port) {
  std::map<std::string, int> owners;
  read_table("/proc/net/tcp", near_port, [&owners, from_port](const Columns& column) {
    const End near = read_end(column[1]);
    const End from = read_end(column[2]);
    if (from.port == from_port && near.address == from.address) owners[column[9]] = 0;
  });
  claim(pid, owners);
  return owners.size() == 1 && owners.begin()->second == pid;
}

}  // namespace openclaw::cli
