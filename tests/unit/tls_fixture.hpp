// SPDX-License-Identifier: MIT
// A directory with a certificate and its key, and a client's side of TLS.
#pragma once
#include <fcntl.h>
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/net/tls_files.hpp"

namespace openclaw {

class TlsTest : public testing::Test {
 protected:
  TlsTest() {
    std::string name = testing::TempDir() + "openclaw-tls-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no directory " << name;
    dir_ = name;
    settings_.enabled = true;
    settings_.certificate = dir_ + "/tls/cert.pem";
    settings_.key = dir_ + "/tls/key.pem";
    settings_.may_make = true;
  }
  ~TlsTest() override { std::filesystem::remove_all(dir_); }

  static std::string text_of(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }

  std::string dir_;
  TlsSettings settings_;
};

// A client that trusts whatever it is shown, on a non-blocking socket that it owns.
class TlsClient {
 public:
  explicit TlsClient(int fd) : fd_(fd), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), fd);
    SSL_set_connect_state(ssl_.get());
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() { hang_up(); }

  ssl_st* ssl() { return ssl_.get(); }
  [[nodiscard]] int fd() const { return fd_; }
  bool shake_hands() { return SSL_do_handshake(ssl_.get()) == 1; }
  // What it could say of `text`.
  std::size_t say(std::string_view text) {
    const int n = SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
    ERR_clear_error();
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  // Reads what is there; `ended` behind the server's goodbye.
  std::string hear() {
    std::string out;
    std::array<char, 65536> piece{};
    int n = 0;
    while ((n = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()))) > 0) {
      out.append(piece.data(), static_cast<std::size_t>(n));
    }
    const int why = SSL_get_error(ssl_.get(), n);
    ended = why == SSL_ERROR_ZERO_RETURN;
    broken = why == SSL_ERROR_SYSCALL || why == SSL_ERROR_SSL;
    ERR_clear_error();
    return out;
  }
  void hang_up() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

  bool ended = false;
  bool broken = false;

 private:
  struct Freed {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  int fd_;
  std::shared_ptr<SSL_CTX> context_;
  std::unique_ptr<SSL, Freed> ssl_;
};

}  // namespace openclaw
