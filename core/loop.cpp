// SPDX-License-Identifier: MIT
#include "core/loop.hpp"

#include <uv.h>

#include <mutex>
#include <utility>
#include <vector>

namespace openclaw {

struct Loop::Impl {
  uv_loop_t loop{};
  uv_async_t wake{};
  std::mutex mutex;
  std::vector<Callback> posted;  // guarded by mutex

  void run_posted() {
    std::vector<Callback> batch;
    {
      const std::lock_guard lock(mutex);
      batch.swap(posted);
    }
    for (Callback& fn : batch) fn();
  }
};

namespace {

struct Work {
  uv_work_t request{};
  Callback fn;
  Callback done;
};

// libuv frees nothing itself: a handle's memory may go only once uv_close has called back. The
// callback's functions live in the same block, so one that resets its own subscription stays whole
// until it has returned.
template <class State>
void retire(State*& state) {
  if (!state) return;
  State* gone = std::exchange(state, nullptr);
  uv_close(reinterpret_cast<uv_handle_t*>(&gone->handle),
           [](uv_handle_t* handle) { delete static_cast<State*>(handle->data); });
}

}  // namespace

Loop::Loop() : impl_(std::make_unique<Impl>()) {
  uv_loop_init(&impl_->loop);
  uv_async_init(&impl_->loop, &impl_->wake,
                [](uv_async_t* handle) { static_cast<Impl*>(handle->data)->run_posted(); });
  impl_->wake.data = impl_.get();
  uv_unref(reinterpret_cast<uv_handle_t*>(&impl_->wake));
}

Loop::~Loop() { static_cast<void>(close()); }

void Loop::run() { uv_run(&impl_->loop, UV_RUN_DEFAULT); }
void Loop::stop() { uv_stop(&impl_->loop); }
void Loop::poll() { uv_run(&impl_->loop, UV_RUN_NOWAIT); }

bool Loop::close() {
  if (closed_) return true;
  auto* wake = reinterpret_cast<uv_handle_t*>(&impl_->wake);
  if (!uv_is_closing(wake)) uv_close(wake, nullptr);
  // One turn ends what is closing; what is still waited for is not waited for here.
  uv_run(&impl_->loop, UV_RUN_NOWAIT);
  closed_ = uv_loop_close(&impl_->loop) == 0;
  return closed_;
}

void Loop::post(Callback fn) {
  const std::lock_guard lock(impl_->mutex);
  impl_->posted.push_back(std::move(fn));
  uv_async_send(&impl_->wake);
}

void Loop::work(Callback fn, Callback done) {
  auto* work = new Work{{}, std::move(fn), std::move(done)};
  work->request.data = work;
  uv_queue_work(
      &impl_->loop, &work->request,
      [](uv_work_t* request) { static_cast<Work*>(request->data)->fn(); },
      [](uv_work_t* request, int) {
        const std::unique_ptr<Work> finished(static_cast<Work*>(request->data));
        finished->done();
      });
}

std::uint64_t Loop::now_ms() { return uv_hrtime() / 1'000'000; }
std::uint64_t Loop::now_us() { return uv_hrtime() / 1'000; }

void* Loop::native() { return &impl_->loop; }

struct Timer::State {
  uv_timer_t handle{};
  Callback fn;
  bool once = false;
  Timer* owner = nullptr;
};

Timer::Timer(Loop& loop, std::uint64_t first_ms, std::uint64_t every_ms, Callback fn)
    : state_(new State{{}, std::move(fn), every_ms == 0, this}) {
  uv_timer_init(&loop.impl_->loop, &state_->handle);
  state_->handle.data = state_;
  // A timer counts from the loop's own idea of now, which a long callback leaves behind.
  uv_update_time(&loop.impl_->loop);
  uv_timer_start(
      &state_->handle,
      [](uv_timer_t* handle) {
        auto* state = static_cast<State*>(handle->data);
        if (state->once) retire(state->owner->state_);
        state->fn();
      },
      first_ms, every_ms);
}

Timer::Timer(Timer&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {
  if (state_) state_->owner = this;
}

Timer& Timer::operator=(Timer&& other) noexcept {
  if (this == &other) return *this;
  reset();
  state_ = std::exchange(other.state_, nullptr);
  if (state_) state_->owner = this;
  return *this;
}

void Timer::unref() {
  if (state_) uv_unref(reinterpret_cast<uv_handle_t*>(&state_->handle));
}

void Timer::reset() { retire(state_); }

struct Watch::State {
  uv_poll_t handle{};
  std::function<void(unsigned)> fn;
};

Watch::Watch(Loop& loop, int fd, unsigned events, std::function<void(unsigned)> fn)
    : state_(new State{{}, std::move(fn)}) {
  if (uv_poll_init(&loop.impl_->loop, &state_->handle, fd) != 0) {
    delete std::exchange(state_, nullptr);
    return;
  }
  state_->handle.data = state_;
  change(events);
}

void Watch::change(unsigned events) {
  if (!state_) return;
  const int wanted = ((events & kRead) ? UV_READABLE : 0) | ((events & kWrite) ? UV_WRITABLE : 0) |
                     ((events & kHangUp) ? UV_DISCONNECT : 0);
  uv_poll_start(&state_->handle, wanted, [](uv_poll_t* handle, int status, int ready) {
    auto* state = static_cast<State*>(handle->data);
    // A descriptor in error is ready for whatever will report that error.
    unsigned events_ready = status < 0 ? kRead | kWrite | kError : 0U;
    if (ready & UV_READABLE) events_ready |= kRead;
    if (ready & UV_WRITABLE) events_ready |= kWrite;
    if (ready & UV_DISCONNECT) events_ready |= kHangUp;
    state->fn(events_ready);
  });
}

Watch::Watch(Watch&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}

Watch& Watch::operator=(Watch&& other) noexcept {
  if (this == &other) return *this;
  reset();
  state_ = std::exchange(other.state_, nullptr);
  return *this;
}

void Watch::reset() { retire(state_); }

struct Signal::State {
  uv_signal_t handle{};
  Callback fn;
};

Signal::Signal(Loop& loop, int number, Callback fn) : state_(new State{{}, std::move(fn)}) {
  uv_signal_init(&loop.impl_->loop, &state_->handle);
  state_->handle.data = state_;
  uv_signal_start(
      &state_->handle, [](uv_signal_t* handle, int) { static_cast<State*>(handle->data)->fn(); },
      number);
}

Signal::Signal(Signal&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}

Signal& Signal::operator=(Signal&& other) noexcept {
  if (this == &other) return *this;
  reset();
  state_ = std::exchange(other.state_, nullptr);
  return *this;
}

void Signal::reset() { retire(state_); }

}  // namespace openclaw
