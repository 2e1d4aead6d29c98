// SPDX-License-Identifier: MIT
// One fetch on the worker's thread: an easy handle of libcurl, its options and its deadlines. What
// arrives is told to the listener; the end is told by the worker, who sees it first.
#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "curl_api.hpp"
#include "messages.hpp"

namespace http_client {

inline constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void tell(Report report) = 0;
};

class Transfer {
 public:
  Transfer(const CurlApi& api, Listener& listener, Id id, Order order, std::uint64_t now_ms);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // What is wrong with the order, or nothing.
  [[nodiscard]] std::optional<Failed> prepare(const std::string& ca_file, const char* agent);
  [[nodiscard]] CURL* handle() const { return easy_; }
  [[nodiscard]] Id id() const { return id_; }

  // So many bytes were read on the other side: a transfer that waited for it goes on.
  void consumed(std::size_t bytes, std::uint64_t now_ms);
  // When it has waited long enough for the peer, in the milliseconds of `now_ms`.
  [[nodiscard]] std::uint64_t deadline() const;
  [[nodiscard]] Failed overdue() const;
  // The time of what arrives next.
  void at(std::uint64_t now_ms) { now_ms_ = now_ms; }
  // The end as libcurl tells it.
  void finish(CURLcode code);

 private:
  template <class V>
  void set(CURLoption option, V value);
  void set_method();
  void set_headers(const char* agent);
  void head_line(std::string_view line);
  void head_complete();
  void tell_head();
  bool body(std::string_view bytes);
  [[nodiscard]] Failed explain(CURLcode code) const;
  static std::size_t on_header(char* data, std::size_t size, std::size_t n, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t n, void* self);

  const CurlApi& api_;
  Listener& listener_;
  Id id_;
  Order order_;
  CURL* easy_ = nullptr;
  curl_slist* header_list_ = nullptr;
  CURLcode refused_ = CURLE_OK;  // the first option that libcurl did not take
  std::string problem_;          // CURLOPT_ERRORBUFFER
  Head head_;
  std::size_t head_bytes_ = 0;
  bool head_begun_ = false;
  bool head_told_ = false;
  bool paused_ = false;
  std::size_t unread_ = 0;
  std::uint64_t started_ms_;
  std::uint64_t now_ms_;
  std::uint64_t last_ms_;
};

}  // namespace http_client
