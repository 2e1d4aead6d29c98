// SPDX-License-Identifier: MIT
// The thread that speaks with avahi-daemon: avahi's own threaded poll. Each of avahi's calls is a
// D-Bus call that waits for its answer, up to 25 seconds when the other side hangs, so that none is
// made anywhere else, and the loop never takes the poll's lock: orders come through a box and an
// eventfd, reports leave through `report`.
#pragma once
#include <functional>
#include <memory>
#include <openclaw/mailbox.hpp>
#include <string>

#include "avahi_api.hpp"
#include "messages.hpp"

namespace mdns {

class Announcer {
 public:
  using Outlet = std::function<void(Report)>;  // [its thread]
  // nullptr when the machine has no thread or descriptor left. The thread waits for an order.
  static std::unique_ptr<Announcer> start(std::shared_ptr<const AvahiApi> api, Outlet report);
  // Only behind the report kEnded.
  ~Announcer();
  Announcer(const Announcer&) = delete;
  Announcer& operator=(const Announcer&) = delete;

  void send(Order order);
  // Gives up on a thread that hangs: it, and this module with it, stay until the process ends.
  static void abandon(std::unique_ptr<Announcer> announcer);

 private:
  Announcer(std::shared_ptr<const AvahiApi> api, Outlet report);
  bool open();
  static void on_wake(AvahiWatch* watch, int fd, AvahiWatchEvent event, void* self);
  static void on_client(AvahiClient* client, AvahiClientState state, void* self);
  static void on_group(AvahiEntryGroup* group, AvahiEntryGroupState state, void* self);
  void obey(Order order);
  void connect();
  void look();
  void finish();
  void client_is(AvahiClientState state);
  void group_is(AvahiEntryGroupState state);
  void publish();
  int fill();
  int add_service(int link, const std::string& host);
  int add_addresses(const Link& link, const std::string& host);
  void rename();
  [[nodiscard]] std::string host_name() const;
  [[nodiscard]] std::string name() const;
  void lose(const std::string& why);
  [[nodiscard]] std::string trouble(int error) const;

  std::shared_ptr<const AvahiApi> api_;
  const Outlet report_;
  oc::Mailbox<Order> box_;
  int wake_fd_ = -1;
  AvahiThreadedPoll* poll_ = nullptr;
  // The thread's own.
  AvahiClient* client_ = nullptr;
  AvahiEntryGroup* group_ = nullptr;
  bool running_ = false;  // the daemon takes entries
  Announcement wanted_;
  unsigned entries_ = 0;   // in the group
  unsigned number_ = 1;    // of the name, see numbered()
  unsigned refusals_ = 0;  // names in a row that somebody else had
};

}  // namespace mdns
