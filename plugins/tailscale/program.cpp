// SPDX-License-Identifier: MIT
#include "program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

namespace tailscale {
namespace {

constexpr std::uint64_t kGraceMs = 2'000;
constexpr std::uint64_t kLookMs = 50;
constexpr std::uint64_t kRestMs = 100;
// For another user to end it.
constexpr std::uint64_t kHandedOnMs = 1'500;

// Nothing of the gateway's own: its variables may be secrets. The words of the programs that are
// looked for are English.
std::vector<std::string> clean_environment() {
  std::vector<std::string> out{"LC_ALL=C"};
  for (const char* name : {"PATH", "HOME", "USER", "LOGNAME", "TMPDIR"}) {
    const char* value = std::getenv(name);
    if (value) out.push_back(std::string(name) + '=' + value);
  }
  return out;
}

std::string search_path() {
  const char* path = std::getenv("PATH");
  return path ? path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

}  // namespace

Program::Program(oc::Host host, Command command, Events events)
    : host_(host), command_(std::move(command)), events_(std::move(events)) {}

void Program::start() {
  if (command_.limit_ms > 0) limit_ = host_.after(command_.limit_ms, [this] { on_limit(); });
  struct Job {
    std::vector<std::string> words, environment;
    std::string search;
    Spawned child;
  };
  const auto job =
      std::make_shared<Job>(Job{command_.words, clean_environment(), search_path(), {}});
  const int err =
      host_.work([job] { job->child = spawn(job->words, job->environment, job->search); },
                 [self = shared_from_this(), job] {
                   self->child_ = std::move(job->child);
                   self->started();
                 });
  if (err >= 0) return;
  child_.error = -err;
  started();
}

void Program::started() {
  outcome_.error = child_.error;
  outcome_.path = child_.path;
  if (child_.error != 0) return tell();
  out_.fd = child_.out.get();
  err_.fd = child_.err.get();
  watch(out_);
  watch(err_);
  await_end();
  if (wanted_ != 0) end(wanted_);
}

void Program::await_end() {
  if (!child_.ended) {
    look_ = host_.every(kLookMs, [this] { on_ended(); });
    return;
  }
  const auto ended = [](void* p, int, unsigned) { static_cast<Program*>(p)->on_ended(); };
  ended_ = host_.raw()->watch(host_.self(), child_.ended.get(), OC_WATCH_READ, ended, this);
}

void Program::watch(Stream& stream) {
  const auto ready = [](void* p, int, unsigned) {
    auto* one = static_cast<Stream*>(p);
    const auto self = one->owner->shared_from_this();
    self->on_readable(*one);
  };
  stream.watch = host_.raw()->watch(host_.self(), stream.fd, OC_WATCH_READ, ready, &stream);
}

// Who prints more than is kept waits for its reader: a flood shall not take the loop's time.
void Program::on_readable(Stream& stream) {
  const std::size_t before = stream.text->size();
  const bool may_come = read_some(stream);
  if (!may_come || stream.is_full) unwatch(stream.watch);
  if (may_come && stream.is_full) {
    stream.rest = host_.after(kRestMs, [this, &stream] { watch(stream); });
  }
  if (stream.text->size() > before && events_.printed) events_.printed(outcome_);
}

// False when there is no more to come. What is too much is read and forgotten.
bool Program::read_some(Stream& stream) {
  std::array<char, 16'384> buffer;
  const ssize_t n = ::read(stream.fd, buffer.data(), buffer.size());
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  const auto got = static_cast<std::size_t>(n);
  const std::size_t room = command_.most_bytes - stream.text->size();
  stream.text->append(buffer.data(), got < room ? got : room);
  if (got > room) stream.is_full = true;
  if (got > room && !std::exchange(outcome_.too_long, true) && command_.limit_ms > 0) end(SIGKILL);
  return n > 0;
}

// What it has started may live on and hold its outputs open; nobody waits for that.
void Program::on_ended() {
  if (child_.pid <= 0) return;
  if (hands_ > 0) {
    has_ended_ = true;
    return unwatch(ended_);
  }
  const std::optional<int> status = reap(child_.pid);
  if (!status) return;
  child_.pid = -1;
  outcome_.status = *status;
  for (Stream* stream : {&out_, &err_}) {
    std::size_t before = 0;
    do {
      before = stream->text->size();
    } while (stream->watch && read_some(*stream) && stream->text->size() > before);
  }
  tell();
}

void Program::on_limit() {
  outcome_.timed_out = true;
  const auto self = shared_from_this();
  end_for_good();
  // A program that cannot even be killed keeps nobody waiting.
  if (auto ended = std::exchange(events_.ended, nullptr)) ended(outcome_);
}

void Program::stop() {
  if (command_.limit_ms > 0) return on_grace();
  end(SIGTERM);
  grace_ = host_.after(kGraceMs, [this] { on_grace(); });
}

void Program::on_grace() { end_for_good(); }

void Program::end_for_good() {
  const auto self = shared_from_this();
  end(SIGKILL);
  if (!denied_) return;
  if (!events_.denied) return tell();
  grace_ = host_.after(kHandedOnMs, [this] { on_unreachable(); });
}

// What cannot be reached is left to itself, rather than waited for.
void Program::on_unreachable() {
  host_.log(OC_LOG_WARN, "the program " + child_.path + " (process " + std::to_string(child_.pid) +
                             ") could not be ended; it is another user's");
  tell();
}

void Program::handed_on() {
  if (--hands_ == 0 && has_ended_) on_ended();
}

void Program::forget() {
  events_.printed = nullptr;
  events_.ended = nullptr;
}

void Program::end(int signal) {
  wanted_ = signal;
  if (child_.pid <= 0) return;
  denied_ = ::kill(-child_.pid, signal) != 0 && errno == EPERM;
  if (!denied_ || !events_.denied) return;
  ++hands_;
  events_.denied(*this, signal);
}

void Program::tell() {
  const auto self = shared_from_this();
  release();
  child_.pid = -1;
  if (auto ended = std::exchange(events_.ended, nullptr)) ended(outcome_);
  if (auto gone = std::exchange(events_.gone, nullptr)) gone(*this);
}

void Program::unwatch(oc_sub*& sub) {
  if (sub) host_.raw()->cancel(host_.self(), std::exchange(sub, nullptr));
}

void Program::release() {
  look_.reset();
  limit_.reset();
  grace_.reset();
  unwatch(ended_);
  for (Stream* stream : {&out_, &err_}) {
    unwatch(stream->watch);
    stream->rest.reset();
  }
  child_.out = oc::Descriptor();
  child_.err = oc::Descriptor();
  child_.ended = oc::Descriptor();
}

}  // namespace tailscale
