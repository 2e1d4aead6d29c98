// SPDX-License-Identifier: MIT
// A route that is to stay when the gateway has gone. No program holds it, whose end would tell that
// it is lost: it is looked at.
#include "complaints.hpp"
#include "exposure.hpp"

namespace tailscale {
namespace {

constexpr std::uint64_t kCalmMs = 30'000;
constexpr int kMostLooksInVain = 2;

}  // namespace

// It leads where it should; it may stem from a time in which the port spoke otherwise.
bool Exposure::is_wanted(const Route& route) const {
  return route.is_funnel == (settings_.mode == Mode::funnel) && route.is_to_tls == is_tls_;
}

// It leads to the gateway's own port, which is the same after a restart.
void Exposure::claim_to_stay() {
  const std::string port = std::to_string(gateway_port_);
  const std::string target = is_tls_ ? "https+insecure://127.0.0.1:" + port : port;
  ask({{mode_word(), "--bg", "--yes", target}, kClaimMs}, &Exposure::on_stays);
}

void Exposure::on_stays(const Tool::Answer& answer) {
  if (const int port = taken_port(answer.said); !answer.problem.empty() && port != 0) {
    return fail(conflict_words(port));
  }
  if (!answer.problem.empty()) return fail(answer.problem);
  on_held();
}

void Exposure::await_look() {
  timer_ = host_.after(kCalmMs, [this] {
    ask({{"serve", "status", "--json"}, kQueryMs}, &Exposure::on_look);
  });
}

void Exposure::on_look(const Tool::Answer& answer) {
  // What has hung once may have been slow.
  if (answer.is_timed_out && ++looks_in_vain_ < kMostLooksInVain) return await_look();
  if (!answer.problem.empty()) {
    return fail("whether the route is still there is not known: " + answer.problem);
  }
  looks_in_vain_ = 0;
  const Route route = read_route(answer.out, gateway_port_);
  if (route.kind == Route::Kind::none) {
    return fail("the route was lost: somebody has taken it away");
  }
  if (route.kind != Route::Kind::ours) return fail(foreign_words(route));
  if (is_wanted(route)) return await_look();
  if (route.is_to_tls != is_tls_) {
    return fail(std::string("the route was changed: it speaks ") +
                (is_tls_ ? "plain HTTP to a port of TLS" : "TLS to a port of plain HTTP"));
  }
  fail(route.is_funnel ? "the route was changed: it is a Funnel now"
                       : "the route was changed: it is no Funnel any more");
}

}  // namespace tailscale
