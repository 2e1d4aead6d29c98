// SPDX-License-Identifier: MIT
// Which web pages may open a WebSocket here: the Origin that a browser sends decides, since a page
// of any site can reach the loopback address.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/http/message.hpp"

namespace openclaw {

enum class OriginVerdict { kAllowed, kMissing, kRefused };

struct OriginRules {
  std::vector<std::string> allowed = {};  // exact origins, or "*"
  // Every page of the host that the request names may come: a name that was rebound does, too.
  bool any_same_host = false;
};

// `needed`: a browser client, which cannot do without an Origin.
OriginVerdict judge_origin(const HttpRequest& request, bool needed, const OriginRules& rules);

// A web page that this machine did not serve: its Origin is no loopback address, or is none at all.
bool is_foreign_page(const HttpRequest& request);

// A web page of the very host and port that it asks.
bool is_own_page(const HttpRequest& request);

// Whether a request may be granted anything with no secret at all: a program of this machine, or a
// page of it, that calls by a loopback name, with no mark of a proxy of any kind.
bool may_lack_secret(const HttpRequest& request);

// "localhost", 127/8, ::1, with or without a port and brackets.
bool is_loopback_host(std::string_view host);

}  // namespace openclaw
