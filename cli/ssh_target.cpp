// SPDX-License-Identifier: MIT
#include "cli/ssh_target.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <openclaw/text.hpp>

namespace openclaw::cli {
namespace {

constexpr std::uint16_t kUsualPort = 22;

bool is_safe(std::string_view word) {
  return !word.starts_with('-') && std::none_of(word.begin(), word.end(), [](unsigned char c) {
    return c < 0x20 || c == 0x7F || std::isspace(c) != 0;
  });
}

bool read_port(std::string_view text, std::uint16_t& port) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc() && end == text.data() + text.size() && port != 0;
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
  const Error invalid = invalid_request("invalid SSH target: " + given +
                                        "\nUse user@host or user@host:port; \"-\" cannot begin "
                                        "the user or the host.");
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
  const bool good = !rest.empty() && is_safe(target.user) && is_safe(rest) &&
                    rest.find_first_of("@[]") == std::string_view::npos;
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
                                        const std::vector<std::string>& overrides) {
  std::vector<std::string> words{ssh, "-N", "-L",
                                 "127.0.0.1:" + std::to_string(forward.near_port) +
                                     ":127.0.0.1:" + std::to_string(forward.far_port)};
  // Else the files of ssh may say one.
  if (target.port != 0) words.insert(words.end(), {"-p", std::to_string(target.port)});
  // A connection that is kept for others would keep the forward as well.
  for (const char* option :
       {"ExitOnForwardFailure=yes", "BatchMode=yes", "StrictHostKeyChecking=yes",
        "UpdateHostKeys=yes", "ConnectTimeout=5", "ServerAliveInterval=15", "ServerAliveCountMax=3",
        "ControlMaster=no", "ControlPath=none"}) {
    words.insert(words.end(), {"-o", option});
  }
  for (const std::string& option : overrides) words.insert(words.end(), {"-o", option});
  add_identity(words, identity);
  words.insert(words.end(), {"--", destination(target)});
  return words;
}

}  // namespace openclaw::cli
