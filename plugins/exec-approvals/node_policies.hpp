// SPDX-License-Identifier: MIT
// exec.approvals.node.get and .set: the document that a node keeps, asked of it.
#pragma once
#include <openclaw/plugin.hpp>
#include <string_view>

namespace approvals {

void get_of_node(const oc::Host& host, oc::Request request, std::string_view params);
void set_of_node(const oc::Host& host, oc::Request request, std::string_view params);

}  // namespace approvals
