// SPDX-License-Identifier: MIT
// A way to a gateway's loopback port on another machine, through ssh. It lasts as long as this
// object, and no longer than this process.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "cli/child.hpp"
#include "cli/clock.hpp"
#include "cli/ssh_target.hpp"
#include "core/error.hpp"

namespace openclaw::cli {

// What to reach, as the operator said it.
struct SshWay {
  SshTarget target;
  std::string identity;        // a file with a private key; empty: as ssh finds one
  std::uint16_t far_port = 0;  // of the gateway, on the loopback there
  HostKeys host_keys = HostKeys::known;
};

class Tunnel {
 public:
  // Returns when the near port takes connections. The error has ssh's own words, and the remedy.
  static Result<std::unique_ptr<Tunnel>> open(const SshWay& way, Deadline deadline);

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::uint16_t far_port() const { return way_.far_port; }
  [[nodiscard]] int pid() const { return child_->pid(); }
  // user@host:port, with aliases resolved.
  [[nodiscard]] std::string target() const { return show_ssh_target(resolved_); }
  // Whether a connection that was made to the near port from this port of 127.0.0.1 has ssh at its
  // other end, and not somebody who took the near port from it. To be asked once something came
  // through: until then ssh may not have taken the connection yet.
  [[nodiscard]] bool carries(std::uint16_t from_port) const;
  // What ssh has said about the tunnel since it is open, with the remedy; empty: nothing.
  std::string trouble();

 private:
  Tunnel(SshWay way, SshTarget resolved, std::uint16_t port, std::unique_ptr<Child> child)
      : way_(std::move(way)),
        resolved_(std::move(resolved)),
        port_(port),
        child_(std::move(child)) {}

  SshWay way_;
  SshTarget resolved_;
  std::uint16_t port_;
  std::unique_ptr<Child> child_;
};

}  // namespace openclaw::cli
