// SPDX-License-Identifier: MIT
// What the program `tailscale` says, read. Its JSON may stand among other lines, and none of it is
// believed to have any shape. No I/O.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailscale {

// `tailscale status --json`
struct Node {
  std::string backend;   // BackendState; empty: it does not say
  std::string dns_name;  // Self.DNSName without the dot at its end
  std::string address;   // the first of Self.TailscaleIPs
  [[nodiscard]] const std::string& host() const { return dns_name.empty() ? address : dns_name; }
  // It is coming up, and will have another state soon.
  [[nodiscard]] bool is_booting() const { return backend == "NoState" || backend == "Starting"; }
};
Node read_node(std::string_view text);

// What has the HTTPS port of this machine, by `tailscale serve status --json`.
struct Route {
  enum class Kind {
    none,
    ours,        // its root, and nothing else, goes to the gateway's port in the background
    background,  // another one that stays when its maker has gone
    foreground   // it stays as long as the program that holds it
  };
  Kind kind = Kind::none;
  bool is_funnel = false;
  std::uint16_t port = 0;  // of this machine, to which one in the foreground leads; 0: none
  std::string words;       // "https://gw.example.ts.net/ -> http://127.0.0.1:3000"
  std::string remedy;      // the command that takes it away; empty when there is none
  bool is_to_tls = false;  // ours: it speaks TLS to the gateway's port
};
inline constexpr int kHttpsPort = 443;
Route read_route(std::string_view text, std::uint16_t gateway_port);

// Whether a Funnel of somebody else leads to that port: `tailscale funnel status --json`.
bool has_funnel_to(std::string_view text, std::uint16_t port);

// `tailscale whois --json`
struct Person {
  std::string login;
  std::string name;
};
std::optional<Person> read_person(std::string_view text);

// By what it says it may not do this, unless it is root.
bool says_root_is_needed(std::string_view text);
// sudo does not do it either: without a password, for this user, or in this unit.
bool says_sudo_refuses(std::string_view text);
// It waits for the daemon to come up.
bool says_daemon_is_away(std::string_view text);
// "listener already exists for port N"; 0: it says no such thing.
int taken_port(std::string_view text);
// One line of at most 300 bytes for the log, UTF-8 whatever it was: the words, with one blank
// between them and without control characters.
std::string one_line(std::string_view text);

}  // namespace tailscale
