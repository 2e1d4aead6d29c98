// SPDX-License-Identifier: MIT
#include "exposure.hpp"

#include <algorithm>
#include <csignal>
#include <string_view>
#include <utility>

#include "complaints.hpp"

namespace tailscale {
namespace {

constexpr std::uint64_t kVersionMs = 3'000;
constexpr std::uint64_t kPollMs = 2'000;
constexpr std::uint64_t kBootMs = 90'000;
constexpr std::uint64_t kFirstPauseMs = 1'000;
constexpr std::uint64_t kLongestPauseMs = 60'000;
// A claim that was held for so long was a good one: the next pause is the first again.
constexpr std::uint64_t kGoodMs = 30'000;
constexpr int kNameTries = 3;
// What was left behind is asked to end, and made to in the end.
constexpr int kMostEnds = 5;
constexpr std::uint64_t kEndMs = 500;
constexpr std::uint64_t kNameAgainMs = 500;

std::string state_dir_of(const oc::Host& host) { return host.raw()->state_dir(host.self()); }

bool is_ready(const Outcome& so_far) {
  constexpr std::string_view kReady = "Press Ctrl+C to exit.";
  return so_far.out.find(kReady) != std::string::npos ||
         so_far.err.find(kReady) != std::string::npos;
}

}  // namespace

Exposure::Exposure(oc::Host host, Programs& programs, const Settings& settings, World world)
    : host_(host),
      programs_(programs),
      settings_(settings),
      tool_(programs, settings.program),
      world_(std::move(world)) {}

void Exposure::start(std::uint16_t gateway_port, bool is_tls) {
  gateway_port_ = gateway_port;
  is_tls_ = is_tls;
  attempt();
}

void Exposure::stop() {
  life_.reset();
  ++attempt_id_;
  timer_.reset();
}

void Exposure::ask(const Tool::Question& question, Next next) {
  const std::uint64_t attempt = attempt_id_;
  tool_.ask(question, [this, attempt, question, next](const Tool::Answer& answer) {
    if (attempt != attempt_id_) return;
    const auto again = [this, next](const Tool::Question& as_root) { ask(as_root, next); };
    // A route that is held needs nothing more that only root may do, but to be looked at.
    const bool may_be_root = !held_ || next == &Exposure::on_look;
    if (may_be_root && escalate(question, answer, again)) return;
    (this->*next)(answer);
  });
}

bool Exposure::escalate(const Tool::Question& question, const Tool::Answer& answer,
                        const std::function<void(const Tool::Question&)>& again) {
  if (answer.needs_root && !question.by_sudo) {
    said_before_root_ = answer.problem;
    again({question.words, question.limit_ms, true});
    return true;
  }
  const bool is_refused =
      question.by_sudo && (answer.is_not_started || says_sudo_refuses(answer.said));
  const std::string why = answer.is_not_started ? "it cannot be run" : one_line(answer.said);
  if (is_refused) fail(root_words(mode_word(), said_before_root_, why));
  return is_refused;
}

void Exposure::attempt() {
  ++attempt_id_;
  adopted_ = false;
  looks_in_vain_ = 0;
  ends_ = 0;
  begun_ms_ = host_.now_ms();
  ask({{"version"}, kVersionMs}, &Exposure::on_version);
}

void Exposure::on_version(const Tool::Answer& answer) {
  if (!answer.problem.empty()) return fail(answer.problem);
  const bool look = settings_.mode == Mode::serve && settings_.preserve_funnel;
  if (!look) return await_daemon();
  ask({{"funnel", "status", "--json"}, kQueryMs}, &Exposure::on_funnel);
}

void Exposure::on_funnel(const Tool::Answer& answer) {
  if (!answer.problem.empty()) {
    return fail("whether a Funnel is to be preserved is not known: " + answer.problem);
  }
  if (!has_funnel_to(answer.out, gateway_port_)) return await_daemon();
  fail(
      "a Tailscale Funnel that leads to port " + std::to_string(gateway_port_) +
      " is preserved (gateway.tailscale.preserveFunnel), so the gateway shows itself no other way; "
      "set gateway.tailscale.mode=funnel and gateway.auth.mode=password to have it here");
}

void Exposure::await_daemon() { ask({{"status", "--json"}, kQueryMs}, &Exposure::on_node); }

// What is wrong with it otherwise is told best by the program that claims the route.
void Exposure::on_node(const Tool::Answer& answer) {
  const bool is_late = host_.now_ms() - begun_ms_ >= kBootMs;
  const bool is_away =
      !answer.problem.empty() && (answer.is_timed_out || says_daemon_is_away(answer.said));
  if (is_away && !is_late) return keep_waiting("daemon not reachable");
  const Node node = read_node(answer.out);
  if (answer.problem.empty() && node.is_booting() && !is_late) return keep_waiting(node.backend);
  for (const char* state : {"NeedsLogin", "NeedsMachineAuth", "Stopped"}) {
    if (node.backend != state) continue;
    return fail("Tailscale is not connected (" + node.backend + "); run `tailscale up`");
  }
  inspect();
}

void Exposure::keep_waiting(const std::string& what) {
  const std::string words = "waiting for the local Tailscale daemon (" + what + ")";
  if (report_.words != words) host_.log(OC_LOG_INFO, words);
  set({Report::State::waiting, {}, words});
  timer_ = host_.after(kPollMs, [this] { await_daemon(); });
}

void Exposure::inspect() { ask({{"serve", "status", "--json"}, kQueryMs}, &Exposure::on_route); }

void Exposure::on_route(const Tool::Answer& answer) {
  if (!answer.problem.empty()) return fail(answer.problem);
  const Route route = read_route(answer.out, gateway_port_);
  const bool is_ours = route.kind == Route::Kind::ours;
  if (route.kind == Route::Kind::foreground) return on_foreground(route);
  if (route.kind != Route::Kind::none && !is_ours) return fail(foreign_words(route));
  if (settings_.leave_at_exit) {
    return is_ours && is_wanted(route) ? on_held() : claim_to_stay();
  }
  if (!is_ours) return claim();
  ask({{"serve", "--yes", "--https=443", "--set-path=/", "off"}, kQueryMs}, &Exposure::on_adopted);
}

void Exposure::on_foreground(const Route& route) {
  struct Look {
    std::string state_dir;
    std::optional<LeftBehind> found;
  };
  const auto look = std::make_shared<Look>(Look{state_dir_of(host_), {}});
  const int err =
      host_.work([look, port = route.port] { look->found = left_behind(look->state_dir, port); },
                 [this, life = std::weak_ptr<int>(life_), attempt = attempt_id_, look, route] {
                   if (life.expired() || attempt != attempt_id_) return;
                   look->found ? end_left_behind(*look->found, route) : fail(foreign_words(route));
                 });
  if (err < 0) fail(foreign_words(route));
}

void Exposure::end_left_behind(const LeftBehind& left, const Route& route) {
  const std::string who = "process group " + std::to_string(left.group) + ", " + left.command;
  if (++ends_ > kMostEnds) {
    return fail(foreign_words(route) + ". A former life of this gateway has left it behind (" +
                who + "), and may not end it: sudo kill -- -" + std::to_string(left.group));
  }
  if (ends_ == 1) host_.log(OC_LOG_INFO, "ends what a former life has left behind: " + who);
  const std::uint64_t attempt = attempt_id_;
  programs_.signal(left.group, ends_ < kMostEnds ? SIGTERM : SIGKILL, [this, attempt] {
    if (attempt != attempt_id_ || !life_) return;
    timer_ = host_.after(kEndMs, [this] { inspect(); });
  });
}

void Exposure::on_adopted(const Tool::Answer& answer) {
  if (!answer.problem.empty()) return fail(answer.problem);
  adopted_ = true;
  claim();
}

void Exposure::claim() {
  std::string problem;
  if (front_port_ == 0) front_port_ = world_.open_front(problem);
  if (front_port_ == 0) return fail(problem);
  hold({{mode_word(), "--yes", "--bg=false", std::to_string(front_port_)}});
}

void Exposure::hold(const Tool::Question& question) {
  const std::uint64_t attempt = attempt_id_;
  timer_ = host_.after(kClaimMs, [this] { on_claim_late(); });
  claim_ = tool_.ask(
      question,
      [this, attempt, question](const Tool::Answer& answer) {
        claim_.reset();
        if (attempt != attempt_id_) return pause();
        const auto again = [this](const Tool::Question& as_root) { hold(as_root); };
        if (held_ || !escalate(question, answer, again)) on_claim_ended(answer);
      },
      [this, attempt](const Outcome& so_far) {
        if (attempt == attempt_id_ && !held_ && is_ready(so_far)) on_held();
      });
}

void Exposure::on_claim_late() {
  const std::string said = claim_ ? one_line(all_said(claim_->so_far())) : std::string();
  fail("`tailscale " + mode_word() + "` did not become ready within " +
       std::to_string(kClaimMs / 1000) + " s" + (said.empty() ? "" : ": " + said));
}

void Exposure::on_claim_ended(const Tool::Answer& answer) {
  if (held_) {
    return fail("the route was lost: " +
                (answer.problem.empty() ? "the program that held it has ended" : answer.problem));
  }
  if (const int port = taken_port(answer.said)) return fail(conflict_words(port));
  fail(answer.problem.empty()
           ? "the program that was to hold the route has ended: " + one_line(answer.said)
           : answer.problem);
}

void Exposure::on_held() {
  held_ = true;
  held_since_ms_ = host_.now_ms();
  timer_.reset();
  if (claim_) write_down_claim();
  if (adopted_) host_.log(OC_LOG_INFO, "the route of an older release was taken over");
  names_asked_ = 0;
  ask_name();
}

void Exposure::write_down_claim() {
  const Holder holder{claim_->pid(), front_port_};
  host_.work([directory = state_dir_of(host_), holder] { write_down(directory, holder); }, [] {});
}

void Exposure::ask_name() {
  ++names_asked_;
  ask({{"status", "--json"}, kQueryMs}, &Exposure::on_name);
}

// It is shown even where its name cannot be found out.
void Exposure::on_name(const Tool::Answer& answer) {
  const bool may_come = answer.is_timed_out || says_daemon_is_away(answer.said);
  if (!answer.problem.empty() && may_come && names_asked_ < kNameTries) {
    timer_ = host_.after(kNameAgainMs, [this] { ask_name(); });
    return;
  }
  const Node node = answer.problem.empty() ? read_node(answer.out) : Node();
  const std::string& host = node.host();
  logged_failure_.clear();
  host_.log(
      OC_LOG_INFO,
      mode_word() + " enabled" +
          (host.empty() ? std::string() : ": https://" + host + "/ (WS via wss://" + host + ")"));
  world_.set_name(node.dns_name);
  set({Report::State::active, host, {}});
  if (settings_.leave_at_exit) await_look();
}

void Exposure::pause() {
  if (life_) timer_ = host_.after(pause_ms_, [this] { attempt(); });
}

void Exposure::fail(const std::string& words) {
  const bool was_good = held_ && host_.now_ms() - held_since_ms_ >= kGoodMs;
  ++attempt_id_;
  held_ = false;
  pause_ms_ = was_good || pause_ms_ == 0 ? kFirstPauseMs : std::min(2 * pause_ms_, kLongestPauseMs);
  // One that is still there would be taken for somebody else's the next time.
  if (claim_) {
    timer_.reset();
    claim_->stop();
  } else {
    pause();
  }
  if (report_.state == Report::State::active) world_.set_name("");
  if (std::exchange(logged_failure_, words) != words) {
    host_.log(OC_LOG_WARN, mode_word() + " failed: " + words + "; it is tried again");
  }
  set({Report::State::failed, {}, words});
}

void Exposure::set(Report report) {
  report_ = std::move(report);
  world_.changed();
}

}  // namespace tailscale
