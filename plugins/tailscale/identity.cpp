// SPDX-License-Identifier: MIT
#include "identity.hpp"

#include <openclaw/text.hpp>

#include <utility>

namespace tailscale {
namespace {

constexpr std::uint64_t kWhoisMs = 5'000;
// Programs at once: a crowd that comes from everywhere shall not make a crowd of them.
constexpr std::size_t kMostAtOnce = 8;

oc_identity empty_identity() {
  oc_identity identity{};
  identity.size = sizeof identity;
  return identity;
}

}  // namespace

Identity::Identity(oc::Host host, Programs& programs, const Settings& settings)
    : host_(host), settings_(settings), tool_(programs, settings.program) {}

int Identity::identify(const oc_identity_ask& ask, Done done, void* arg) {
  if (stopped_) return 0;
  const IdentityRequest request{
      oc::view(ask.client), oc::view(ask.proxy), oc::view(ask.front),
      [&ask](const char* name) { return oc::view(ask.header(&ask, name)); }};
  std::optional<NamedUser> named = read_named_user(request, settings_);
  if (!named) return 0;
  const Asker asker{std::move(*named), done, arg};
  const std::string address = asker.named.address;
  if (!asker.named.why.empty()) {
    refuse(asker, asker.named.why);
  } else if (const std::optional<Person>* person = known_.get(address, host_.now_ms())) {
    answer(asker, *person);
  } else if (asking_.contains(address)) {
    asking_[address].push_back(asker);
  } else if (asking_.size() >= kMostAtOnce) {
    refuse(asker, "tailscale_whois_failed");
  } else {
    asking_[address].push_back(asker);
    look_up(address);
  }
  return 1;
}

void Identity::look_up(const std::string& address) {
  tool_.ask({{"whois", "--json", address}, kWhoisMs},
            [this, address](const Tool::Answer& answer) { on_answer(address, answer); });
}

void Identity::on_answer(const std::string& address, const Tool::Answer& answer) {
  std::optional<Person> person;
  if (answer.problem.empty()) person = read_person(answer.out);
  known_.put(address, person, host_.now_ms());
  const auto waiting = asking_.extract(address);
  if (waiting.empty()) return;
  for (const Asker& asker : waiting.mapped()) Identity::answer(asker, person);
}

void Identity::stop() {
  stopped_ = true;
  for (const auto& [address, askers] : std::exchange(asking_, {})) {
    for (const Asker& asker : askers) refuse(asker, "tailscale_whois_failed");
  }
}

void Identity::answer(const Asker& asker, const std::optional<Person>& person) {
  if (const std::string why = doubt(asker.named, person); !why.empty()) return refuse(asker, why);
  const std::string& name = !person->name.empty()       ? person->name
                            : !asker.named.name.empty() ? asker.named.name
                                                        : person->login;
  oc_identity identity = empty_identity();
  identity.method = oc::str("tailscale");
  identity.login = oc::str(person->login);
  identity.display_name = oc::str(name);
  asker.done(asker.arg, &identity);
}

void Identity::refuse(const Asker& asker, const std::string& why) {
  oc_identity identity = empty_identity();
  identity.why = oc::str(why);
  asker.done(asker.arg, &identity);
}

}  // namespace tailscale
