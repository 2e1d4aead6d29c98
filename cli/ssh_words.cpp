// SPDX-License-Identifier: MIT
#include "cli/ssh_words.hpp"

#include <algorithm>
#include <array>

namespace openclaw::cli {
namespace {

std::string by_hand(const SshTarget& target) {
  const std::string port =
      target.port == 0 || target.port == 22 ? "" : "-p " + std::to_string(target.port) + " ";
  return "ssh " + port + (target.user.empty() ? "" : target.user + "@") + target.host;
}

std::string known_name(const SshTarget& target) {
  const bool usual = target.port == 0 || target.port == 22;
  return usual ? target.host : "'[" + target.host + "]:" + std::to_string(target.port) + "'";
}

std::string remedy(const std::string& said, const SshTarget& target) {
  const auto has = [&said](const char* words) { return said.find(words) != std::string::npos; };
  if (has("IDENTIFICATION HAS CHANGED")) {
    return "The host has another key than it had before. Find out why; if it is right, forget the\n"
           "old one (ssh-keygen -R " +
           known_name(target) + ") and connect once by hand: " + by_hand(target);
  }
  if (has("Host key verification failed") || has("host key is known for")) {
    return "Its host key is not known yet. Connect once by hand, compare the key and accept it:\n "
           " " +
           by_hand(target);
  }
  if (has("cannot listen to port") || has("Could not request local forwarding") ||
      has("remote port forwarding failed")) {
    return "A forward that ~/.ssh/config has for that host cannot be opened: mostly another ssh "
           "has\n"
           "its port. End that one, or give the host a second name there, without LocalForward,\n"
           "RemoteForward and DynamicForward, and use that: --ssh or gateway.remote.sshTarget.";
  }
  if (has("Permission denied")) {
    return "It takes none of the keys, and nothing can be typed here. Name the right one with\n"
           "--ssh-identity or gateway.remote.sshIdentity, load it with ssh-add, or put it there:\n"
           "  ssh-copy-id " +
           by_hand(target).substr(4);
  }
  if (has("Could not resolve hostname")) return "Check the host's name, or ~/.ssh/config.";
  if (has("Connection refused")) return "No SSH server listens there. Check the host and the port.";
  if (has("timed out") || has("No route to host") || has("Network is unreachable")) {
    return "Check that the host is up and can be reached from here.";
  }
  return "Try by hand: " + by_hand(target);
}

// Without the lines that tell nothing.
std::string useful_lines(const std::string& said) {
  std::string out;
  for (std::size_t from = 0; from < said.size();) {
    const std::size_t end = std::min(said.find('\n', from), said.size());
    std::string line = said.substr(from, end - from);
    from = end + 1;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    const bool empty = line.find_first_not_of('@') == std::string::npos;
    if (!empty) out += (out.empty() ? "" : "\n") + line;
  }
  return out;
}

}  // namespace

std::string ssh_complaint(const std::string& said, const SshTarget& target) {
  const std::string lines = useful_lines(said);
  return lines.empty() ? "" : lines + "\n" + remedy(said, target);
}

std::string forward_complaint(const std::string& said, const SshTarget& target,
                              std::uint16_t far_port) {
  const std::size_t at = said.rfind("open failed: ");
  if (at == std::string::npos) return {};
  const std::string why = said.substr(at, said.find_first_of("\r\n", at) - at);
  const std::string place = "127.0.0.1:" + std::to_string(far_port);
  std::string text =
      "the SSH tunnel to " + show_ssh_target(target) + " is open, but leads nowhere: ";
  text += why;
  if (why.find("prohibited") != std::string::npos) {
    return text + "\nThe SSH server there does not forward to " + place +
           ": see AllowTcpForwarding and PermitOpen in its\nsshd_config.";
  }
  return text + "\nNo gateway listens on " + place +
         " there. Start it there with: openclaw gateway run\nor name its port: openclaw config set "
         "gateway.remote.url ws://127.0.0.1:<port>";
}

}  // namespace openclaw::cli
