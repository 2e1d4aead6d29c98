// SPDX-License-Identifier: MIT
#include "announcer.hpp"

#include <dlfcn.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <utility>

#include "descriptors.hpp"
#include "names.hpp"

namespace mdns {
namespace {

constexpr const char* kService = "_openclaw-gw._tcp";
// Whoever answers to every name is not outwitted by one more.
constexpr unsigned kMostRefusals = 30;
// The daemon takes no more in a group, unless it is told otherwise.
constexpr unsigned kMostEntries = 32;

const char* const kHere = "";  // its address is in this module

}  // namespace

std::unique_ptr<Announcer> Announcer::start(std::shared_ptr<const AvahiApi> api, Outlet report) {
  std::unique_ptr<Announcer> announcer(new Announcer(std::move(api), std::move(report)));
  return announcer->open() ? std::move(announcer) : nullptr;
}

Announcer::Announcer(std::shared_ptr<const AvahiApi> api, Outlet report)
    : api_(std::move(api)), report_(std::move(report)) {}

// Joins the thread, which has left its loop already.
Announcer::~Announcer() {
  if (poll_) api_->threaded_poll_free(poll_);
  if (wake_fd_ >= 0) close(wake_fd_);
}

bool Announcer::open() {
  wake_fd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd_ < 0) return false;
  const std::set<int> before = open_descriptors();
  poll_ = api_->threaded_poll_new();
  close_new_on_exec(before);
  if (!poll_) return false;
  const AvahiPoll* poll = api_->threaded_poll_get(poll_);
  if (!poll->watch_new(poll, wake_fd_, AVAHI_WATCH_IN, on_wake, this)) return false;
  return api_->threaded_poll_start(poll_) >= 0;
}

void Announcer::send(Order order) {
  box_.put(std::move(order));
  const std::uint64_t one = 1;
  // It fails only when the counter is full, and then the thread is awake already.
  [[maybe_unused]] const ssize_t n = write(wake_fd_, &one, sizeof one);
}

// The thread returns into this module some time, so it must not be closed.
void Announcer::abandon(std::unique_ptr<Announcer> announcer) {
  Dl_info own{};
  if (dladdr(&kHere, &own) != 0 && own.dli_fname) {
    dlopen(own.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
  }
  static_cast<void>(announcer.release());
}

void Announcer::on_wake(AvahiWatch*, int fd, AvahiWatchEvent, void* self) {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t n = read(fd, &count, sizeof count);
  auto* announcer = static_cast<Announcer*>(self);
  for (Order& order : announcer->box_.take()) announcer->obey(std::move(order));
}

void Announcer::on_client(AvahiClient* client, AvahiClientState state, void* self) {
  auto* announcer = static_cast<Announcer*>(self);
  announcer->client_ = client;  // the first call comes before avahi_client_new returns
  announcer->client_is(state);
}

void Announcer::on_group(AvahiEntryGroup* group, AvahiEntryGroupState state, void* self) {
  auto* announcer = static_cast<Announcer*>(self);
  announcer->group_ = group;
  announcer->group_is(state);
}

void Announcer::obey(Order order) {
  if (order.what == Order::What::kFinish) return finish();
  if (order.what == Order::What::kConnect) {
    connect();
  } else if (order.what == Order::What::kLook) {
    look();
  } else {
    wanted_ = std::move(order.announcement);
    if (running_) publish();
  }
  report_({Report::What::kHeard});
}

void Announcer::connect() {
  if (client_) api_->client_free(client_);
  client_ = nullptr;
  group_ = nullptr;
  running_ = false;
  int error = 0;
  const AvahiPoll* poll = api_->threaded_poll_get(poll_);
  if (!api_->client_new(poll, AVAHI_CLIENT_NO_FAIL, on_client, this, &error)) {
    client_ = nullptr;
    // One without a daemon is taken: it waits for that.
    lose(error == AVAHI_ERR_NO_DAEMON ? "D-Bus is not running" : trouble(error));
  }
}

// Most of what libavahi tells it has kept; this it asks the daemon. While the records are not all
// there yet, or gone, their own reports come.
void Announcer::look() {
  if (!running_ || !group_ || wanted_.links.empty()) return;
  if (api_->entry_group_get_state(group_) != AVAHI_ENTRY_GROUP_ESTABLISHED) return;
  const int empty = api_->entry_group_is_empty(group_);
  if (empty < 0) return lose(trouble(empty));
  if (empty > 0) return publish();
  report_({Report::What::kAnnounced, name(), host_name(), {}});
}

// The daemon takes the records back for whoever leaves.
void Announcer::finish() {
  running_ = false;
  if (client_) api_->client_free(client_);
  client_ = nullptr;
  api_->threaded_poll_quit(poll_);
  report_({Report::What::kEnded});
}

void Announcer::client_is(AvahiClientState state) {
  running_ = state == AVAHI_CLIENT_S_RUNNING;
  if (running_) return publish();
  if (state == AVAHI_CLIENT_CONNECTING) return report_({Report::What::kWaits});
  if (state == AVAHI_CLIENT_FAILURE) return lose(trouble(api_->client_errno(client_)));
  // The daemon is finding a name for the machine; the records follow it.
  if (group_) api_->entry_group_reset(group_);
  report_({Report::What::kRegistering, name(), {}, {}});
}

void Announcer::group_is(AvahiEntryGroupState state) {
  if (state == AVAHI_ENTRY_GROUP_COLLISION) return rename();
  if (state == AVAHI_ENTRY_GROUP_FAILURE) return lose(trouble(api_->client_errno(client_)));
  if (state != AVAHI_ENTRY_GROUP_ESTABLISHED) return;
  refusals_ = 0;
  report_({Report::What::kAnnounced, name(), host_name(), {}});
}

void Announcer::publish() {
  if (group_) {
    api_->entry_group_reset(group_);
  } else {
    group_ = api_->entry_group_new(client_, on_group, this);
  }
  if (!group_) return lose(trouble(api_->client_errno(client_)));
  if (wanted_.links.empty()) return;
  report_({Report::What::kRegistering, name(), {}, {}});
  const int error = fill();
  if (error == AVAHI_ERR_COLLISION) return rename();
  if (error < 0) lose(trouble(error));
}

int Announcer::fill() {
  const std::string host = host_name();
  // libdbus ends the program that says anything else.
  if (!is_utf8(host)) return AVAHI_ERR_INVALID_HOST_NAME;
  if (!is_utf8(name())) return AVAHI_ERR_INVALID_SERVICE_NAME;
  entries_ = 0;
  // One for all links: the daemon knows them itself.
  int error = wanted_.everywhere ? add_service(AVAHI_IF_UNSPEC, host) : 0;
  for (const Link& link : wanted_.links) {
    if (error >= 0 && !wanted_.everywhere) error = add_service(link.index, host);
    if (error >= 0) error = add_addresses(link, host);
  }
  return error < 0 ? error : api_->entry_group_commit(group_);
}

int Announcer::add_service(int link, const std::string& host) {
  if (entries_ == kMostEntries) return 0;
  ++entries_;
  Facts facts = wanted_.facts;
  facts.lan_host = host;
  facts.display_name = numbered(display_name(wanted_.name), number_);
  const std::vector<std::string> records = txt_records(facts);
  AvahiStringList* txt = nullptr;
  // The list grows at its front.
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(record->data());
    txt = api_->string_list_add_arbitrary(txt, bytes, record->size());
  }
  const char* const target = wanted_.host_label.empty() ? nullptr : host.c_str();
  const int error = api_->entry_group_add_service_strlst(
      group_, link, AVAHI_PROTO_UNSPEC, AvahiPublishFlags{}, name().c_str(), kService, nullptr,
      target, facts.port, txt);
  api_->string_list_free(txt);
  return error;
}

