// SPDX-License-Identifier: MIT
// The plugin on the loop: what is to be announced, and what becomes of it.
#pragma once
#include <openclaw/iface/draft/advertiser.h>

#include <memory>
#include <openclaw/plugin.hpp>
#include <optional>
#include <string>
#include <vector>

#include "../announcing/link_watch.hpp"
#include "announcer.hpp"
#include "bridge.hpp"
#include "status.hpp"

namespace mdns {

class Mdns final : public oc::Plugin {
 public:
  explicit Mdns(oc::Host h);
  ~Mdns() override;
  int start() override;
  void stop(oc::Stopping stopping) override;
  void reach(const oc_reach& reach);

 private:
  struct Reach {
    std::uint16_t port = 0;
    std::vector<std::string> addresses;
    std::string tls_sha256;
    std::string tailnet_name;
    [[nodiscard]] bool direct() const;
  };
  [[nodiscard]] Mode mode() const;
  [[nodiscard]] Announcement announcement() const;
  void update();
  void open();
  void opened(std::shared_ptr<const AvahiApi> api, const std::string& why);
  void links_changed();
  void announce();
  void connect();
  void send(Order order);
  void await_answer();
  void look_later();
  void try_later(const std::string& why);
  void hear();
  void take(const Report& report);
  void heard();
  void withdraw();
  void ended();
  void settle();

  Mode wanted_ = Mode::kOff;
  Extras extras_;
  std::string machine_;
  std::optional<Reach> reach_;
  std::vector<Link> links_;
  Status status_;
  announcing::LinkWatch link_watch_;
  std::shared_ptr<Bridge> bridge_;
  std::unique_ptr<Announcer> announcer_;
  bool opening_ = false;
  bool ending_ = false;
  unsigned unheard_ = 0;  // orders that the thread has not come to the end of
  std::uint64_t pause_ms_ = 0;
  std::uint64_t look_ms_ = 0;
  oc::Sub retry_, answer_due_, end_due_, look_;
  std::optional<oc::Stopping> stopping_;
};

}  // namespace mdns
