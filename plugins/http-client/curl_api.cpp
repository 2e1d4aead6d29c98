// SPDX-License-Identifier: MIT
#include "curl_api.hpp"

#include <dlfcn.h>

#include <openclaw/library.hpp>

namespace http_client {
namespace {

void* open_library(std::string& why) {
  for (const char* name : {"libcurl.so.4", "libcurl-gnutls.so.4"}) {
    if (void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE)) return library;
    if (const char* problem = dlerror(); problem && why.empty()) why = problem;
  }
  why = "libcurl cannot be opened (" + why + "); install it (Debian: libcurl4)";
  return nullptr;
}

}  // namespace

std::unique_ptr<const CurlApi> CurlApi::open(std::string& why) {
  void* library = open_library(why);
  if (!library) return nullptr;
  auto api = std::make_unique<CurlApi>();
  oc::Symbols symbols(library);
  symbols.get(api->global_init, "curl_global_init")
      .get(api->easy_init, "curl_easy_init")
      .get(api->easy_cleanup, "curl_easy_cleanup")
      .get(api->easy_setopt, "curl_easy_setopt")
      .get(api->easy_getinfo, "curl_easy_getinfo")
      .get(api->easy_pause, "curl_easy_pause")
      .get(api->easy_strerror, "curl_easy_strerror")
      .get(api->slist_append, "curl_slist_append")
      .get(api->slist_free_all, "curl_slist_free_all")
      .get(api->multi_init, "curl_multi_init")
      .get(api->multi_cleanup, "curl_multi_cleanup")
      .get(api->multi_setopt, "curl_multi_setopt")
      .get(api->multi_add_handle, "curl_multi_add_handle")
      .get(api->multi_remove_handle, "curl_multi_remove_handle")
      .get(api->multi_perform, "curl_multi_perform")
      .get(api->multi_poll, "curl_multi_poll")
      .get(api->multi_wakeup, "curl_multi_wakeup")
      .get(api->multi_info_read, "curl_multi_info_read");
  if (!symbols.missing().empty()) {
    why = "libcurl is too old: it has no " + symbols.missing() + "; 7.87 or later is needed";
    return nullptr;
  }
  if (api->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    why = "libcurl could not be initialised";
    return nullptr;
  }
  return api;
}

}  // namespace http_client
