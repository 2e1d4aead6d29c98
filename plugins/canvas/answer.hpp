// SPDX-License-Identifier: MIT
// One request that is being answered with a file: opened and read on the pool, and written no
// faster than the client reads, so that of a large file only a piece is in memory.
#pragma once
#include <openclaw/plugin.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "byte_range.hpp"
#include "content.hpp"

namespace canvas {

// What is found for a request, on a thread of the pool.
struct Found {
  int status = 500;
  std::string type = "text/plain; charset=utf-8";
  std::string location = {};  // where to ask instead; empty: nowhere
  Content content = {};
};

class Answer {
 public:
  Answer(oc::Host host, const oc_http& http, oc_http_req* req);
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  // `ended` is told last, once; it may destroy the answer.
  void start(std::function<Found()> find, std::function<void()> ended);
  // The plugin stops: the request is answered as far as it goes.
  void stop();

 private:
  void open(const std::function<Found()>& find);
  void opened();
  void read_more();
  void write_piece();
  void finish();
  void on_pool(std::function<void()> work, void (Answer::*then)());

  oc::Host host_;
  const oc_http& http_;
  oc_http_req* req_;  // nullptr once it is answered
  std::function<void()> ended_;
  Found found_;
  ByteRange range_;
  std::string range_header_;
  std::string piece_;
  std::uint64_t size_ = 0;  // of the whole
  std::uint64_t at_ = 0;    // of the next piece
  std::uint64_t end_ = 0;   // behind the last
  bool head_ = false;
  bool on_pool_ = false;
  bool gone_ = false;
};

}  // namespace canvas
