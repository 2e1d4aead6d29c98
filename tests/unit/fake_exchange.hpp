// SPDX-License-Identifier: MIT
// One HTTP request that needs no socket, and what it was answered.
#pragma once
#include <string>
#include <utility>

#include "core/net/server.hpp"

namespace openclaw {

class FakeExchange final : public Exchange {
 public:
  explicit FakeExchange(HttpRequest request) : request_(std::move(request)) {}
  [[nodiscard]] const HttpRequest& request() const override { return request_; }
  void respond(HttpReply given) override { reply = std::move(given); }
  void begin(HttpReply) override {}
  bool write(std::string_view) override { return true; }
  void end() override {}
  void on_gone(Callback) override {}
  [[nodiscard]] bool all_taken() const override { return true; }
  void on_room(Callback) override {}
  HttpReply reply;

 private:
  HttpRequest request_;
};

// A request from this machine.
inline HttpRequest local_request(std::string path, std::string method = "GET") {
  HttpRequest out;
  out.method = std::move(method);
  out.path = std::move(path);
  out.peer = "127.0.0.1";
  out.headers.push_back({"host", "127.0.0.1:18789"});
  return out;
}

}  // namespace openclaw
