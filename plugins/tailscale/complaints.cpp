// SPDX-License-Identifier: MIT
#include "complaints.hpp"

namespace tailscale {

std::string conflict_words(int port) {
  const std::string number = std::to_string(port);
  return "port " + number +
         " of Tailscale is taken by a route that is not the gateway's, and was left as it is; "
         "`tailscale serve status` shows it. End the program that holds it, or take a route that "
         "nobody needs away: tailscale serve --yes --https=" +
         number + " --set-path=/ off";
}

std::string foreign_words(const Route& route) {
  const std::string what = "port 443 of Tailscale is taken: " + route.words;
  if (route.kind == Route::Kind::foreground) {
    return what +
           ", held by another program that runs `tailscale serve` or `tailscale funnel`. It was "
           "left as it is; end that program (`serve off` does not release it)";
  }
  return what + ". It was left as it is; when nobody needs it: " + route.remedy;
}

std::string root_words(const std::string& mode, const std::string& before,
                       const std::string& by_sudo) {
  return mode + " needs more rights than the gateway has (" + before +
         "), and sudo does not give them without a password (" + by_sudo +
         "); run `sudo tailscale set --operator=$USER` once as the gateway's user";
}

}  // namespace tailscale
