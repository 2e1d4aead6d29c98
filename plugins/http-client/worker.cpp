// SPDX-License-Identifier: MIT
#include "worker.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <system_error>
#include <utility>

namespace http_client {
namespace {

constexpr long kKeptConnections = 16;

std::uint64_t now_ms() {
  using std::chrono::steady_clock;
  const auto since = steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

// Signals are the loop's, and a broken pipe is an error like any other here. The threads that look
// up names inherit it.
void keep_signals_away() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
}

}  // namespace

Worker::Worker(Outlet outlet, std::string ca_file, std::string agent)
    : outlet_(std::move(outlet)), ca_file_(std::move(ca_file)), agent_(std::move(agent)) {}

Worker::~Worker() {
  finish();
  if (thread_.joinable()) thread_.join();
  if (wake_fd_ >= 0) close(wake_fd_);
}

bool Worker::start() {
  wake_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd_ < 0) return false;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

void Worker::send(Command command) {
  if (box_.put(std::move(command))) wake();
}

void Worker::finish() {
  finishing_ = true;
  wake();
}

void Worker::wake() {
  const std::uint64_t one = 1;
  // It fails only when the counter is full, and then the thread is awake already.
  [[maybe_unused]] const ssize_t n = write(wake_fd_, &one, sizeof one);
}

void Worker::run() {
  keep_signals_away();
  pthread_setname_np(pthread_self(), "http-client");
  while (!finishing_) {
    for (Command& command : box_.take()) obey(std::move(command));
    collect_ended();
    drop_overdue();
    rest();
  }
  for (const auto& [id, transfer] : transfers_) {
    api_->multi_remove_handle(multi_, transfer->handle());
  }
  transfers_.clear();
  if (multi_) api_->multi_cleanup(multi_);
  outlet_.ended();
}

// Waits for the network, a command or the next deadline.
void Worker::rest() {
  const int wait = patience();
  if (multi_) {
    curl_waitfd wake{wake_fd_, CURL_WAIT_POLLIN, 0};
    api_->multi_poll(multi_, &wake, 1, wait, nullptr);
  } else {
    pollfd wake{wake_fd_, POLLIN, 0};
    poll(&wake, 1, wait);
  }
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t n = read(wake_fd_, &count, sizeof count);
  const std::uint64_t now = now_ms();
  for (const auto& [id, transfer] : transfers_) transfer->at(now);
}

// Milliseconds; libcurl wakes earlier by itself where it has timers of its own.
int Worker::patience() const {
  std::uint64_t next = kNever;
  for (const auto& [id, transfer] : transfers_) next = std::min(next, transfer->deadline());
  constexpr std::uint64_t kMost = 1'000'000;
  if (next == kNever) return static_cast<int>(kMost);
  const std::uint64_t now = now_ms();
  return next <= now ? 0 : static_cast<int>(std::min(next - now, kMost));
}

bool Worker::open(std::string& why) {
  if (multi_) return true;
  if (!api_) api_ = CurlApi::open(why);
  if (!api_) return false;
  multi_ = api_->multi_init();
  if (!multi_) {
    why = "out of memory";
    return false;
  }
  api_->multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kKeptConnections);
  return true;
}

void Worker::obey(Command command) {
  if (auto* order = std::get_if<Order>(&command.what)) return begin(command.id, std::move(*order));
  const auto found = transfers_.find(command.id);
  if (found == transfers_.end()) return;
  if (const auto* read = std::get_if<Consumed>(&command.what)) {
    return found->second->consumed(read->bytes, now_ms());
  }
  drop(command.id);
}

void Worker::begin(Id id, Order order) {
  std::string why;
  if (!open(why)) return tell({id, Failed{"unavailable", why}});
  auto transfer = std::make_unique<Transfer>(*api_, *this, id, std::move(order), now_ms());
  if (auto problem = transfer->prepare(ca_file_, agent_.c_str())) {
    return tell({id, std::move(*problem)});
  }
  if (api_->multi_add_handle(multi_, transfer->handle()) != CURLM_OK) {
    return tell({id, Failed{"unavailable", "libcurl takes no more requests"}});
  }
  transfers_[id] = std::move(transfer);
}

void Worker::drop(Id id) {
  const auto node = transfers_.extract(id);
  if (!node.empty()) api_->multi_remove_handle(multi_, node.mapped()->handle());
}

void Worker::collect_ended() {
  if (!multi_) return;
  int running = 0;
  api_->multi_perform(multi_, &running);
  int left = 0;
  while (const CURLMsg* message = api_->multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    char* found = nullptr;
    api_->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &found);
    Transfer& transfer = *reinterpret_cast<Transfer*>(found);
    transfer.finish(code);
    drop(transfer.id());
  }
}

void Worker::drop_overdue() {
  const std::uint64_t now = now_ms();
  std::vector<Id> overdue;
  for (const auto& [id, transfer] : transfers_) {
    if (transfer->deadline() > now) continue;
    tell({id, transfer->overdue()});
    overdue.push_back(id);
  }
  for (const Id id : overdue) drop(id);
}

void Worker::tell(Report report) { outlet_.report(std::move(report)); }

}  // namespace http_client
