// SPDX-License-Identifier: MIT
// The names under which a gateway is announced. No I/O; any thread.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace mdns {

inline constexpr std::size_t kLabelBytes = 63;  // of one part of a DNS name

// "gwhost" becomes "gwhost (OpenClaw)"; what says OpenClaw already stays; nothing: "OpenClaw".
std::string instance_name(std::string_view machine);

// How people read it: without " (OpenClaw)".
std::string display_name(std::string_view instance);

// The name for the n-th who wants it: the first has it as it is, the second ends in " (2)". It fits
// a label, whatever the length.
std::string numbered(std::string_view name, unsigned n);

// The machine's name as people are shown it: without ".local" at its end.
std::string machine_name(std::string_view system_name);

// The same of a host, whose second is "gwhost-2".
std::string numbered_label(std::string_view label, unsigned n);

bool is_utf8(std::string_view text);

// The first part of `wanted` without ".local"; empty when that is no label of letters, digits and
// hyphens.
std::string host_label(std::string_view wanted);

}  // namespace mdns
