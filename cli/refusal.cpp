// SPDX-License-Identifier: MIT
#include "cli/refusal.hpp"

namespace openclaw::cli {
namespace {

constexpr std::string_view kOfRemote = "gateway.remote.";
constexpr std::string_view kOfGateway = "gateway.auth.";

std::string kind_of(const std::string& source) {
  return source.find("assword") != std::string::npos || source.find("PASSWORD") != std::string::npos
             ? "password"
             : "token";
}

std::string set_line(const std::string& key) {
  return "\n  openclaw config set " + key + " <" + kind_of(key) + ">";
}

// The keys of this machine's gateway and of a remote one are mistaken for each other.
std::string about_other(const std::string& other, bool remote) {
  if (remote && other.starts_with(kOfGateway)) {
    return "\n" + other + " holds another one: that of this machine's own gateway.";
  }
  if (!remote && other.starts_with(kOfRemote)) {
    return "\n" + other + " holds another one: that for gateway.mode=remote.";
  }
  return "\n" + other + " holds another one; it comes behind and was not sent.";
}

std::string about_none(const Target& target) {
  std::string text;
  for (const std::string& other : target.secrets.others) text += about_other(other, target.remote);
  if (target.remote) {
    const auto& others = target.secrets.others;
    const std::string key =
        std::string(kOfRemote) + kind_of(others.empty() ? "token" : others.front());
    return "\nNo token and no password was sent: " + key + " is not set." + text +
           "\nSet it to what the other gateway has as gateway.auth." + kind_of(key) +
           ", or pass --" + kind_of(key) + ":" + set_line(key);
  }
  return "\nPass --token or --password, or set OPENCLAW_GATEWAY_TOKEN." + text;
}

std::string how_to_mend(const Target& target) {
  const std::string& sent = target.secrets.source;
  const std::string kind = kind_of(sent);
  if (target.remote) {
    const bool configured = sent.starts_with(kOfRemote);
    return "\nRight is what the other gateway has as gateway.auth." + kind +
           (configured ? ". Set it here:" + set_line(std::string(kOfRemote) + kind) : ".");
  }
  if (sent.starts_with(kOfRemote)) {
    return "\nIt was sent because gateway.auth." + kind +
           " is not set. Set it:" + set_line(std::string(kOfGateway) + kind);
  }
  if (sent.starts_with(kOfGateway)) {
    return "\nThe gateway that runs may have been started with another one: by a flag, or before "
           "this\none was set. Restart it.";
  }
  return {};
}

}  // namespace

std::string secret_remedy(const Target& target) {
  if (!target.secrets.any()) return about_none(target);
  std::string text = "\nThe " + kind_of(target.secrets.source) +
                     " is not the one of the gateway at " + place_of(target) + ".\nSent was " +
                     target.secrets.source + ".";
  for (const std::string& other : target.secrets.others) text += about_other(other, target.remote);
  return text + how_to_mend(target);
}

}  // namespace openclaw::cli
