// SPDX-License-Identifier: MIT
#include "cli/probe_beside.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <utility>

namespace openclaw::cli {
namespace {

// Until what was found by the deadline is written.
constexpr std::chrono::milliseconds kGrace{500};

void write_bytes(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

[[noreturn]] void ask_and_end(const ProbeTarget& of, Deadline deadline, int stream, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() == parent) write_bytes(stream, pack_facts(probe_target(of, nullptr, deadline)));
  ::_exit(0);
}

std::string read_bytes(int fd, Deadline deadline) {
  std::string bytes;
  std::array<char, 16384> block{};
  while (true) {
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, milliseconds_until(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return bytes;
    const ssize_t size = ::read(fd, block.data(), block.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return bytes;
    bytes.append(block.data(), static_cast<std::size_t>(size));
  }
}

void put(std::string& out, std::string_view field) {
  out += std::to_string(field.size());
  out += ':';
  out += field;
}

void put(std::string& out, std::int64_t number) { put(out, std::to_string(number)); }

// Takes off what put() has added.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : left_(bytes) {}

  std::string text() {
    const std::size_t colon = std::min(left_.find(':'), left_.size());
    const std::int64_t size = number_of(left_.substr(0, colon));
    left_.remove_prefix(std::min(colon + 1, left_.size()));
    whole_ = whole_ && size >= 0 && static_cast<std::size_t>(size) <= left_.size();
    if (!whole_) return {};
    std::string field(left_.substr(0, static_cast<std::size_t>(size)));
    left_.remove_prefix(field.size());
    return field;
  }
  std::int64_t number() { return number_of(text()); }
  [[nodiscard]] bool whole() const { return whole_; }

 private:
  std::int64_t number_of(std::string_view digits) {
    std::int64_t number = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    whole_ = whole_ && problem == std::errc() && end == digits.data() + digits.size();
    return number;
  }

  std::string_view left_;
  bool whole_ = true;
};

}  // namespace

AskedBeside::AskedBeside(ProbeTarget of, Deadline deadline)
    : of_(std::move(of)), deadline_(deadline) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) ask_and_end(of_, deadline_, ends[1], parent);
  ::close(ends[1]);
  stream_ = ends[0];
}

AskedBeside::AskedBeside(AskedBeside&& other) noexcept
    : of_(std::move(other.of_)),
      deadline_(other.deadline_),
      pid_(std::exchange(other.pid_, -1)),
      stream_(std::exchange(other.stream_, -1)) {}

AskedBeside::~AskedBeside() { end(); }

void AskedBeside::end() {
  if (stream_ >= 0) ::close(std::exchange(stream_, -1));
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

ProbeFacts AskedBeside::facts() {
  ProbeFacts facts;
  // More than a pipe holds is written no sooner than it is read.
  const Deadline until = std::max(deadline_, Clock::now()) + kGrace;
  const std::string bytes = stream_ < 0 ? "" : read_bytes(stream_, until);
  if (!unpack_facts(bytes, facts)) {
    facts = {};
    facts.error = pid_ <= 0 ? "not asked: no further process can be started"
                            : "no answer: the process that asked has ended before its time";
  }
  facts.of = of_;
  end();
  return facts;
}

std::string pack_facts(const ProbeFacts& facts) {
  std::string out;
  for (const bool flag : {facts.connected, facts.rpc_ok, facts.limited, facts.pairing}) {
    put(out, std::int64_t{flag});
  }
  put(out, facts.latency_ms);
  put(out, std::int64_t{facts.closed.code});
  for (const std::string* text :
       {&facts.closed.reason, &facts.error, &facts.version, &facts.connection_id, &facts.role,
        &facts.health, &facts.status, &facts.presence, &facts.config}) {
    put(out, *text);
  }
  put(out, static_cast<std::int64_t>(facts.scopes.size()));
  for (const std::string& scope : facts.scopes) put(out, scope);
  return out;
}

bool unpack_facts(std::string_view bytes, ProbeFacts& facts) {
  Fields in(bytes);
  for (bool* flag : {&facts.connected, &facts.rpc_ok, &facts.limited, &facts.pairing}) {
    *flag = in.number() != 0;
  }
  facts.latency_ms = in.number();
  facts.closed.code = static_cast<std::uint16_t>(in.number());
  for (std::string* text :
       {&facts.closed.reason, &facts.error, &facts.version, &facts.connection_id, &facts.role,
        &facts.health, &facts.status, &facts.presence, &facts.config}) {
    *text = in.text();
  }
  for (std::int64_t left = in.number(); left > 0 && in.whole(); --left) {
    facts.scopes.push_back(in.text());
  }
  return in.whole();
}

}  // namespace openclaw::cli
