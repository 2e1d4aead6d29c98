// SPDX-License-Identifier: MIT
// exec.approval.*: from the question, which is on the disk before anybody is asked, to the verdict,
// which is on the disk before anybody hears it.
#pragma once
#include <map>
#include <memory>
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>

#include "book.hpp"
#include "clients.hpp"
#include "history.hpp"
#include "request_form.hpp"
#include "run_leave.hpp"

namespace approvals {

class Approvals {
 public:
  Approvals(oc::Host host, const Clients& clients, History& history)
      : host_(host), clients_(clients), history_(history) {}
  void stop();

  void request(oc::Request request, std::string_view params);
  void wait(oc::Request request, std::string_view params);
  void resolve(oc::Request request, std::string_view params);
  void get(oc::Request request, std::string_view params);
  void list(oc::Request request);
  // See oc.exec-approvals/1.
  RunLeave use(const std::string& id, const ApprovedRun& run);

 private:
  using RequestRef = std::shared_ptr<oc::Request>;
  struct Asked;

  void store(const std::shared_ptr<Asked>& asked, const Book::EntryRef& entry);
  void stored(const std::shared_ptr<Asked>& asked, const Book::EntryRef& entry, int err,
              bool decided);
  void ask_reviewers(const std::shared_ptr<Asked>& asked, const Book::EntryRef& entry);
  void answer_later(const RequestRef& request, const Book::EntryRef& entry, bool with_reason);
  void expire(const std::string& id);
  // Puts a verdict on the disk and then into effect; `done` gets the error of the store.
  void decide(const Book::EntryRef& entry, Verdict verdict, std::function<void(int)> done);
  void repeat(oc::Request& request, const Approval& approval, const std::string& decision);
  void tell_resolved(const Approval& approval, const std::string& request_json,
                     std::string_view decision, const std::string* by);
  [[nodiscard]] Book::EntryRef look_up(oc::Request& request, std::string_view id, bool decided);
  void resolve_open(oc::Request request, const Book::EntryRef& entry, const std::string& decision);

  oc::Host host_;
  const Clients& clients_;
  History& history_;
  Book book_;
  std::map<std::string, oc::Sub> timers_;
  int since_prune_ = 0;
};

}  // namespace approvals
