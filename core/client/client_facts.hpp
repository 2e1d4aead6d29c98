// SPDX-License-Identifier: MIT
// A connected client, as plugins are told of it.
#pragma once
#include <cstdint>
#include <string>

#include "core/client/handshake.hpp"
#include "core/control/request.hpp"

namespace openclaw {

struct ClientFacts {
  CallerRef caller;
  std::string version;
  std::string platform;
  std::string device_family;
  std::string model_identifier;
  std::string display_name;
  std::string host;      // the Host that it called the gateway by
  std::string declared;  // see ConnectParams::declared
  bool local = false;    // a program of this machine, with no proxy in between
  bool secure = false;   // it came by wss, as far as a trusted proxy tells
  std::int64_t connected_ms = 0;
};

ClientFacts describe_client(CallerRef caller, const Admission& admission,
                            const HttpRequest& upgrade, std::int64_t now_ms);

}  // namespace openclaw
