// SPDX-License-Identifier: MIT
// What a connection may do: its role and its scopes, and which scope implies which.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

enum class Role { kOperator, kNode };
std::string_view role_name(Role role);

inline constexpr std::string_view kAdminScope = "operator.admin";  // implies all others
inline constexpr std::string_view kWriteScope = "operator.write";

// One of the ten that the protocol has.
bool is_known_scope(std::string_view scope);

// The scopes a connection holds. The texts stay as the client asked for them, known or not; what
// they allow follows from the known ones alone.
class Scopes {
 public:
  Scopes() = default;
  explicit Scopes(std::vector<std::string> names);
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  // True when these scopes hold `scope`, by name or by implication: admin holds all, write holds
  // read, talk and sessions.*, read and sessions.write hold sessions.read.
  [[nodiscard]] bool allow(std::string_view scope) const;
  // The same for a request: sessions.read and sessions.write open some methods whose own scope is
  // read or write.
  [[nodiscard]] bool allow_method(std::string_view scope, std::string_view method) const;
  [[nodiscard]] std::string joined() const;  // separated by commas

 private:
  std::vector<std::string> names_;
  std::uint32_t bits_ = 0;
};

// The scopes of a list with commas, as the header x-openclaw-scopes has them.
std::vector<std::string> split_scopes(std::string_view list);

// True for the protocol's methods that are for nodes alone, served here or not.
bool is_node_method(std::string_view method);

// The scope that receiving an event needs; "" for everybody, nodes included. Unknown events have
// no row: `known` is false and nobody receives them.
struct EventRule {
  bool known = false;
  std::string_view scope;
};
EventRule event_rule(std::string_view event);
// All events of the protocol, as hello-ok lists them.
const std::vector<std::string_view>& protocol_events();

}  // namespace openclaw
