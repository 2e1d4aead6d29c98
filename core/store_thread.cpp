// SPDX-License-Identifier: MIT
#include "core/store_thread.hpp"

#include <csignal>
#include <cstddef>
#include <utility>

namespace openclaw {
namespace {

// The deepest path of SQLite takes some 30 kB; sanitizers make that three times as much.
constexpr std::size_t kStackBytes = 256UL * 1024;

}  // namespace

bool StoreThread::start(const char* name, std::function<void()> body) {
  name_ = name;
  body_ = std::move(body);
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setstacksize(&attributes, kStackBytes);
  // The thread inherits the mask, so that there is no moment in which a signal could reach it.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  started_ = pthread_create(&thread_, &attributes, &StoreThread::enter, this) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  return started_;
}

void StoreThread::join() {
  if (!started_) return;
  pthread_join(thread_, nullptr);
  started_ = false;
}

void* StoreThread::enter(void* self) {
  auto* thread = static_cast<StoreThread*>(self);
  pthread_setname_np(pthread_self(), thread->name_);
  thread->body_();
  return nullptr;
}

}  // namespace openclaw
