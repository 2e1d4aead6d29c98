// SPDX-License-Identifier: MIT
// The part of the host table that deals with requests.
#pragma once
#include <openclaw/plugin.h>

namespace openclaw {

const oc_caller* host_caller(oc_req* req);
int host_on_gone(oc_req* req, void (*fn)(void*), void* arg);
void host_interim(oc_req* req, oc_str payload_json);
void host_reply(oc_req* req, oc_str payload_json);
void host_fail(oc_req* req, const oc_error* error);
int host_call(oc_self* self, const char* method, oc_str params_json,
              void (*done)(void*, oc_str payload_json, const oc_error*), void* arg);

}  // namespace openclaw
