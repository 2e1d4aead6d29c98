// SPDX-License-Identifier: MIT
#include "answer.hpp"

#include <algorithm>
#include <utility>

namespace canvas {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

std::string content_range(const ByteRange& range, std::uint64_t size) {
  if (range.kind == ByteRange::Kind::kOutside) return "bytes */" + std::to_string(size);
  return "bytes " + std::to_string(range.first) + "-" +
         std::to_string(range.first + range.size - 1) + "/" + std::to_string(size);
}

}  // namespace

Answer::Answer(oc::Host host, const oc_http& http, oc_http_req* req)
    : host_(host), http_(http), req_(req) {
  head_ = oc::view(http.method(req)) == "HEAD";
  if (!head_) range_header_ = oc::view(http.header(req, "range"));
}

void Answer::start(std::function<Found()> find, std::function<void()> ended) {
  ended_ = std::move(ended);
  const auto gone = [](void* p) {
    auto* answer = static_cast<Answer*>(p);
    answer->gone_ = true;
    if (!answer->on_pool_) answer->finish();
  };
  http_.on_gone(req_, gone, this);
  on_pool([this, find = std::move(find)] { open(find); }, &Answer::opened);
}

void Answer::stop() {
  if (req_) http_.end(std::exchange(req_, nullptr));
  if (!on_pool_) finish();
}

void Answer::on_pool(std::function<void()> work, void (Answer::*then)()) {
  on_pool_ = true;
  const auto done = [this, then] {
    on_pool_ = false;
    if (!req_ || gone_) return finish();
    (this->*then)();
  };
  if (host_.work(std::move(work), done) >= 0) return;
  on_pool_ = false;
  finish();
}

// On the pool. The first piece is read at once: most files have no other.
void Answer::open(const std::function<Found()>& find) {
  found_ = find();
  size_ = found_.content.size();
  end_ = size_;
  if (found_.status != 200) range_header_.clear();
  range_ = read_range(range_header_, size_);
  if (range_.kind == ByteRange::Kind::kOutside) {
    found_.status = 416;
    end_ = 0;
  }
  if (range_.kind == ByteRange::Kind::kPart) {
    found_.status = 206;
    at_ = range_.first;
    end_ = range_.first + range_.size;
  }
  if (!head_ || end_ <= kPiece) {
    piece_ = found_.content.read(
        at_, static_cast<std::size_t>(std::min(end_ - at_, std::uint64_t{kPiece})));
  }
}

void Answer::opened() {
  const std::string length = std::to_string(end_ - at_);
  const std::string part = content_range(range_, size_);
  std::vector<oc_http_header> headers = {{"content-type", oc::str(found_.type)},
                                         {"cache-control", oc::str("no-store")}};
  if (!found_.location.empty()) headers.push_back({"location", oc::str(found_.location)});
  if (found_.status < 300) headers.push_back({"accept-ranges", oc::str("bytes")});
  if (range_.kind != ByteRange::Kind::kWhole) headers.push_back({"content-range", oc::str(part)});
  if (piece_.size() == end_ - at_) {
    http_.respond(std::exchange(req_, nullptr), found_.status, headers.data(), headers.size(),
                  oc::str(piece_));
    return finish();
  }
  headers.push_back({"content-length", oc::str(length)});
  http_.begin(req_, found_.status, headers.data(), headers.size());
  if (head_) return finish();
  write_piece();
}

// A file that has become shorter ends the answer early, which the client sees by its length.
void Answer::write_piece() {
  const std::string piece = std::exchange(piece_, {});
  at_ += piece.size();
  if (piece.empty() || http_.write(req_, oc::str(piece)) != 0 || at_ >= end_) return finish();
  const auto room = [](void* p) { static_cast<Answer*>(p)->read_more(); };
  http_.on_room(req_, room, this);
}

void Answer::read_more() {
  const auto size = static_cast<std::size_t>(std::min(end_ - at_, std::uint64_t{kPiece}));
  on_pool([this, size] { piece_ = found_.content.read(at_, size); }, &Answer::write_piece);
}

void Answer::finish() {
  if (req_) http_.end(std::exchange(req_, nullptr));
  const std::function<void()> ended = std::move(ended_);
  ended();
}

}  // namespace canvas
