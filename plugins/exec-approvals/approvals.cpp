// SPDX-License-Identifier: MIT
#include "approvals.hpp"

#include <algorithm>
#include <cerrno>
#include <openclaw/json.hpp>
#include <utility>

#include "answers.hpp"
#include "display_text.hpp"

namespace approvals {
namespace {

constexpr std::size_t kMostRequestParams = 512 * 1024;
constexpr int kPruneEach = 256;

void publish_to(const oc::Host& host, const char* name, const std::string& json,
                const std::vector<std::string>& connections) {
  for (const std::string& connection : connections) {
    oc_event event{};
    event.size = sizeof event;
    event.flags = OC_EVENT_DROP_IF_SLOW;
    event.name = oc::str(name);
    event.payload_json = oc::str(json);
    event.connection_id = oc::str(connection);
    host.raw()->publish(host.self(), &event);
  }
}

Verdict no_route(std::int64_t now_ms) {
  return {"denied", "", "no-route", "system", "no-approval-route", now_ms};
}

}  // namespace

struct Approvals::Asked {
  RequestRef request;
  RequestForm form;  // its approval has moved into the book
};

void Approvals::stop() {
  timers_.clear();
  for (const Book::EntryRef& entry : book_.open(Person{"", "", "", "", true})) {
    entry->waiters.clear();
  }
}

void Approvals::request(oc::Request request, std::string_view params) {
  if (params.size() > kMostRequestParams) {
    return request.fail(kInvalid, "exec approval request has more than 512 kB; shorten it");
  }
  const oc::Json in = oc::parse(params);
  const std::int64_t now = host_.wall_ms();
  RequestForm form = read_request(in.get(), clients_.person_of(request.caller()), now);
  if (!form.error.empty()) {
    return fail_with(request, kInvalid, form.error, form.error_details);
  }
  const auto [added, entry] = book_.add(std::move(form.approval), now);
  if (added == Book::Added::taken) return request.fail(kInvalid, "approval id already pending");
  if (added != Book::Added::ok) {
    return request.fail(kUnavailable, added == Book::Added::full
                                          ? "too many approvals are open; decide some of them"
                                          : "this client has too many approvals open; wait for "
                                            "some of them");
  }
  const auto asked = std::make_shared<Asked>();
  asked->request = std::make_shared<oc::Request>(std::move(request));
  asked->form = std::move(form);
  store(asked, entry);
}

// What nobody can decide is written once, with its end.
void Approvals::store(const std::shared_ptr<Asked>& asked, const Book::EntryRef& entry) {
  const Approval& approval = entry->approval;
  const RequestForm& form = asked->form;
  const bool reached =
      !form.silent && !clients_.reviewers(approval, approval.requester.connection_id).empty();
  const bool decided = !reached && form.needs_route;
  const Verdict verdict = no_route(host_.wall_ms());
  history_.add(approval, decided ? &verdict : nullptr,
               [this, asked, entry, decided](int err) { stored(asked, entry, err, decided); });
  if (++since_prune_ >= kPruneEach) {
    since_prune_ = 0;
    history_.prune();
  }
}

void Approvals::stored(const std::shared_ptr<Asked>& asked, const Book::EntryRef& entry, int err,
                       bool decided) {
  const Approval& approval = entry->approval;
  if (err != 0) {
    // One of this id is in the history; else the store has said why.
    if (err != -EEXIST) host_.log(OC_LOG_WARN, "approval " + approval.id + " was not stored");
    asked->request->fail(kUnavailable, "approval request unavailable");
    return book_.remove(approval.id);
  }
  if (!decided) return ask_reviewers(asked, entry);
  entry->state = Book::State::deciding;
  book_.decide(entry, no_route(host_.wall_ms()));
  asked->request->reply(decided_json(approval, false));
}

void Approvals::ask_reviewers(const std::shared_ptr<Asked>& asked, const Book::EntryRef& entry) {
  const Approval& approval = entry->approval;
  entry->state = Book::State::open;
  const std::int64_t left = approval.expires_ms - host_.wall_ms();
  timers_[approval.id] = host_.after(static_cast<std::uint64_t>(std::max<std::int64_t>(left, 1)),
                                     [this, id = approval.id] { expire(id); });
  std::vector<std::string> reviewers;
  if (!asked->form.silent) {
    reviewers = clients_.reviewers(approval, approval.requester.connection_id);
  }
  publish_to(host_, "exec.approval.requested", requested_event(approval), reviewers);
  answer_later(asked->request, entry, false);
  // The last reviewer may have gone while the request was being stored.
  if (reviewers.empty() && asked->form.needs_route) {
    return decide(entry, no_route(host_.wall_ms()), [](int) {});
  }
  if (asked->form.two_phase) asked->request->interim(accepted_json(approval, !reviewers.empty()));
}

// An approval outlives the client that asked for it: the same device may come back and wait.
void Approvals::answer_later(const RequestRef& request, const Book::EntryRef& entry,
                             bool with_reason) {
  const std::uint64_t waiter = Book::wait(*entry, [request, with_reason](const Approval& decided) {
    request->reply(decided_json(decided, with_reason));
  });
  if (waiter == 0) return request->fail(kUnavailable, "too many wait for this approval");
  if (!*request) return;
  const std::weak_ptr<Book::Entry> weak = entry;
  request->on_gone([weak, waiter] {
    if (const Book::EntryRef held = weak.lock()) Book::forget(*held, waiter);
  });
}

void Approvals::expire(const std::string& id) {
  timers_.erase(id);
  const Book::EntryRef entry = book_.find(id, host_.wall_ms());
  if (!entry || entry->state != Book::State::open) return;
  const std::string request_json = entry->approval.request_json;
  const Verdict verdict = {"expired", "", "timeout", "system", "", host_.wall_ms()};
  decide(entry, verdict, [this, entry, request_json](int err) {
    if (err == 0) tell_resolved(entry->approval, request_json, kDeny, nullptr);
  });
}

void Approvals::decide(const Book::EntryRef& entry, Verdict verdict,
                       std::function<void(int)> done) {
  entry->state = Book::State::deciding;
  const auto kept = std::make_shared<Verdict>(std::move(verdict));
  history_.decide(entry->approval.id, *kept, [this, entry, kept, done](int err) {
    timers_.erase(entry->approval.id);
    // What could not be kept is refused.
    if (err != 0) {
      *kept = {"denied", std::string(kDeny), "storage-corrupt",
               "system", "storage-error",    kept->at_ms};
    }
    book_.decide(entry, *kept);
    done(err);
  });
}

void Approvals::tell_resolved(const Approval& approval, const std::string& request_json,
                              std::string_view decision, const std::string* by) {
  const std::string json = resolved_event(approval.id, request_json, decision, by, host_.wall_ms());
  publish_to(host_, "exec.approval.resolved", json, clients_.reviewers(approval, ""));
}

void Approvals::wait(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string id(trimmed(oc::text(in.get(), "id")));
  if (id.empty()) return request.fail(kInvalid, "id is required");
  const Book::EntryRef entry = book_.find(id, host_.wall_ms());
  if (!entry || !is_visible(entry->approval, clients_.person_of(request.caller()))) {
    return request.fail(kInvalid, "approval expired or not found");
  }
  answer_later(std::make_shared<oc::Request>(std::move(request)), entry, true);
}

Book::EntryRef Approvals::look_up(oc::Request& request, std::string_view id, bool decided) {
  const Person person = clients_.person_of(request.caller());
  const auto [found, entry] = book_.look_up(id, person, decided, host_.wall_ms());
  if (found == Book::Found::several) {
    request.fail(kInvalid, "ambiguous approval id prefix; use the full id");
  }
  return entry;
}

void Approvals::get(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const Book::EntryRef entry = look_up(request, oc::text(in.get(), "id"), false);
  if (entry) return request.reply(shown_json(entry->approval));
  if (request) fail_unknown(request);
}

void Approvals::list(oc::Request request) {
  std::string out = "[";
  for (const Book::EntryRef& entry : book_.open(clients_.person_of(request.caller()))) {
    if (out.size() > 1) out += ',';
    out += listed_json(entry->approval);
  }
  request.reply(out + ']');
}

void Approvals::repeat(oc::Request& request, const Approval& approval,
                       const std::string& decision) {
  if (approval.verdict.decision == decision) return request.reply(R"({"ok":true})");
  fail_with(request, kInvalid, "approval already resolved",
            R"({"reason":"APPROVAL_ALREADY_RESOLVED"})");
}

void Approvals::resolve(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string decision(oc::text(in.get(), "decision"));
  if (decision != kAllowOnce && decision != kAllowAlways && decision != kDeny) {
    return request.fail(kInvalid, "invalid decision");
  }
  // No channel of this gateway has approvers of its own.
  if (oc::get(in.get(), "reviewer")) return fail_unknown(request);
  const std::string_view id = oc::text(in.get(), "id");
  if (const Book::EntryRef open = look_up(request, id, false)) {
    return resolve_open(std::move(request), open, decision);
  }
  if (!request) return;
  const Book::EntryRef decided = look_up(request, id, true);
  if (decided) return repeat(request, decided->approval, decision);
  if (request) fail_unknown(request);
}

void Approvals::resolve_open(oc::Request request, const Book::EntryRef& entry,
                             const std::string& decision) {
  if (decision == kAllowAlways && !entry->approval.may_always) {
    return fail_with(request, kInvalid, "allow-always is unavailable for this command",
                     R"({"reason":"APPROVAL_ALLOW_ALWAYS_UNAVAILABLE"})");
  }
  const auto held = std::make_shared<oc::Request>(std::move(request));
  // Another verdict is on its way to the disk: the first wins.
  if (entry->state == Book::State::deciding) {
    const auto later = [this, held, decision](const Approval& decided) {
      repeat(*held, decided, decision);
    };
    if (Book::wait(*entry, later) == 0) {
      held->fail(kUnavailable, "too many wait for this approval");
    }
    return;
  }
  const std::string by = clients_.person_of(held->caller()).label;
  const std::string request_json = entry->approval.request_json;
  const Verdict verdict = {
      decision == kDeny ? "denied" : "allowed", decision, "user", "runtime", by, host_.wall_ms()};
  decide(entry, verdict, [this, held, entry, request_json, by, decision](int err) {
    if (err != 0) return held->fail(kUnavailable, "approval resolve unavailable");
    tell_resolved(entry->approval, request_json, decision, by.empty() ? nullptr : &by);
    held->reply(R"({"ok":true})");
  });
}

RunLeave Approvals::use(const std::string& id, const ApprovedRun& run) {
  const Book::EntryRef entry = book_.find(id, host_.wall_ms());
  if (!entry) return no_leave("UNKNOWN_APPROVAL_ID", "unknown or expired approval id");
  if (entry->state != Book::State::decided) {
    return no_leave("APPROVAL_REQUIRED", "approval required");
  }
  RunLeave leave = judge_run(entry->approval, run, entry->used);
  if (!leave.decision.empty()) entry->used = true;
  return leave;
}

}  // namespace approvals
