// SPDX-License-Identifier: MIT
#include "cli/ssh_target.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

#include "cli/port.hpp"

namespace openclaw::cli {
namespace {

constexpr std::uint16_t kUsualPort = 22;

bool is_safe(std::string_view word, std::string_view others) {
  return !word.starts_with('-') && std::all_of(word.begin(), word.end(), [others](char c) {
    // Beyond ASCII stand the letters of other languages: names of users, and of aliases.
    return oc::is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
           others.find(c) != others.npos;
  });
}

std::string destination(const SshTarget& target) {
  return target.user.empty() ? target.host : target.user + "@" + target.host;
}

void add_identity(std::vector<std::string>& words, const std::string& identity) {
  if (identity.empty()) return;
  words.emplace_back("-i");
  words.push_back(identity);
}

// Splits a port off; false when what should be one is none.
bool take_port(std::string_view& host, std::uint16_t& port) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos) return true;
  const bool bracketed = host.starts_with('[');
  // An IPv6 address without brackets has no port behind it.
  if (bracketed ? host[colon - 1] != ']' : host.find(':') != colon) return true;
  if (!read_port(host.substr(colon + 1), port)) return false;
  host = host.substr(0, colon);
  return true;
}

}  // namespace

Result<SshTarget> read_ssh_target(std::string_view text) {
  const std::string given(oc::trimmed(text));
  const Error invalid =
      invalid_request("invalid SSH target: " + (given.empty() ? "it is empty" : given) +
                      "\nUse user@host or user@host:port, of letters, digits and . _ - ; \"-\" "
                      "cannot begin the user or the host.");
  std::string_view rest = given;
  if (rest.starts_with("ssh ") || rest.starts_with("ssh\t")) rest = oc::trimmed(rest.substr(4));
  SshTarget target;
  const std::size_t at = rest.find('@');
  if (at != std::string_view::npos) {
    target.user = oc::trimmed(rest.substr(0, at));
    rest = oc::trimmed(rest.substr(at + 1));
  }
  if (!take_port(rest, target.port)) return invalid;
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  target.host = rest;
  // What ssh puts into a ProxyCommand of its files is read by a shell there; "\\" parts a domain
  // from its user.
  const bool good = !rest.empty() && is_safe(target.user, "._-+=,~\\") && is_safe(rest, "._-:%");
  if (!good) return invalid;
  return target;
}

std::string show_ssh_target(const SshTarget& target) {
  const bool usual = target.port == 0 || target.port == kUsualPort;
  return destination(target) + (usual ? "" : ":" + std::to_string(target.port));
}

SshSettings read_ssh_settings(std::string_view output) {
  SshSettings settings;
  // Files of ssh may rely on an IgnoreUnknown of their own, so it is left alone.
  settings.overrides.clear();
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    output.remove_prefix(std::min(line.size() + 1, output.size()));
    const std::size_t space = line.find(' ');
    if (space == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, space);
    const std::string_view value = oc::trimmed(line.substr(space + 1));
    if (key == "user") settings.target.user = value;
    if (key == "hostname") settings.target.host = value;
    if (key == "port" && !read_port(value, settings.target.port)) settings.target.port = 0;
    if (key == "forkafterauthentication") {
      settings.overrides.emplace_back("ForkAfterAuthentication=no");
    }
  }
  return settings;
}

std::vector<std::string> settings_command(const std::string& ssh, const SshTarget& target,
                                          const std::string& identity) {
  // Without -N it asks for a command where it is to go to the background.
  std::vector<std::string> words{ssh, "-G", "-N"};
  if (target.port != 0) words.insert(words.end(), {"-p", std::to_string(target.port)});
  add_identity(words, identity);
  words.insert(words.end(), {"--", destination(target)});
  return words;
}

std::vector<std::string> tunnel_command(const std::string& ssh, const SshTarget& target,
                                        const std::string& identity, const Forward& forward,
                                        const std::vector<std::string>& overrides,
                                        HostKeys host_keys) {
  std::vector<std::string> words{ssh, "-N", "-L",
                                 "127.0.0.1:" + std::to_string(forward.near_port) +
                                     ":127.0.0.1:" + std::to_string(forward.far_port)};
  // Else the files of ssh may say one.
  if (target.port != 0) words.insert(words.end(), {"-p", std::to_string(target.port)});
  std::vector<const char*> options{"ExitOnForwardFailure=yes", "BatchMode=yes"};
  if (host_keys == HostKeys::known) {
    options.insert(options.end(), {"StrictHostKeyChecking=yes", "UpdateHostKeys=yes"});
  }
  // A connection that is kept for others would keep the forward as well.
  options.insert(options.end(), {"ConnectTimeout=5", "ServerAliveInterval=15",
                                 "ServerAliveCountMax=3", "ControlMaster=no", "ControlPath=none"});
  for (const char* option : options) words.insert(words.end(), {"-o", option});
  for (const std::string& option : overrides) words.insert(words.end(), {"-o", option});
  add_identity(words, identity);
  words.insert(words.end(), {"--", destination(target)});
  return words;
}

}  // namespace openclaw::cli
