// SPDX-License-Identifier: MIT
#include "core/net/tls.hpp"

#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/log/log.hpp"
#include "core/net/address.hpp"
#include "core/net/reserve.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kLookEveryMs = 2'000;
constexpr std::uint64_t kWarnEveryMs = 24ULL * 60 * 60 * 1000;
// A step on P-256 takes less than a millisecond, one with a large RSA key several.
constexpr int kHandshakesATurn = 8;
constexpr const char* kFilesAreBad =
    "the TLS files have changed and are of no use, see the log; the certificate from before serves";

// Clients that take their time with the last words, or use that as a way in, leave the descriptors
// to the others.
std::size_t most_leaving() {
  constexpr rlim_t kFewest = 8;
  constexpr rlim_t kMost = 1024;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kFewest;
  return static_cast<std::size_t>(std::clamp(limit.rlim_cur / 16, kFewest, kMost));
}

void log_tls(LogLevel level, const std::string& text) { log_line(level, "tls", text); }

}  // namespace

// One look at the files, on a thread of the pool.
struct Tls::Look {
  bool asked = false;
  std::string stamp;
  std::optional<Result<std::shared_ptr<const TlsContext>>> loaded;
};

Status Tls::check(const TlsSettings& settings) {
  if (!settings.enabled || may_make_tls_files(settings)) return Done{};
  const auto context = TlsContext::load(settings);
  if (!context) return context.error();
  return Done{};
}

Result<std::unique_ptr<Tls>> Tls::open(Loop& loop, TlsSettings settings, Hooks hooks) {
  const Result<std::string> made = make_missing_tls_files(settings);
  if (!made) return made.error();
  if (!made->empty()) log_tls(LogLevel::info, *made);
  std::string stamp = stamp_of_tls_files(settings);
  Result<std::shared_ptr<const TlsContext>> context = TlsContext::load(settings);
  if (!context) return context.error();
  return std::make_unique<Tls>(loop, std::move(settings), std::move(hooks), std::move(*context),
                               std::move(stamp));
}

Tls::Tls(Loop& loop, TlsSettings settings, Hooks hooks, std::shared_ptr<const TlsContext> context,
         std::string stamp)
    : loop_(loop),
      settings_(std::move(settings)),
      hooks_(std::move(hooks)),
      context_(std::move(context)),
      handshakes_(loop, kHandshakesATurn),
      world_{loop, handshakes_, [this](TlsRelay& relay) { ended(relay); },
             [this](TlsRelay& relay) { leaving(relay); },
             [this](const TlsRelay& relay, const std::string& reason) { failed(relay, reason); }},
      used_stamp_(stamp),
      seen_stamp_(std::move(stamp)),
      looks_(loop, kLookEveryMs, kLookEveryMs,
             [this] {
               look_at_clock();
               look(false);
             }),
      self_(std::make_shared<Tls*>(this)) {
  log_tls(LogLevel::info, "certificate sha256 " + fingerprint());
  if (!context_->advice().empty()) log_tls(LogLevel::warn, context_->advice());
  tell_warning();
}

bool Tls::accept(int fd) {
  std::array<int, 2> ends{-1, -1};
  ssl_st* ssl = nullptr;
  const bool paired =
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0;
  if (paired && !is_reserved_descriptor(ends[1])) ssl = context_->new_connection(fd);
  if (!ssl) {
    for (const int one : {fd, ends[0], ends[1]}) {
      if (one >= 0) ::close(one);
    }
    return false;
  }
  std::string peer = peer_address(fd);
  auto relay = std::make_unique<TlsRelay>(fd, ends[0], ssl, world_);
  const TlsRelay* key = relay.get();
  relays_.emplace(key, Client{std::move(relay), peer});
  hooks_.adopt(ends[1], std::move(peer));
  return true;
}

void Tls::ended(const TlsRelay& relay) {
  leaving_.erase(std::remove(leaving_.begin(), leaving_.end(), &relay), leaving_.end());
  relays_.erase(&relay);
}

void Tls::leaving(const TlsRelay& relay) {
  leaving_.push_back(&relay);
  if (leaving_.size() > most_leaving()) ended(*leaving_.front());
}

void Tls::failed(const TlsRelay& relay, const std::string& reason) {
  const std::string line = failures_.line(relays_.at(&relay).peer, reason, Loop::now_ms());
  if (!line.empty()) log_tls(LogLevel::info, line);
}

void Tls::reload() { look(true); }

// Files that are just being put there are waited for: what is used has stood there for two looks.
void Tls::look(bool asked) {
  if (looking_) {
    asked_meanwhile_ = asked_meanwhile_ || asked;
    return;
  }
  looking_ = true;
  auto out = std::make_shared<Look>();
  out->asked = asked;
  loop_.work(
      [out, settings = settings_, used = used_stamp_, before = seen_stamp_] {
        out->stamp = stamp_of_tls_files(settings);
        const bool changed = out->stamp != used && out->stamp == before;
        if (out->asked || changed) out->loaded = TlsContext::load(settings);
      },
      [out, self = std::weak_ptr<Tls*>(self_)] {
        if (const auto alive = self.lock()) (*alive)->seen(*out);
      });
}

void Tls::seen(const Look& look) {
  looking_ = false;
  seen_stamp_ = look.stamp;
  if (look.loaded) {
    used_stamp_ = look.stamp;
    if (*look.loaded) {
      use(**look.loaded, look.asked);
    } else {
      keep_old(look.loaded->error());
    }
  }
  if (std::exchange(asked_meanwhile_, false)) this->look(true);
}

void Tls::use(std::shared_ptr<const TlsContext> context, bool asked) {
  const bool other = context->certificate().fingerprint != fingerprint();
  context_ = std::move(context);
  files_are_bad_ = false;
  if (other || asked) {
    log_tls(
        LogLevel::info,
        (other ? "new certificate, sha256 " : "read again, certificate sha256 ") + fingerprint());
  }
  if (!context_->advice().empty()) log_tls(LogLevel::warn, context_->advice());
  tell_warning();
  hooks_.changed();
}

void Tls::keep_old(const Error& error) {
  files_are_bad_ = true;
  log_tls(LogLevel::error, error.message + " The certificate from before serves until then.");
  tell_warning();
  hooks_.changed();
}

// Time alone makes another warning, and a clock may be set.
void Tls::look_at_clock() {
  const bool same = certificate_warning(certificate(), wall_ms()) == clock_warning_;
  if (same && (clock_warning_.empty() || Loop::now_ms() - warned_ms_ < kWarnEveryMs)) return;
  tell_warning();
  hooks_.changed();
}

void Tls::tell_warning() {
  clock_warning_ = certificate_warning(certificate(), wall_ms());
  warned_ms_ = Loop::now_ms();
  if (!clock_warning_.empty()) {
    log_tls(certificate().not_after_ms <= wall_ms() ? LogLevel::error : LogLevel::warn,
            clock_warning_ + " (" + settings_.certificate + ")");
  }
  warning_ = clock_warning_;
  if (files_are_bad_) warning_ = kFilesAreBad + (warning_.empty() ? "" : "; " + warning_);
}

void Tls::close(std::uint64_t ms) {
  looks_.reset();
  for (const auto& [key, client] : relays_) client.relay->hurry(ms);
}

}  // namespace openclaw
