// SPDX-License-Identifier: MIT
// exec.approvals.get and .set: the document for clients, off the loop and one at a time.
#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "policy_file.hpp"
#include "policy_watch.hpp"

namespace approvals {

class Policies {
 public:
  explicit Policies(oc::Host host);
  int start();
  void stop();

  void get(oc::Request request);
  void set(oc::Request request, std::string_view params);

 private:
  struct Job {
    std::function<void()> fn;  // on the pool
    std::function<void()> done;
    std::function<void()> begin = [] {};  // before fn
  };
  struct Reading {
    std::vector<oc::Request> readers;
    PolicySnapshot snapshot;
    std::string reply;
  };
  // False: too many wait.
  bool enqueue(Job job);
  void next();
  void look();
  void told(const std::string& problem);
  void answer_set(oc::Request& request, const PolicyFile::Written& written,
                  const std::string& reply);

  oc::Host host_;
  std::shared_ptr<const PolicyFile> file_;
  PolicyWatch watch_;
  std::deque<Job> jobs_;
  bool busy_ = false;
  std::vector<oc::Request> readers_;  // wait for the reading that begins next
  std::string problem_;               // as it was told last
};

}  // namespace approvals
