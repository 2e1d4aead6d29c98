// SPDX-License-Identifier: MIT
#include "cli/gateway_client.hpp"

#include <algorithm>

#include "cli/peer_check.hpp"
#include "cli/refusal.hpp"
#include "core/client/origin.hpp"
#include "core/paths.hpp"
#include "openclaw_build.h"

namespace openclaw::cli {
namespace {

constexpr std::string_view kNoDevice = "DEVICE_IDENTITY_REQUIRED";
constexpr std::chrono::milliseconds kFarewell{200};

// A gateway without a secret lets the helpers of programs in, but no command line without a device.
std::string connect_params(const Target& target, const Identity& identity, bool as_backend) {
  JsonWriter out;
  const bool probe = identity.mode == Mode::probe;
  out.object().key("minProtocol").value(probe ? 3 : 4).key("maxProtocol").value(4);
  out.key("client").object();
  out.key("id").value(as_backend ? "gateway-client" : "cli");
  out.key("version").value(OPENCLAW_VERSION).key("platform").value("linux");
  out.key("mode").value(as_backend ? "backend" : (probe ? "probe" : "cli")).end();
  out.key("role").value("operator").key("scopes").array();
  for (const std::string& scope : identity.scopes) out.value(std::string_view(scope));
  out.end().key("caps").array().end();
  const Secrets& secrets = target.secrets;
  if (secrets.any()) {
    out.key("auth").object();
    if (!secrets.token.empty()) out.key("token").value(std::string_view(secrets.token));
    if (!secrets.password.empty()) out.key("password").value(std::string_view(secrets.password));
    out.end();
  }
  return out.end().take();
}

std::string details_code(const Error& error) {
  auto details = parse_json(error.details_json);
  return details ? std::string(json_string(details->get(), "code")) : "";
}

bool is_refused_secret(const std::string& code) {
  return code == kNoDevice || (code.starts_with("AUTH_") && code != "AUTH_RATE_LIMITED");
}

Error with_remedy(const Target& target, Error error) {
  if (is_refused_secret(details_code(error))) error.message += secret_remedy(target);
  if (!error.message.starts_with("connect ECONNREFUSED")) return error;
  if (target.remote && !target.ssh && is_loopback_host(target.host)) {
    error.message +=
        "\nThat is the near end of a tunnel, and nobody has opened one. To have it opened by every "
        "command:\n  openclaw config set gateway.remote.sshTarget user@host";
  } else if (is_here(target)) {
    error.message += "\nNo gateway runs there. Start it with: openclaw gateway run";
  } else {
    error.message += "\nNo gateway listens there. Check the address, and that it runs there.";
  }
  return error;
}

PeerRules peer_rules(const Target& target) {
  const auto paths = find_paths();
  PeerRules rules{target.url, target.host, target.pin, target.pin_problem, target.pin_source, {}};
  if (paths) rules.keys_file = paths->state_dir + "/state/tls-keys.json";
  return rules;
}

}  // namespace

Result<std::unique_ptr<GatewayClient>> GatewayClient::connect(const Target& target,
                                                              const Identity& identity,
                                                              Deadline deadline,
                                                              std::shared_ptr<Tunnel> tunnel,
                                                              Ended* ended) {
  if (target.ssh && !tunnel) {
    auto opened = Tunnel::open(*target.ssh, deadline);
    if (!opened) return opened.error();
    tunnel = std::move(*opened);
  }
  for (bool as_backend = !target.secrets.any(); true; as_backend = true) {
    auto client = std::make_unique<GatewayClient>();
    client->tunnel_ = tunnel;
    const Status open = client->open(target, deadline);
    if (!open && ended != nullptr) *ended = client->ended();
    if (!open) return with_remedy(target, open.error());
    const Status done = client->shake_hands(target, identity, as_backend, deadline);
    if (done) return client;
    if (as_backend || details_code(done.error()) != kNoDevice) {
      if (ended != nullptr) *ended = client->await_end(deadline);
      return with_remedy(target, done.error());
    }
  }
}

Status GatewayClient::open(const Target& target, Deadline deadline) {
  Endpoint where{target.host, target.port, target.host, {}, target.path};
  if (tunnel_) {
    where.host = "127.0.0.1";
    where.port = tunnel_->port();
  }
  if (target.tls) {
    where.trust = [rules = peer_rules(target)](ssl_st* tls) { return check_peer(rules, tls); };
  }
  const Status opened = socket_.open(std::move(where), deadline);
  if (opened || !tunnel_) return opened;
  const std::string why = tunnel_->trouble();
  return why.empty() ? opened : unavailable(why);
}

// Whoever refuses closes the connection, and says why.
Ended GatewayClient::await_end(Deadline deadline) {
  const Deadline end = std::min(deadline, Clock::now() + kFarewell);
  while (socket_.receive(message_, end) == WsClient::Got::message) {
  }
  return ended();
}

// The end of the tunnel tells more than that of the connection in it.
std::string GatewayClient::lost() {
  const std::string why = tunnel_ ? tunnel_->trouble() : "";
  return why.empty() ? socket_.lost() : why;
}

Status GatewayClient::shake_hands(const Target& target, const Identity& identity, bool as_backend,
                                  Deadline deadline) {
  ServerFrame frame;
  do {
    auto got = next(frame, deadline);
    if (!got) return got.error();
  } while (frame.event != "connect.challenge");
  if (tunnel_ && !tunnel_->carries(socket_.near_port())) {
    return unavailable("port " + std::to_string(tunnel_->port()) +
                       " of 127.0.0.1, the near end of the SSH tunnel to " + tunnel_->target() +
                       ", is in the hands of another program.\nIt was given no secret. Find out "
                       "who has the port: ss -ltnp; then try again.");
  }
  auto answer = call("connect", connect_params(target, identity, as_backend), false, deadline);
  if (!answer) return answer.error();
  if (!answer->ok) return answer->error;
  auto hello = parse_json(answer->payload);
  if (!hello) return unavailable("the gateway's hello is no JSON: " + hello.error().message);
  hello_ = std::move(*hello);
  return Done{};
}

Result<std::string> GatewayClient::send(std::string_view method, std::string_view params,
                                        Deadline deadline) {
  std::string id = std::to_string(++last_id_);
  JsonWriter out;
  out.object().key("type").value("req").key("id").value(std::string_view(id));
  out.key("method").value(method);
  if (!params.empty()) out.key("params").raw(params);
  const Status sent = socket_.send(out.end().str(), deadline);
  if (!sent) return sent.error();
  return id;
}

Result<GatewayClient::Got> GatewayClient::next(ServerFrame& frame, Deadline deadline) {
  while (true) {
    switch (socket_.receive(message_, deadline)) {
      case WsClient::Got::interrupt: return Got::interrupt;
      case WsClient::Got::closed: return unavailable(lost());
      case WsClient::Got::timeout:
        return unavailable("gateway timeout: no answer in time; --timeout allows for more");
      case WsClient::Got::message: break;
    }
    // What is no frame is skipped: a later protocol may send other things.
    if (auto read = read_server_frame(message_)) {
      frame = *read;
      return Got::frame;
    }
  }
}

Result<Answer> GatewayClient::call(std::string_view method, std::string_view params, bool final,
                                   Deadline deadline) {
  auto id = send(method, params, deadline);
  if (!id) return id.error();
  ServerFrame frame;
  while (true) {
    auto got = next(frame, deadline);
    if (!got) return got.error();
    if (frame.type != "res" || frame.id != *id) continue;
    Answer answer = read_answer(frame);
    if (!final || !answer.ok) return answer;
    auto payload = parse_json(answer.payload);
    if (!payload || json_string(payload->get(), "status") != "accepted") return answer;
  }
}

Answer read_answer(const ServerFrame& frame) {
  Answer answer;
  answer.ok = frame.ok;
  answer.payload = frame.payload;
  if (!frame.ok) answer.error = read_error(frame.error);
  return answer;
}

}  // namespace openclaw::cli
