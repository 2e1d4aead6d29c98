// SPDX-License-Identifier: MIT
#include "cli/tunnel.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "cli/listeners.hpp"
#include "cli/ssh_words.hpp"

namespace openclaw::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kSettingsBudget{800};
constexpr milliseconds kTunnelTick{10};
// Until the last words of an ssh that has just closed a connection are here.
constexpr milliseconds kLastWords{100};
constexpr int kTries = 3;

// Only where the system keeps its programs: what is called ssh elsewhere in PATH would be given
// the way to a gateway.
Result<std::string> find_ssh() {
  constexpr std::array<const char*, 4> kPlaces{"/usr/bin/ssh", "/bin/ssh", "/usr/local/bin/ssh",
                                               "/run/current-system/sw/bin/ssh"};
  const auto* found = std::find_if(kPlaces.begin(), kPlaces.end(),
                                   [](const char* path) { return ::access(path, X_OK) == 0; });
  if (found != kPlaces.end()) return std::string(*found);
  return unavailable(
      "no SSH client in the directories of the system\n"
      "Install it (openssh-client), or open a tunnel yourself.");
}

SshSettings ask_settings(const std::string& ssh, const SshWay& way, Deadline deadline) {
  const auto child =
      Child::start(settings_command(ssh, way.target, way.identity), Child::Kept::output);
  if (!child) return {};
  const Deadline end = std::min(deadline, Clock::now() + kSettingsBudget);
  while (!(*child)->has_ended() && Clock::now() < end) {
    (*child)->read(std::min(end, Clock::now() + kTunnelTick));
  }
  const std::string& output = (*child)->read(Clock::now());
  return (*child)->has_ended() && (*child)->status() == 0 ? read_ssh_settings(output)
                                                          : SshSettings{};
}

// A port of 127.0.0.1 that nobody listens on at this moment; 0: there is none.
std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  const bool bound =
      fd >= 0 && ::bind(fd, plain, size) == 0 && ::getsockname(fd, plain, &size) == 0;
  if (fd >= 0) ::close(fd);
  return bound ? ntohs(address.sin_port) : std::uint16_t{0};
}

// Somebody else may have taken the port meanwhile, and would be given the gateway's token.
bool listens(std::uint16_t port, int pid) {
  const auto all = find_listeners(port, pid);
  return std::any_of(all.begin(), all.end(), [pid](const Listener& one) { return one.pid == pid; });
}

// Until the port is open. The error is empty where another port may help.
Status await(Child& ssh, std::uint16_t port, const SshTarget& target, Deadline deadline) {
  while (!listens(port, ssh.pid())) {
    ssh.read(std::min(deadline, Clock::now() + kTunnelTick));
    const bool ended = ssh.has_ended();
    const std::string& said = ssh.read(Clock::now());
    const bool taken =
        said.find("cannot listen to port: " + std::to_string(port)) != std::string::npos;
    if (ended && taken) return unavailable("");
    if (!ended && Clock::now() < deadline) continue;
    const std::string why = ssh_complaint(said, target);
    const std::string end = ended ? "ssh ended with " + std::to_string(ssh.status())
                                  : "it did not open in time; --timeout allows for more";
    return unavailable("no SSH tunnel to " + show_ssh_target(target) + ": " +
                       (why.empty() ? end : why));
  }
  return Done{};
}

}  // namespace

Result<std::unique_ptr<Tunnel>> Tunnel::open(const SshWay& way, Deadline deadline) {
  const auto ssh = find_ssh();
  if (!ssh) return ssh.error();
  const SshSettings settings = ask_settings(*ssh, way, deadline);
  // Called by the name as typed, for which the files of ssh may have more than an address.
  SshTarget called = way.target;
  if (called.port == 0) called.port = settings.target.port;
  const SshTarget resolved = settings.target.host.empty() ? called : settings.target;
  for (int tries = 0; tries < kTries; ++tries) {
    const std::uint16_t port = free_port();
    if (port == 0) break;
    auto child = Child::start(tunnel_command(*ssh, way.target, way.identity, {port, way.far_port},
                                             settings.overrides, way.host_keys),
                              Child::Kept::errors);
    if (!child) return child.error();
    const Status opened = await(**child, port, called, deadline);
    if (opened) {
      return std::unique_ptr<Tunnel>(new Tunnel(way, resolved, port, std::move(*child)));
    }
    if (!opened.error().message.empty()) return opened.error();
  }
  return unavailable("no SSH tunnel to " + show_ssh_target(called) +
                     ": no port of 127.0.0.1 is free");
}

bool Tunnel::carries(std::uint16_t from_port) const {
  return holds_connection(child_->pid(), port_, from_port);
}

std::string Tunnel::trouble() {
  const Deadline end = Clock::now() + kLastWords;
  std::string text;
  while (text.empty() && Clock::now() < end) {
    const std::string& said = child_->read(std::min(end, Clock::now() + kTunnelTick));
    text = forward_complaint(said, way_.target, way_.far_port);
    if (!text.empty() || !child_->has_ended()) continue;
    const std::string why = ssh_complaint(child_->read(Clock::now()), way_.target);
    text = "the SSH tunnel to " + target() + " has ended" + (why.empty() ? "" : ": " + why);
  }
  return text;
}

}  // namespace openclaw::cli
