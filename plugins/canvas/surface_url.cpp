// SPDX-License-Identifier: MIT
#include "surface_url.hpp"

#include <algorithm>
#include <openclaw/ascii.hpp>

namespace canvas {
namespace {

// What a name, an address and a port are made of; it becomes part of an address that is opened.
bool is_host(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return oc::is_letter_or_digit(c) ||
           std::string_view(".-_:[]").find(c) != std::string_view::npos;
  });
}

// The port that a scheme stands for is not written.
std::string_view without_usual_port(std::string_view host, bool secure) {
  const std::string_view usual = secure ? ":443" : ":80";
  if (host.ends_with(usual)) host.remove_suffix(usual.size());
  return host;
}

}  // namespace

std::string surface_url(std::string_view host, bool secure, std::string_view capability) {
  if (!is_host(host) || capability.empty()) return {};
  std::string url = secure ? "https://" : "http://";
  url += without_usual_port(host, secure);
  url += "/__openclaw__/cap/";
  url += capability;
  return url;
}

}  // namespace canvas
