// SPDX-License-Identifier: MIT
#include "cron.hpp"

#include <iterator>
#include <memory>
#include <openclaw/json.hpp>
#include <utility>
#include <vector>

#include "job_list.hpp"
#include "presence_row.hpp"
#include "tables.hpp"

namespace cron {
namespace {

std::vector<std::string> texts_of(const oc::Rows& rows) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rows.size(); ++i) out.emplace_back(rows.text(i, 0));
  return out;
}

}  // namespace

int Cron::start() {
  const int err = store_.open(host, kTableSteps, std::size(kTableSteps));
  if (err < 0) return err;
  heartbeat_.enable(true);
  heartbeat_.load();
  return 0;
}

void Cron::stop(oc::Stopping) { heartbeat_.stop(); }

void Cron::list(oc::Request request, std::string_view params) {
  const JobQuery query = read_query(oc::parse(params).get());
  const auto held = std::make_shared<oc::Request>(std::move(request));
  store_.read(kSelectJobs, {}, [held, query](int err, const oc::Rows& rows) {
    if (err != 0) return held->fail("UNAVAILABLE", "the jobs cannot be read; see the log");
    held->reply(list_json(texts_of(rows), query));
  });
}

std::string Cron::status_json(const oc::Rows& jobs) const {
  const std::string database =
      std::string(host.raw()->state_dir(host.self())) + "/state/gateway.sqlite";
  const auto wake_at = next_wake(texts_of(jobs));
  oc::Object out;
  // Jobs are kept and shown here; nothing runs them.
  out.add("enabled", false).add("triggersEnabled", false).add("storePath", database);
  out.add("storage", "sqlite").add("sqlitePath", database);
  out.add("jobs", static_cast<std::uint64_t>(jobs.size()));
  return out.raw("nextWakeAtMs", wake_at ? std::to_string(*wake_at) : "null").take();
}

void Cron::status(oc::Request request, std::string_view) {
  const auto held = std::make_shared<oc::Request>(std::move(request));
  store_.read(kSelectJobs, {}, [this, held](int err, const oc::Rows& rows) {
    if (err != 0) return held->fail("UNAVAILABLE", "the jobs cannot be read; see the log");
    held->reply(status_json(rows));
  });
}

void Cron::queue(oc::Request request, std::string_view text, bool now) {
  const auto held = std::make_shared<oc::Request>(std::move(request));
  heartbeat_.queue(text, [this, held, now](int err) {
    if (err != 0) {
      return held->fail("UNAVAILABLE", "the event could not be stored and was not accepted");
    }
    held->reply(R"({"ok":true})");
    if (now) heartbeat_.beat();
  });
}

void Cron::wake(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  queue(std::move(request), oc::text(in.get(), "text"), oc::text(in.get(), "mode") == "now");
}

void Cron::last_heartbeat(oc::Request request, std::string_view) {
  request.reply(heartbeat_.last());
}

void Cron::set_heartbeats(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  if (!cJSON_IsBool(oc::get(in.get(), "enabled"))) {
    return request.fail("INVALID_REQUEST",
                        "invalid set-heartbeats params: enabled (boolean) required");
  }
  heartbeat_.enable(oc::flag(in.get(), "enabled", true));
  request.reply(oc::Object().add("ok", true).add("enabled", heartbeat_.enabled()).take());
}

void Cron::system_event(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const PresenceRow row = presence_row(in.get(), host.wall_ms());
  host.snapshot(("presence." + row.key).c_str(), row.json);
  const std::string_view text = oc::text(in.get(), "text");
  if (tells_presence(text)) return request.reply(R"({"ok":true})");
  queue(std::move(request), text, false);
}

}  // namespace cron
