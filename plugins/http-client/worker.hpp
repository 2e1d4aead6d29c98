// SPDX-License-Identifier: MIT
// The thread that fetches: libcurl's multi handle, the transfers on it, and their deadlines.
// Opening libcurl takes some 20 ms, and reading the certificates of all authorities 100 more: none
// of that happens on the loop.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <openclaw/mailbox.hpp>
#include <string>
#include <thread>

#include "curl_api.hpp"
#include "messages.hpp"
#include "transfer.hpp"

namespace http_client {

class Worker final : public Listener {
 public:
  struct Outlet {
    std::function<void(Report)> report;  // [the worker's thread]
    std::function<void()> ended;         // [the worker's thread] its last word
  };
  Worker(Outlet outlet, std::string ca_file, std::string agent);
  ~Worker() override;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // False when the machine has no thread or descriptor left.
  [[nodiscard]] bool start();
  void send(Command command);  // [any thread]
  // Drops what is at work, silently; `ended` follows.
  void finish();

 private:
  void run();
  void wake();
  void rest();
  bool open(std::string& why);
  void obey(Command command);
  void begin(Id id, Order order);
  void drop(Id id);
  void collect_ended();
  void drop_overdue();
  [[nodiscard]] int patience() const;
  void tell(Report report) override;

  Outlet outlet_;
  const std::string ca_file_;
  const std::string agent_;
  oc::Mailbox<Command> box_;
  int wake_fd_ = -1;
  std::atomic<bool> finishing_{false};
  std::thread thread_;
  // The thread's own.
  std::unique_ptr<const CurlApi> api_;
  CURLM* multi_ = nullptr;
  std::map<Id, std::unique_ptr<Transfer>> transfers_;
};

}  // namespace http_client
