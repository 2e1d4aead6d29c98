// SPDX-License-Identifier: MIT
// Whom ssh is to reach, and with which words it is called.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace openclaw::cli {

struct SshTarget {
  std::string user;
  std::string host;        // a name, an address, or an alias of ~/.ssh/config
  std::uint16_t port = 0;  // 0: not said
};

// "user@host:port", without user and port as one likes; "ssh " in front is skipped. What ssh could
// take for an option is refused.
Result<SshTarget> read_ssh_target(std::string_view text);
// As it is read; without the port where it is 22.
std::string show_ssh_target(const SshTarget& target);

// What `ssh -G` says that the files of ssh make of a target.
struct SshSettings {
  SshTarget target;
  // Options that keep ssh from going on behind this program's back; those for when nothing is known
  // do with any ssh.
  std::vector<std::string> overrides{"IgnoreUnknown=ForkAfterAuthentication",
                                     "ForkAfterAuthentication=no"};
};
SshSettings read_ssh_settings(std::string_view output);
std::vector<std::string> settings_command(const std::string& ssh, const SshTarget& target,
                                          const std::string& identity);

// Which hosts are believed: those whose key is known, or those that the files of ssh let in.
enum class HostKeys { known, as_ssh_says };

struct Forward {
  std::uint16_t near_port = 0;  // on 127.0.0.1 here
  std::uint16_t far_port = 0;   // on 127.0.0.1 there
};
std::vector<std::string> tunnel_command(const std::string& ssh, const SshTarget& target,
                                        const std::string& identity, const Forward& forward,
                                        const std::vector<std::string>& overrides,
                                        HostKeys host_keys = HostKeys::known);

}  // namespace openclaw::cli
