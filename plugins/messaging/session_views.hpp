// SPDX-License-Identifier: MIT
// Sessions as clients read them: list rows, the defaults, and the parts of health and hello.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "journal.hpp"

namespace messaging {

// The model a session uses when it names none.
struct ModelDefault {
  std::string provider;
  std::string model;
};
// "provider/model" in two.
ModelDefault read_model(std::string_view reference);

std::string session_row(const Session& session, const ModelDefault& model);
std::string defaults_json(const ModelDefault& model);

struct ListQuery {
  std::int64_t limit = 0;  // 0: all
  std::int64_t offset = 0;
  std::int64_t active_minutes = 0;
  std::string agent;
  std::string search;
  std::int64_t now_ms = 0;
};
// The result of sessions.list, newest first.
std::string list_json(const std::map<std::string, Session>& sessions, const ListQuery& query,
                      const ModelDefault& model, std::string_view path);

// {"path","count","recent":[{"key","updatedAt","age"}]}
std::string health_json(const std::map<std::string, Session>& sessions, std::string_view path,
                        std::int64_t now_ms);
// The member `sessions` of `status`.
std::string status_json(const std::map<std::string, Session>& sessions, const ModelDefault& model,
                        std::string_view path, std::int64_t now_ms);
// The agents of `health`: the one there is, with what health_json says of its sessions.
std::string agents_json(std::string_view sessions);

}  // namespace messaging
