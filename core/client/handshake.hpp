// SPDX-License-Identifier: MIT
// The decision about a `connect`: who this is and what it may do, or why not. No I/O, no state; the
// order of the checks is the wire's.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/client/auth.hpp"
#include "core/client/client_identity.hpp"
#include "core/client/connect_params.hpp"
#include "core/client/origin.hpp"
#include "core/control/scope.hpp"
#include "core/device/tokens.hpp"
#include "core/error.hpp"
#include "core/http/message.hpp"

namespace openclaw {

inline constexpr int kNewestProtocol = 4;
inline constexpr int kOldestProtocol = 3;

struct HandshakePolicy {
  Auth auth{AuthMode::kToken, {}};
  OriginRules origins;
  bool local_open = false;  // gateway.auth.localOpen, see stands_open()
};

// A client whose device block is good.
struct DeviceEntry {
  std::string id = {};
  std::string public_key = {};      // base64url
  bool by_token = false;            // its secret was its own token
  bool by_identity = false;         // no secret was needed
  bool quiet = false;               // may be paired without asking anybody
  bool pairless = false;            // comes in unpaired, and stays so
  bool tokenless = false;           // is told no token of its own
  bool wrong_secret = false;        // it came with one that is none, beside its own token
  std::string generation = {};      // of the shared secret
  std::string browser_origin = {};  // of the page, if it is one
  std::string remote_ip = {};       // empty for a client of this machine
  std::string setup_id = {};        // of the setup code that was its secret
  // Its token, once it is paired.
  std::string token = {};
  std::int64_t issued_ms = 0;
  std::string more_tokens = {};  // for other roles, by a setup code: a JSON array; may be empty
};

struct Admission {
  ConnectParams params;
  Role role = Role::kOperator;
  std::vector<std::string> scopes;  // granted
  // "token", "password", "none", "device-token", "bootstrap-token", or that of an identity
  std::string auth_method;
  std::optional<ClientIdentity> identity = std::nullopt;  // of somebody who needed no secret
  std::optional<DeviceEntry> device = std::nullopt;
  int protocol = kNewestProtocol;
  std::uint64_t delay_ms = 0;  // so long it is held back
};

struct Refusal {
  Error error;
  std::uint16_t close_code = 1008;
  std::string close_reason;
  bool silent = false;  // closed without an answer
  bool wrong_secret = false;
  bool wrong_device_token = false;
  bool wrong_setup_code = false;
  std::uint64_t delay_ms = 0;  // the answer is held back so long
  std::string note = {};       // what the log says besides
};

using HandshakeOutcome = std::variant<Admission, Refusal>;

struct Circumstances {
  // Not all plugins are up yet; whoever passes the checks of form is asked to come again.
  bool starting = false;
  // So long no secret of this client counts, not even the right one.
  std::uint64_t locked_ms = 0;
  std::uint64_t device_locked_ms = 0;  // the same for the tokens of devices
  std::uint64_t setup_locked_ms = 0;   // and for setup codes
  std::string_view nonce = {};         // of this connection's challenge
  std::int64_t wall_ms = 0;
  const DeviceTokens* devices = nullptr;     // none: no device has a token
  const SetupTokens* setup = nullptr;        // none: no code is open
  const ClientIdentity* identity = nullptr;  // none: nobody vouches for it
};

// What a web page that may not come in is told; nothing when it may. `needed`: see judge_origin().
std::optional<Error> refuse_origin(const HttpRequest& upgrade, bool needed,
                                   const HandshakePolicy& policy);

// The clients with which an owner manages the gateway.
bool is_operator_ui(const ConnectParams& params);
// The one that the gateway's own programs are.
bool is_backend(const ConnectParams& params);

// The scopes that are asked for, as far as the header x-openclaw-scopes lets them be asked for.
std::vector<std::string> capped_scopes(const ConnectParams& params, const HttpRequest& upgrade);

// A refusal whose close gives the error's text as its reason.
Refusal refuse_with(Error error);
// That of a secret which is missing or wrong, or of somebody whom no proxy vouches for.
Refusal secret_refusal(const ConnectParams& params, const HttpRequest& upgrade,
                       const HandshakePolicy& policy, const SecretVerdict& verdict);

HandshakeOutcome judge_connect(std::string_view params_json, const HttpRequest& upgrade,
                               const HandshakePolicy& policy, const Circumstances& now);

}  // namespace openclaw
