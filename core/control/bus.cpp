// SPDX-License-Identifier: MIT
#include "core/control/bus.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/client/dialect.hpp"
#include "core/control/scope.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

void append_number(std::string& out, std::uint64_t n) {
  std::array<char, 20> digits{};
  const auto [end, err] = std::to_chars(digits.data(), digits.data() + digits.size(), n);
  out.append(digits.data(), end);
}

std::string encode(std::string_view name, std::string_view payload) {
  std::string body = R"({"type":"event","event":)";
  body.reserve(body.size() + name.size() + payload.size() + 16);
  append_json_string(body, name);
  body += R"(,"payload":)";
  body += payload;
  return body;
}

// The bodies of an event's payload, each made when the first that needs it is there.
class Bodies {
 public:
  Bodies(std::string_view name, std::string_view payload) : name_(name), payload_(payload) {}

  // nullptr when the event has no form in that dialect.
  const SharedText& in(Dialect dialect) {
    Body& body = dialect == Dialect::kSimple ? simple_ : product_;
    if (!body.made) {
      std::string text =
          dialect == Dialect::kSimple ? simple_event(name_, payload_) : encode(name_, payload_);
      if (!text.empty()) body.text = std::make_shared<const std::string>(std::move(text));
      body.made = true;
    }
    return body.text;
  }

 private:
  struct Body {
    SharedText text;
    bool made = false;
  };
  std::string_view name_;
  std::string_view payload_;
  Body product_;
  Body simple_;
};

}  // namespace

void Bus::join(Subscriber& subscriber) { subscribers_.push_back(&subscriber); }

void Bus::leave(Subscriber& subscriber) {
  const auto at = std::find(subscribers_.begin(), subscribers_.end(), &subscriber);
  if (at == subscribers_.end()) return;
  if (publishing_ > 0) {
    *at = nullptr;
  } else {
    subscribers_.erase(at);
  }
}

std::size_t Bus::publish(const Event& event) {
  std::string_view scope = event.scope;
  if (scope.empty() && event.connection_id.empty()) {
    const EventRule rule = event_rule(event.name);
    if (!rule.known) {
      if (!listeners_.empty()) tell_listeners(event);
      return 0;
    }
    scope = rule.scope;
  }
  std::size_t sent = 0;
  Bodies bodies(event.name, event.payload);
  Bodies unread(event.name, event.unread_payload);
  ++publishing_;
  // By index, and not by range: a subscriber may join while one is being told.
  // NOLINTNEXTLINE(modernize-loop-convert)
  for (std::size_t i = 0; i < subscribers_.size(); ++i) {
    Subscriber* to = subscribers_[i];
    if (!to || !to->receives(event, scope)) continue;
    const bool reads = event.unread_payload.empty() || to->receives(event, "operator.read");
    const SharedText body = (reads ? bodies : unread).in(to->dialect());
    if (!body) continue;
    to->deliver(event, body);
    ++sent;
  }
  if (--publishing_ == 0) std::erase(subscribers_, nullptr);
  log_.event(event.name, sent);
  if (!listeners_.empty()) tell_listeners(event);
  return sent;
}

std::uint64_t Bus::listen(std::string name, Listen fn) {
  listeners_.push_back(
      {++last_listener_, std::move(name), std::make_shared<Listen>(std::move(fn))});
  return last_listener_;
}

void Bus::unlisten(std::uint64_t id) {
  for (Listener& one : listeners_) {
    if (one.id == id) one.id = 0;
  }
  if (telling_ == 0) std::erase_if(listeners_, [](const Listener& one) { return one.id == 0; });
}

// Whoever is told may listen to more, or to nothing any longer.
void Bus::tell_listeners(const Event& event) {
  if (!event.connection_id.empty() || !event.capability.empty()) return;
  ++telling_;
  // NOLINTNEXTLINE(modernize-loop-convert)
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    if (listeners_[i].id == 0 || listeners_[i].name != event.name) continue;
    const std::shared_ptr<Listen> fn = listeners_[i].fn;
    (*fn)(event.payload);
  }
  if (--telling_ == 0) std::erase_if(listeners_, [](const Listener& one) { return one.id == 0; });
}

std::string Bus::tail(const Event& event, std::uint64_t seq) const {
  std::string tail;
  if (seq != 0) {
    tail += R"(,"seq":)";
    append_number(tail, seq);
  }
  if (event.state_version) {
    tail += R"(,"stateVersion":{"presence":)";
    append_number(tail, version_.presence);
    tail += R"(,"health":)";
    append_number(tail, version_.health);
    tail += '}';
  }
  tail += '}';
  return tail;
}

}  // namespace openclaw
