// SPDX-License-Identifier: MIT
#include "core/thread.hpp"

#include <csignal>
#include <utility>

namespace openclaw {

bool Thread::start(const char* name, std::function<void()> body) {
  name_ = name;
  body_ = std::move(body);
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setstacksize(&attributes, stack_bytes_);
  // The thread inherits the mask, so that there is no moment in which a signal could reach it.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  started_ = pthread_create(&thread_, &attributes, &Thread::enter, this) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pthread_attr_destroy(&attributes);
  return started_;
}

void Thread::join() {
  if (!started_) return;
  pthread_join(thread_, nullptr);
  started_ = false;
}

void* Thread::enter(void* self) {
  auto* thread = static_cast<Thread*>(self);
  pthread_setname_np(pthread_self(), thread->name_);
  thread->body_();
  return nullptr;
}

}  // namespace openclaw
