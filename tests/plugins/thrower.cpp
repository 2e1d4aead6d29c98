// SPDX-License-Identifier: MIT
// Throws out of a method or out of init, without the coat of plugin.hpp.
#include <openclaw/iface/methods.h>
#include <openclaw/plugin.h>

#include <stdexcept>

namespace {

void throws(void*, oc_req*, oc_str) { throw std::runtime_error("out of a method"); }

constexpr oc_method kRows[] = {
    {"thrower.throw", "operator", "operator.read", 0, nullptr, throws, nullptr}};
constexpr oc_methods kMethods = {sizeof(oc_methods), sizeof(oc_method), kRows, 1};
constexpr oc_service kServices[] = {{OC_METHODS, &kMethods}, {nullptr, nullptr}};

int init(const oc_host*, oc_self*, void**) {
#ifdef THROW_IN_INIT
  throw std::runtime_error("out of init");
#else
  return 0;
#endif
}

constexpr oc_plugin kTable = {OC_PLUGIN_HEAD, ID,      "1.0",  "Throws", kServices,
                              nullptr,        nullptr, init,   nullptr,  nullptr,
                              nullptr,        nullptr, nullptr};

}  // namespace

extern "C" OC_EXPORT const oc_plugin* oc_plugin_entry(void) { return &kTable; }
