// SPDX-License-Identifier: MIT
#include "avahi_api.hpp"

#include <dlfcn.h>

#include <openclaw/library.hpp>

namespace mdns {

std::unique_ptr<const AvahiApi> AvahiApi::open(std::string& why) {
  void* library = dlopen("libavahi-client.so.3", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) {
    why =
        "there is no libavahi-client on this machine; install it (Debian: libavahi-client3, and "
        "avahi-daemon)";
    return nullptr;
  }
  auto api = std::make_unique<AvahiApi>();
  oc::Symbols symbols(library);  // what it was linked with is found through it
  symbols.get(api->threaded_poll_new, "avahi_threaded_poll_new")
      .get(api->threaded_poll_free, "avahi_threaded_poll_free")
      .get(api->threaded_poll_get, "avahi_threaded_poll_get")
      .get(api->threaded_poll_start, "avahi_threaded_poll_start")
      .get(api->threaded_poll_quit, "avahi_threaded_poll_quit")
      .get(api->client_new, "avahi_client_new")
      .get(api->client_free, "avahi_client_free")
      .get(api->client_errno, "avahi_client_errno")
      .get(api->client_get_host_name_fqdn, "avahi_client_get_host_name_fqdn")
      .get(api->client_get_domain_name, "avahi_client_get_domain_name")
      .get(api->entry_group_new, "avahi_entry_group_new")
      .get(api->entry_group_get_state, "avahi_entry_group_get_state")
      .get(api->entry_group_is_empty, "avahi_entry_group_is_empty")
      .get(api->entry_group_reset, "avahi_entry_group_reset")
      .get(api->entry_group_commit, "avahi_entry_group_commit")
      .get(api->entry_group_add_service_strlst, "avahi_entry_group_add_service_strlst")
      .get(api->entry_group_add_address, "avahi_entry_group_add_address")
      .get(api->string_list_add_arbitrary, "avahi_string_list_add_arbitrary")
      .get(api->string_list_free, "avahi_string_list_free")
      .get(api->address_parse, "avahi_address_parse")
      .get(api->strerror, "avahi_strerror");
  if (symbols.missing().empty()) return api;
  why = "libavahi-client has no " + symbols.missing() + "; 0.7 or later is needed";
  return nullptr;
}

}  // namespace mdns
