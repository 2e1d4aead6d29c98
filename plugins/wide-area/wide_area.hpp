// SPDX-License-Identifier: MIT
// The plugin: keeps the zone by which clients of the tailnet find the gateway.
#pragma once
#include <openclaw/iface/draft/advertiser.h>
#include <openclaw/plugin.hpp>

#include <memory>
#include <string>

#include "../announcing/link_watch.hpp"
#include "settings.hpp"
#include "zone.hpp"
#include "zone_file.hpp"

namespace wide_area {

class WideArea final : public oc::Plugin {
 public:
  explicit WideArea(oc::Host h);
  int start() override;
  void stop(oc::Stopping stopping) override;
  void reach(const oc_reach& reach);

 private:
  // One writing; outlives the plugin's interest in it.
  struct Job {
    WideArea* owner;
    ZoneFacts facts;
    bool no_address = false;
    Written written;
  };
  void write();
  void written(const Job& job);

  const Settings settings_;
  ZoneFacts facts_;
  std::shared_ptr<Job> job_;  // the one on its way
  bool stale_ = false;        // there is something newer than what it writes
  bool fresh_ = false;        // it is the first one of what the gateway has told
  std::string told_;          // the last problem; empty: none
  announcing::LinkWatch link_watch_;
  oc::Sub again_;
};

}  // namespace wide_area
