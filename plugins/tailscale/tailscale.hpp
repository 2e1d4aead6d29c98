// SPDX-License-Identifier: MIT
// The plugin: shows the gateway in a tailnet or to the internet, and knows who comes from there.
#pragma once
#include <openclaw/iface/draft/advertiser.h>
#include <openclaw/iface/draft/client-identity.h>
#include <openclaw/iface/draft/front.h>
#include <openclaw/plugin.hpp>

#include <cstdint>
#include <string>

#include "exposure.hpp"
#include "identity.hpp"
#include "programs.hpp"
#include "settings.hpp"

namespace tailscale {

class Tailscale final : public oc::Plugin {
 public:
  explicit Tailscale(oc::Host h);
  int start() override;
  void stop(oc::Stopping stopping) override;

  void reach(const oc_reach& reach);
  int identify(const oc_identity_ask& ask, Identity::Done done, void* arg) {
    return identity_.identify(ask, done, arg);
  }

 private:
  [[nodiscard]] Exposure::World world();
  std::uint16_t open_front(std::string& problem);
  void set_name(const std::string& name);
  void show();

  const Settings settings_;
  const oc_front* front_ = nullptr;
  Programs programs_;
  Exposure exposure_;
  Identity identity_;
  bool reached_ = false;
};

}  // namespace tailscale
