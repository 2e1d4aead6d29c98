// SPDX-License-Identifier: MIT
#include "policies.hpp"

#include <openclaw/json.hpp>
#include <utility>

#include "answers.hpp"
#include "display_text.hpp"
#include "policy.hpp"

namespace approvals {
namespace {

constexpr std::size_t kMostJobs = 64;
constexpr std::size_t kMostPolicyParams = 2 * 1024 * 1024;
constexpr const char* kChanged =
    "exec approvals changed since last load; re-run exec.approvals.get and retry";
constexpr const char* kHashRequired =
    "exec approvals base hash required; re-run exec.approvals.get and retry";

std::string snapshot_json(const PolicySnapshot& snapshot, const std::string& path) {
  oc::Object out;
  out.add("path", path).add("exists", snapshot.exists);
  out.raw("file", policy_shown(snapshot.document.get())).add("hash", snapshot.hash);
  return out.raw("resolvedDefaults", resolved_defaults(snapshot.document.get())).take();
}

}  // namespace

Policies::Policies(oc::Host host)
    : host_(host),
      file_(std::make_shared<PolicyFile>(host.raw()->state_dir(host.self()))),
      watch_(host) {}

int Policies::start() {
  const std::string folder = host_.raw()->state_dir(host_.self());
  const int err = watch_.start(folder, [this] { look(); });
  if (err < 0) host_.log(OC_LOG_WARN, "changes of " + file_->path() + " are seen late: no inotify");
  look();
  return 0;
}

void Policies::stop() {
  watch_.stop();
  readers_.clear();
  jobs_.clear();
}

bool Policies::enqueue(Job job) {
  if (jobs_.size() >= kMostJobs) return false;
  jobs_.push_back(std::move(job));
  if (!busy_) next();
  return true;
}

void Policies::next() {
  if (jobs_.empty()) return;
  const auto job = std::make_shared<Job>(std::move(jobs_.front()));
  jobs_.pop_front();
  busy_ = true;
  job->begin();
  const int err = host_.work([job] { job->fn(); },
                             [this, job] {
                               busy_ = false;
                               job->done();
                               if (!busy_) next();
                             });
  if (err < 0) busy_ = false;
}

void Policies::told(const std::string& problem) {
  if (problem == problem_) return;
  if (problem.empty()) host_.log(OC_LOG_INFO, file_->path() + " can be read again and counts");
  if (!problem.empty()) host_.log(OC_LOG_WARN, problem);
  problem_ = problem;
}

void Policies::look() {
  const auto found = std::make_shared<PolicySnapshot>();
  Job job;
  job.fn = [file = file_, found] { *found = file->read(); };
  job.done = [this, found] { told(found->problem); };
  enqueue(std::move(job));
}

// Whoever asks while the file is being read gets the next reading: this one may be too old.
void Policies::get(oc::Request request) {
  readers_.push_back(std::move(request));
  if (readers_.size() > 1) return;
  const auto one = std::make_shared<Reading>();
  Job job;
  job.begin = [this, one] { one->readers.swap(readers_); };
  job.fn = [file = file_, one] {
    one->snapshot = file->read_or_make();
    one->reply = snapshot_json(one->snapshot, file->path());
  };
  job.done = [this, one] {
    told(one->snapshot.problem);
    for (oc::Request& reader : one->readers) reader.reply(one->reply);
  };
  if (enqueue(std::move(job))) return;
  readers_.back().fail(kUnavailable, "too many wait for exec approvals; try again in a second");
  readers_.clear();
}

void Policies::answer_set(oc::Request& request, const PolicyFile::Written& written,
                          const std::string& reply) {
  if (written.hash_missing) return request.fail(kInvalid, kHashRequired);
  if (written.changed_before) return request.fail(kInvalid, kChanged);
  if (written.bad_document) {
    return request.fail(kInvalid, "invalid exec.approvals.set params: file: " + written.error);
  }
  if (!written.error.empty()) {
    host_.log(OC_LOG_ERROR, written.error);
    return request.fail(kUnavailable, "exec approvals could not be written; see the log");
  }
  told("");
  request.reply(reply);
}

void Policies::set(oc::Request request, std::string_view params) {
  if (params.size() > kMostPolicyParams) {
    return request.fail(kInvalid, "invalid exec.approvals.set params: file is too large: 1024 kB");
  }
  struct Setting {
    oc::Request request;
    std::string params;
    PolicyFile::Written written;
    std::string reply;
  };
  const auto one = std::make_shared<Setting>();
  one->request = std::move(request);
  one->params = params;
  const bool queued =
      enqueue({[file = file_, one] {
                 const oc::Json in = oc::parse(one->params);
                 one->written = file->write(oc::get(in.get(), "file"),
                                            trimmed(oc::text(in.get(), "baseHash")));
                 if (one->written.error.empty() && one->written.snapshot.document) {
                   one->reply = snapshot_json(one->written.snapshot, file->path());
                 }
               },
               [this, one] { answer_set(one->request, one->written, one->reply); }});
  if (queued) return;
  one->request.fail(kUnavailable, "too many wait for exec approvals; try again in a second");
}

}  // namespace approvals
