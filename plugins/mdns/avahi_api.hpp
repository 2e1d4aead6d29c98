// SPDX-License-Identifier: MIT
// libavahi-client, opened by name when there is something to announce: a gateway that announces
// nothing does without it and without D-Bus. [any thread]
#pragma once
#include <avahi-client/client.h>
#include <avahi-client/publish.h>
#include <avahi-common/address.h>
#include <avahi-common/error.h>
#include <avahi-common/strlst.h>
#include <avahi-common/thread-watch.h>

#include <memory>
#include <string>

namespace mdns {

// Members are named like the functions, without `avahi_`.
struct AvahiApi {
  decltype(&avahi_threaded_poll_new) threaded_poll_new = nullptr;
  decltype(&avahi_threaded_poll_free) threaded_poll_free = nullptr;
  decltype(&avahi_threaded_poll_get) threaded_poll_get = nullptr;
  decltype(&avahi_threaded_poll_start) threaded_poll_start = nullptr;
  decltype(&avahi_threaded_poll_quit) threaded_poll_quit = nullptr;
  decltype(&avahi_client_new) client_new = nullptr;
  decltype(&avahi_client_free) client_free = nullptr;
  decltype(&avahi_client_errno) client_errno = nullptr;
  decltype(&avahi_client_get_host_name_fqdn) client_get_host_name_fqdn = nullptr;
  decltype(&avahi_client_get_domain_name) client_get_domain_name = nullptr;
  decltype(&avahi_entry_group_new) entry_group_new = nullptr;
  decltype(&avahi_entry_group_get_state) entry_group_get_state = nullptr;
  decltype(&avahi_entry_group_is_empty) entry_group_is_empty = nullptr;
  decltype(&avahi_entry_group_reset) entry_group_reset = nullptr;
  decltype(&avahi_entry_group_commit) entry_group_commit = nullptr;
  decltype(&avahi_entry_group_add_service_strlst) entry_group_add_service_strlst = nullptr;
  decltype(&avahi_entry_group_add_address) entry_group_add_address = nullptr;
  decltype(&avahi_string_list_add_arbitrary) string_list_add_arbitrary = nullptr;
  decltype(&avahi_string_list_free) string_list_free = nullptr;
  decltype(&avahi_address_parse) address_parse = nullptr;
  decltype(&avahi_strerror) strerror = nullptr;

  // nullptr, and `why` says what is missing and the remedy. The library stays until the process
  // ends: a call into it that D-Bus does not answer may still be at work then.
  static std::unique_ptr<const AvahiApi> open(std::string& why);
};

}  // namespace mdns
