// SPDX-License-Identifier: MIT
// Names as a zone has them. No I/O; any thread.
#pragma once
#include <string>
#include <string_view>

namespace wide_area {

// A DNS name with a dot at its end; empty when it is none.
std::string normal_domain(std::string_view text);

// One part of a name: small letters, digits and dashes, at most 63; `otherwise` when none is left.
std::string dns_label(std::string_view text, std::string_view otherwise);

// The machine as people read it: "gwhost (OpenClaw)", unless it says OpenClaw already.
std::string display_name(std::string_view host);

// Inside the ranges from which tailnets take their addresses.
bool is_tailnet_ipv4(std::string_view address);
bool is_tailnet_ipv6(std::string_view address);

}  // namespace wide_area
