// SPDX-License-Identifier: MIT
// The method table: every method of the control plane with who may call it, in one place, and the
// checks that each request passes before its handler runs.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/control/request.hpp"
#include "core/control/scope.hpp"
#include "core/error.hpp"
#include "core/schema/schema.hpp"

namespace openclaw {

enum class MethodRole { kOperator, kNode, kAny };

// The schema of a method that takes nothing.
inline constexpr const char* kNoParams = R"({"type":"object","additionalProperties":false})";

using SchemaRef = std::shared_ptr<const Schema>;
// Schemas of the methods that have one, by name.
using ParamSchemas = std::map<std::string, SchemaRef, std::less<>>;

// The parameters of a request, and what is known of them already.
struct Params {
  std::string_view text;       // empty: `{}`
  std::string ambiguity = {};  // as ambiguity_of(text) says
  SchemaRef checked_by = {};   // it has been asked, and has said `problems`
  std::string problems = {};
};
// Asks the schema of `method`, when there is one. Any thread may call this.
void check_params(Params& params, std::string_view method, const ParamSchemas& schemas);

struct Method {
  std::string name;
  MethodRole role = MethodRole::kOperator;
  std::string scope;  // empty: scope_of tells
  bool needs_no_scope = false;
  bool advertised = true;
  bool startup_gated = false;
  bool control_write = false;  // at most 30 a minute, see RateWindow
  SchemaRef params;            // nullptr: any parameters
  std::function<void(const RequestRef&, std::string_view params)> handle;
  std::function<std::string(std::string_view params)> scope_of;
  const void* owner = nullptr;  // whoever added it, for remove()
};

// How often control-plane writes were called in the running window.
class RateWindow {
 public:
  static constexpr int kLimit = 30;
  static constexpr std::uint64_t kWindowMs = 60'000;
  // Counts a call; the milliseconds to wait when it is one too many, else 0.
  std::uint64_t count(const std::string& key, std::uint64_t now_ms);

 private:
  std::map<std::string, std::deque<std::uint64_t>> calls_;
};

class MethodTable {
 public:
  // False when the name is taken.
  [[nodiscard]] bool add(Method method);
  // The same for a method of the gateway's own whose parameters have a schema. Without that, or
  // under a name that is taken, it is not served, and the log says so.
  void add_own(Method method, std::string_view schema);
  void remove_owner(const void* owner);
  // Names for hello-ok, in the order of adding.
  [[nodiscard]] std::vector<std::string> advertised() const;

  // Methods marked startup_gated are refused until this is called.
  void open_gate() { gate_open_ = true; }
  [[nodiscard]] bool gate_open() const { return gate_open_; }

  // Checks role, scope, gate, rate and parameters, in this order, then runs the handler. Every
  // outcome goes through the request. True when the role was refused.
  bool dispatch(const RequestRef& request, const Params& params);
  // For check_params() on another thread.
  [[nodiscard]] std::shared_ptr<const ParamSchemas> schemas();
  [[nodiscard]] bool wrong_role(const Request& request) const;

 private:
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };
  [[nodiscard]] std::optional<Error> refuse(const Method& method, const Request& request,
                                            const Params& params);

  std::unordered_map<std::string, Method, NameHash, std::equal_to<>> methods_;
  std::vector<std::string> order_;
  std::shared_ptr<const ParamSchemas> schemas_;  // nullptr until somebody asks
  RateWindow rates_;
  bool gate_open_ = false;
};

// FORBIDDEN with its details for protocol 4; protocol 3 clients know INVALID_REQUEST.
Error missing_scope(std::string_view scope, std::uint32_t protocol);

}  // namespace openclaw
