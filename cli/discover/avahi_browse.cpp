// SPDX-License-Identifier: MIT
#include "cli/discover/avahi_browse.hpp"

#include <avahi-client/client.h>
#include <avahi-client/lookup.h>
#include <avahi-common/error.h>
#include <avahi-common/simple-watch.h>
#include <dlfcn.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <openclaw/library.hpp>
#include <system_error>
#include <thread>

#include "cli/discover/book.hpp"

namespace openclaw::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* kService = "_openclaw-gw._tcp";
constexpr int kTurnMs = 50;
// So long a thread that has been told to end may take for it.
constexpr milliseconds kEnd{200};

struct Api {
  decltype(&avahi_simple_poll_new) simple_poll_new = nullptr;
  decltype(&avahi_simple_poll_free) simple_poll_free = nullptr;
  decltype(&avahi_simple_poll_get) simple_poll_get = nullptr;
  decltype(&avahi_simple_poll_iterate) simple_poll_iterate = nullptr;
  decltype(&avahi_client_new) client_new = nullptr;
  decltype(&avahi_client_free) client_free = nullptr;
  decltype(&avahi_service_browser_new) service_browser_new = nullptr;
  decltype(&avahi_service_resolver_new) service_resolver_new = nullptr;
  decltype(&avahi_service_resolver_free) service_resolver_free = nullptr;

  bool open() {
    void* library = dlopen("libavahi-client.so.3", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library) return false;
    return oc::Symbols(library)
        .get(simple_poll_new, "avahi_simple_poll_new")
        .get(simple_poll_free, "avahi_simple_poll_free")
        .get(simple_poll_get, "avahi_simple_poll_get")
        .get(simple_poll_iterate, "avahi_simple_poll_iterate")
        .get(client_new, "avahi_client_new")
        .get(client_free, "avahi_client_free")
        .get(service_browser_new, "avahi_service_browser_new")
        .get(service_resolver_new, "avahi_service_resolver_new")
        .get(service_resolver_free, "avahi_service_resolver_free")
        .missing()
        .empty();
  }
};

// Shared by the thread and the one who waits for it. The thread may outlive the wait.
struct Shared {
  std::mutex mutex;
  std::condition_variable changed;
  bool answers = false;  // the daemon is there
  bool ended = false;
  bool stop = false;
  std::vector<Beacon> beacons = {};
};

class Browse {
 public:
  explicit Browse(Shared& shared) : shared_(shared) {}
  ~Browse() {
    if (client_) api_.client_free(client_);
    if (poll_) api_.simple_poll_free(poll_);
  }
  Browse(const Browse&) = delete;
  Browse& operator=(const Browse&) = delete;

  void run() {
    if (!api_.open() || !begin()) return;
    {
      const std::lock_guard lock(shared_.mutex);
      shared_.answers = true;
    }
    shared_.changed.notify_all();
    while (!done() && api_.simple_poll_iterate(poll_, kTurnMs) == 0) {
    }
  }

 private:
  bool begin() {
    poll_ = api_.simple_poll_new();
    if (!poll_) return false;
    const auto on_client = [](AvahiClient*, AvahiClientState, void*) {};
    client_ = api_.client_new(api_.simple_poll_get(poll_), AvahiClientFlags{}, on_client, nullptr,
                              nullptr);
    return client_ &&
           api_.service_browser_new(client_, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, kService, nullptr,
                                    AvahiLookupFlags{}, on_found, this);
  }

  bool done() {
    const std::lock_guard lock(shared_.mutex);
    return shared_.stop || failed_ || (all_ && pending_ == 0);
  }

  static void on_found(AvahiServiceBrowser*, AvahiIfIndex interface, AvahiProtocol protocol,
                       AvahiBrowserEvent event, const char* name, const char* type,
                       const char* domain, AvahiLookupResultFlags, void* self) {
    auto& browse = *static_cast<Browse*>(self);
    if (event == AVAHI_BROWSER_ALL_FOR_NOW) browse.all_ = true;
    if (event == AVAHI_BROWSER_FAILURE) browse.failed_ = true;
    if (event != AVAHI_BROWSER_NEW || browse.started_ == kMostBeacons) return;
    ++browse.started_;
    const auto* resolver = browse.api_.service_resolver_new(
        browse.client_, interface, protocol, name, type, domain, AVAHI_PROTO_UNSPEC,
        AVAHI_LOOKUP_NO_ADDRESS, on_resolved, self);
    if (resolver) ++browse.pending_;
  }

  static void on_resolved(AvahiServiceResolver* resolver, AvahiIfIndex, AvahiProtocol,
                          AvahiResolverEvent event, const char* name, const char*,
                          const char* domain, const char* host, const AvahiAddress*,
                          std::uint16_t port, AvahiStringList* txt, AvahiLookupResultFlags,
                          void* self) {
    auto& browse = *static_cast<Browse*>(self);
    --browse.pending_;
    if (event == AVAHI_RESOLVER_FOUND && name && host) browse.add(name, domain, host, port, txt);
    browse.api_.service_resolver_free(resolver);
  }

  void add(const char* name, const char* domain, const char* host, std::uint16_t port,
           const AvahiStringList* txt) {
    std::vector<std::string> texts;
    for (; txt; txt = txt->next) {
      texts.emplace_back(reinterpret_cast<const char*>(txt->text), txt->size);
    }
    Beacon beacon{name, std::string(domain ? domain : "local"), host, port, read_txt(texts)};
    if (beacon.domain.empty() || beacon.domain.back() != '.') beacon.domain += '.';
    const std::lock_guard lock(shared_.mutex);
    shared_.beacons.push_back(std::move(beacon));
  }

  Shared& shared_;
  Api api_;
  AvahiSimplePoll* poll_ = nullptr;
  AvahiClient* client_ = nullptr;
  bool all_ = false;
  bool failed_ = false;
  std::size_t started_ = 0;
  std::size_t pending_ = 0;
};

void browse(const std::shared_ptr<Shared>& shared) {
  Browse(*shared).run();
  const std::lock_guard lock(shared->mutex);
  shared->ended = true;
  shared->changed.notify_all();
}

}  // namespace

std::optional<std::vector<Beacon>> browse_by_avahi(milliseconds patience,
                                                   steady_clock::time_point deadline) {
  const auto shared = std::make_shared<Shared>();
  try {
    std::thread(browse, shared).detach();
  } catch (const std::system_error&) {
    return std::nullopt;
  }
  std::unique_lock lock(shared->mutex);
  const auto first = std::min(deadline, steady_clock::now() + patience);
  shared->changed.wait_until(lock, first, [&] { return shared->answers || shared->ended; });
  const bool answers = shared->answers;
  if (answers) shared->changed.wait_until(lock, deadline, [&] { return shared->ended; });
  shared->stop = true;
  // One that hangs in D-Bus is left to itself: the program ends soon.
  if (answers) shared->changed.wait_for(lock, kEnd, [&] { return shared->ended; });
  if (!answers) return std::nullopt;
  return std::move(shared->beacons);
}

}  // namespace openclaw::cli
