// SPDX-License-Identifier: MIT
// An HTTP request and reply as values, apart from the library that carries them.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace openclaw {

struct HttpHeader {
  std::string name;  // lower case
  std::string value;
};

// How a connection has come to the gateway.
struct Ingress {
  std::string peer = {};   // the address it comes from; empty: that of its descriptor
  bool tls = false;        // by TLS that ends in the gateway
  std::string front = {};  // the plugin by whose listener it came; empty: by the gateway's own port
};

struct HttpRequest {
  std::string method;
  std::string path;   // without the query, as sent: with its escapes
  std::string query;  // behind the '?', as sent
  std::vector<HttpHeader> headers;
  std::string body;
  std::string peer;          // the client's address: the peer's, or see attribute()
  std::string proxy;         // the trusted one that passed it on, where one did
  bool proxied = false;      // a trusted proxy passed it on
  bool from_proxy = false;   // the peer is a trusted proxy, whoever it asks for
  bool old_version = false;  // HTTP/1.0
  bool tls = false;          // see Ingress
  std::string front = {};    // see Ingress
  // Whether `proxy` is an address of this machine, where that cannot be found out with nothing in
  // it: kept by who has asked first, since a request is judged more than once.
  mutable std::optional<std::optional<bool>> proxy_is_own = {};
  // The value of a header, name in lower case; empty when absent.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  // A loopback peer, and no proxy in between: no forwarding header, no listener for one.
  [[nodiscard]] bool direct_local() const;
  // Any of the headers by which a proxy names the client it speaks for.
  [[nodiscard]] bool forwarded() const;
  // A proxy passed it on for somebody whom nobody answers for.
  [[nodiscard]] bool unattributed() const;
  // Nobody on the way could read it: TLS up to here, or up to a trusted proxy that says so.
  [[nodiscard]] bool secure() const;
};

struct HttpReply {
  int status = 200;
  std::vector<HttpHeader> headers = {};
  std::string body = {};
  bool close = false;          // ends the connection behind the reply
  std::uint64_t delay_ms = 0;  // so long it is held back
};

// 127/8, ::1 and ::ffff:127/8.
bool is_loopback_address(std::string_view address);

// By what limits count a client: its address, or the network of 64 bits that its IPv6 address lies
// in. Whoever has one of its addresses has all of them.
std::string client_network(const std::string& peer);

// How much of a reply is written: head and body, the head alone (for HEAD), or the head of a body
// that follows: in chunks, until the connection ends, or as long as its own Content-Length says.
enum class ReplyForm { kWhole, kHeadOnly, kChunked, kUntilClose, kSized };
// The reply as it goes over the wire, with the headers that stand on every answer: among them, if
// it is not empty, Strict-Transport-Security.
std::string format_reply(const HttpReply& reply, ReplyForm form,
                         std::string_view strict_transport = {});

HttpReply json_reply(int status, std::string body);
// The answer to a request that a proxy passed on which nobody declared as trusted.
HttpReply proxy_refusal();
// `{"error":{"message":...,"type":...}}`, the form of every error the gateway words itself.
HttpReply error_reply(int status, std::string_view message, std::string_view type);
HttpReply bad_request(std::string_view why);  // 400

}  // namespace openclaw
