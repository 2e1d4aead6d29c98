// SPDX-License-Identifier: MIT
// TLS of the port: takes over what the listeners accept and gives the server plain connections.
// Takes up new files by itself; a bad one changes nothing but what is told. On the loop.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/loop.hpp"
#include "core/net/tls_context.hpp"
#include "core/net/tls_failures.hpp"
#include "core/net/tls_files.hpp"
#include "core/net/tls_relay.hpp"
#include "core/net/turns.hpp"

namespace openclaw {

class Tls {
 public:
  static constexpr unsigned kDescriptors = 3;  // a connection, with the server's
  struct Hooks {
    // The server's end of a connection; `peer` is the client's address.
    std::function<void(int plain, std::string peer)> adopt;
    // The certificate is another, or what is to be said of it.
    std::function<void()> changed;
  };
  // Whether open() would find what it needs; good when TLS is off. Blocks; any thread. The error is
  // for the operator.
  static Status check(const TlsSettings& settings);
  // Blocks: makes the files where they are missing, and reads them.
  static Result<std::unique_ptr<Tls>> open(Loop& loop, TlsSettings settings, Hooks hooks);
  Tls(Loop& loop, TlsSettings settings, Hooks hooks, std::shared_ptr<const TlsContext> context,
      std::string stamp);
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  // Owns the accepted, non-blocking connection. False: nothing is left to serve it with, and
  // it was closed.
  [[nodiscard]] bool accept(int fd);
  // Reads the files again, off the loop. Connections stay as they are.
  void reload();
  // The gateway ends: what the server has said still goes out, for so long.
  void close(std::uint64_t ms);

  [[nodiscard]] const CertificateFacts& certificate() const { return context_->certificate(); }
  [[nodiscard]] const std::string& fingerprint() const { return certificate().fingerprint; }
  // What people are to know, without the names of files; empty: nothing.
  [[nodiscard]] const std::string& warning() const { return warning_; }
  [[nodiscard]] std::size_t connections() const { return relays_.size(); }

 private:
  struct Look;
  struct Client {
    std::unique_ptr<TlsRelay> relay;
    std::string peer;
  };
  void ended(const TlsRelay& relay);
  void leaving(const TlsRelay& relay);
  void failed(const TlsRelay& relay, const std::string& reason);
  void look(bool asked);
  void look_at_clock();
  void seen(const Look& look);
  void use(std::shared_ptr<const TlsContext> context, bool asked);
  void keep_old(const Error& error);
  void tell_warning();

  Loop& loop_;
  const TlsSettings settings_;
  const Hooks hooks_;
  std::shared_ptr<const TlsContext> context_;
  Turns handshakes_;
  TlsRelay::World world_;
  std::unordered_map<const TlsRelay*, Client> relays_;
  TlsFailures failures_;
  std::deque<const TlsRelay*> leaving_;  // the server counts them no more; the oldest first
  std::string used_stamp_;               // of the files as they were read last
  std::string seen_stamp_;               // as they were looked at last
  std::string warning_;
  std::string clock_warning_;    // the part of it that time brings
  std::uint64_t warned_ms_ = 0;  // in the log
  bool files_are_bad_ = false;
  bool looking_ = false;
  bool asked_meanwhile_ = false;
  Timer looks_;
  const std::shared_ptr<Tls*> self_;  // what comes back late finds out whether this is still there
};

}  // namespace openclaw
