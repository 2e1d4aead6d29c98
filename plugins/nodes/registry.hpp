// SPDX-License-Identifier: MIT
// The nodes that are connected: one session a node, its latest connection.
#pragma once
#include <memory>
#include <set>

#include "policy.hpp"
#include "rate.hpp"

struct oc_client;

namespace nodes {

struct Session {
  std::string connection_id;
  std::string node_id;
  Face face;
  bool local = false;
  Surface said;      // all that it declares
  Surface declared;  // of it what can be approved
  Surface usable;    // of it what is approved and allowed
  std::string path_env;
  std::int64_t connected_ms = 0;
  std::string host_stats;  // JSON object, or empty
  std::string tools_said = "[]";
  std::string tools = "[]";  // of them those that may be used
  std::string skills = "[]";
  std::string inventory;         // what it last told of its runners
  std::int64_t active_ms = 0;    // somebody worked at it; 0: not known
  std::int64_t presence_ms = 0;  // when it told
  bool active_by_app = false;
  std::uint64_t stats_kept_ms = 0;  // of the gateway's clock; 0: never
  std::uint64_t alive_kept_ms = 0;
  std::set<std::string> chats;  // sessions whose events it is sent
  std::string voice;            // the last words that it heard
  std::uint64_t voice_ms = 0;
  Bucket events{200, 50};
};

// Whether a node speaks no protocol beyond 3. It is answered in 4 all the same.
bool is_earlier(const oc_client& client);
// From what a client says of itself.
Session read_session(const oc_client& client);

class Registry {
 public:
  [[nodiscard]] Session* of_node(const std::string& node_id) const;
  [[nodiscard]] Session* of_connection(std::string_view connection_id) const;
  [[nodiscard]] const std::map<std::string, std::unique_ptr<Session>>& all() const {
    return by_node_;
  }
  // The node's earlier session, which it takes the place of; nullptr for none.
  std::unique_ptr<Session> add(Session session);
  // nullptr when the connection is not (any more) that of a node.
  std::unique_ptr<Session> remove(std::string_view connection_id);
  // The node at which somebody was last seen to work; nullptr for none.
  [[nodiscard]] const Session* active() const;

 private:
  std::map<std::string, std::unique_ptr<Session>> by_node_;
};

}  // namespace nodes
