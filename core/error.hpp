// SPDX-License-Identifier: MIT
// Error: what a client or an operator reads when something is refused. Result<T>: a value or an
// Error. Both are plain values; nothing here allocates beyond its strings or throws.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace openclaw {

// The codes that travel in the `error.code` of a response.
namespace code {
inline constexpr std::string_view kInvalidRequest = "INVALID_REQUEST";
inline constexpr std::string_view kForbidden = "FORBIDDEN";
inline constexpr std::string_view kUnavailable = "UNAVAILABLE";
inline constexpr std::string_view kNotPaired = "NOT_PAIRED";
}  // namespace code

struct Error {
  std::string code;
  std::string message;
  std::optional<bool> retryable = std::nullopt;
  std::optional<std::int64_t> retry_after_ms = std::nullopt;
  std::string details_json = {};  // empty: no details
};

inline Error invalid_request(std::string message) {
  return Error{std::string(code::kInvalidRequest), std::move(message)};
}
inline Error unavailable(std::string message) {
  return Error{std::string(code::kUnavailable), std::move(message)};
}

// Whoever comes before all plugins are up shall come again; clients do so by themselves.
inline Error still_starting() {
  return Error{std::string(code::kUnavailable), "gateway starting; retry shortly", true, 500,
               R"({"reason":"startup-sidecars"})"};
}

// A value or an Error. `Status` is the Result of an action that has no value.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& operator*() { return *std::get_if<0>(&state_); }
  const T& operator*() const { return *std::get_if<0>(&state_); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }
  [[nodiscard]] const Error& error() const { return *std::get_if<1>(&state_); }
  [[nodiscard]] Error& error() { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

struct Done {};
using Status = Result<Done>;

}  // namespace openclaw