// The daemon tells the addresses of its own name by itself.
int Announcer::add_addresses(const Link& link, const std::string& host) {
  const char* own = api_->client_get_host_name_fqdn(client_);
  if (wanted_.host_label.empty() || (own && host == own)) return 0;
  for (const std::string& text : link.addresses) {
    AvahiAddress address{};
    if (!api_->address_parse(text.c_str(), AVAHI_PROTO_UNSPEC, &address)) continue;
    if (entries_ == kMostEntries) return 0;
    ++entries_;
    const int error = api_->entry_group_add_address(
        group_, link.index, AVAHI_PROTO_UNSPEC, AVAHI_PUBLISH_NO_REVERSE, host.c_str(), &address);
    if (error < 0) return error;
  }
  return 0;
}

void Announcer::rename() {
  ++number_;
  if (++refusals_ <= kMostRefusals) return publish();
  number_ = 1;
  refusals_ = 0;
  lose("every name that was tried belongs to somebody else on this network");
}

std::string Announcer::host_name() const {
  const char* own = api_->client_get_host_name_fqdn(client_);
  if (wanted_.host_label.empty()) return own ? own : "openclaw.local";
  // Which of the two names was taken is not told: both get the number.
  const char* domain = api_->client_get_domain_name(client_);
  return numbered_label(wanted_.host_label, number_) + '.' + (domain ? domain : "local");
}

std::string Announcer::name() const { return numbered(wanted_.name, number_); }

void Announcer::lose(const std::string& why) {
  running_ = false;
  report_({Report::What::kLost, {}, {}, why});
}

std::string Announcer::trouble(int error) const {
  if (error == AVAHI_ERR_DISCONNECTED) return "avahi-daemon has gone";
  if (error == AVAHI_ERR_NO_DAEMON) return "avahi-daemon is not running";
  if (error == AVAHI_ERR_DBUS_ERROR) return "avahi-daemon or D-Bus gives no answer";
  return api_->strerror(error);
}

}  // namespace mdns
