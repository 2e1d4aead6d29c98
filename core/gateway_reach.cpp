// SPDX-License-Identifier: MIT
// Where the gateway is reached: its ports, their TLS, and what plugins are told of both.
#include <unistd.h>

#include <chrono>
#include <thread>

#include "core/control/tls_state.hpp"
#include "core/gateway.hpp"
#include "core/log/log.hpp"

namespace openclaw {
namespace {

// A port that was just given up may take a moment to be free. Nothing else waits meanwhile.
constexpr int kBindRetries = 4;
constexpr std::chrono::milliseconds kBindRetryAfter{500};

bool port_is_taken(const Result<Listener>& listener) {
  return !listener && listener.error().code == "EADDRINUSE";
}

}  // namespace

Status Gateway::open_tls() {
  if (!settings_.tls.enabled) return Done{};
  const auto adopt = [this](int plain, std::string peer) {
    server_.adopt(plain, Ingress{std::move(peer), true, {}});
  };
  Result<std::unique_ptr<Tls>> tls =
      Tls::open(loop_, settings_.tls, {adopt, [this] { tell_tls(); }});
  if (!tls) return tls.error();
  tls_ = std::move(*tls);
  tell_tls();
  return Done{};
}

void Gateway::tell_tls() {
  const std::string json = tls_state_json(tls_->certificate(), tls_->warning());
  control_.health().set("health.tls", json);
  control_.health().set("status.tls", json);
  tell_reach();
}

Status Gateway::listen(std::vector<Listener> ready) {
  const auto open = [this, &ready](const std::string& address) -> Result<Listener> {
    for (Listener& one : ready) {
      if (one.address() == address && one.port() == settings_.port) return std::move(one);
    }
    return Listener::open(address, settings_.port, settings_.tls.enabled ? "wss" : "ws");
  };
  for (const std::string& address : settings_.listen.addresses) {
    Result<Listener> listener = open(address);
    for (int again = 0; again < kBindRetries && port_is_taken(listener); ++again) {
      std::this_thread::sleep_for(kBindRetryAfter);
      listener = open(address);
    }
    if (!listener) return listener.error();
    listeners_.push_back(std::move(*listener));
  }
  // A machine without IPv6 is no reason not to start.
  for (const std::string& address : settings_.listen.extra) {
    Result<Listener> listener = open(address);
    if (listener) {
      listeners_.push_back(std::move(*listener));
    } else {
      log_line(LogLevel::warn, "gateway", listener.error().message);
    }
  }
  if (!settings_.listen.note.empty()) log_line(LogLevel::warn, "gateway", settings_.listen.note);
  std::string urls;
  for (Listener& listener : listeners_) {
    listener.start(loop_, [this, &listener](int fd) {
      if (!tls_) return server_.adopt(fd);
      if (!tls_->accept(fd)) listener.back_off();
    });
    const bool v6 = listener.address().find(':') != std::string::npos;
    urls += (urls.empty() ? "" : ", ") + std::string(tls_ ? "wss://" : "ws://") +
            (v6 ? '[' + listener.address() + ']' : listener.address()) + ':' +
            std::to_string(settings_.port);
  }
  log_line(LogLevel::info, "gateway",
           "listening on " + urls + " (PID " + std::to_string(getpid()) + ")");
  return Done{};
}

void Gateway::set_front_name(const std::string& plugin, const std::string& dns_name) {
  if (dns_name.empty()) {
    front_names_.erase(plugin);
  } else {
    front_names_[plugin] = dns_name;
  }
  // Not from inside a call of the plugin's.
  loop_.post([this] { tell_reach(); });
}

void Gateway::tell_reach() {
  if (!ready_ || stopping_) return;
  Reach reach;
  reach.port = settings_.port;
  reach.bind = bind_mode_name(settings_.bind.mode);
  for (const Listener& listener : listeners_) reach.addresses.push_back(listener.address());
  if (tls_) reach.tls_sha256 = tls_->fingerprint();
  reach.tailnet_name = tailnet_name();
  if (told_reach_ == reach) return;
  told_reach_ = reach;
  plugins_.tell_reach(reach);
}

std::string Gateway::tailnet_name() const {
  return front_names_.empty() ? std::string() : front_names_.begin()->second;
}

}  // namespace openclaw
