// SPDX-License-Identifier: MIT
#include "client.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <openclaw/json.hpp>
#include <utility>

namespace http_client {
namespace {

// What one turn of the loop hands over at most, and how long it takes for it; the rest waits for
// the next. The worker stops reading when too much waits.
constexpr std::size_t kBytesATurn = 64 << 10;
constexpr std::chrono::milliseconds kTimeATurn{10};
// The worker hears of what was read in steps of this.
constexpr std::size_t kConsumedStep = 64 << 10;

bool one_line(std::string_view text) {
  return text.find_first_of({"\r\n\0", 3}) == std::string_view::npos;
}

bool whole(const oc_fetch_sink& sink) {
  return sink.size >= sizeof sink && sink.head && sink.body && sink.done && sink.failed;
}

// False when something in it cannot be sent.
bool copy(const oc_fetch_request& in, Order& out) {
  out.url = oc::view(in.url);
  out.body = oc::view(in.body);
  out.method = oc::view(in.method);
  if (out.method.empty()) out.method = out.body.empty() ? "GET" : "POST";
  for (std::size_t i = 0; i < in.header_count; ++i) {
    const std::string_view name = oc::view(in.headers[i].name);
    const std::string_view value = oc::view(in.headers[i].value);
    if (name.empty() || !one_line(name) || !one_line(value)) return false;
    out.headers.emplace_back(name, value);
  }
  out.follow = in.flags & OC_FETCH_FOLLOW;
  out.connect_ms = in.connect_ms;
  out.first_byte_ms = in.first_byte_ms;
  out.idle_ms = in.idle_ms;
  out.total_ms = in.total_ms;
  return !out.url.empty() && one_line(out.url) && one_line(out.method);
}

}  // namespace

Client::Client(oc::Host h) : Plugin(h) {
  const oc::Json config = oc::parse(host.config());
  ca_file_ = oc::text(config.get(), "caFile");
}

bool Client::need_worker() {
  if (worker_) return true;
  Worker::Outlet outlet;
  outlet.report = [this](Report report) { this->report(std::move(report)); };
  outlet.ended = [this] {
    host.raw()->post(
        host.self(), [](void* client) { static_cast<Client*>(client)->ended(); }, this);
  };
  auto worker = std::make_unique<Worker>(std::move(outlet), ca_file_,
                                         std::string("openclaw/") + host.raw()->version);
  if (!worker->start()) return false;
  worker_ = std::move(worker);
  return true;
}

int Client::begin(const oc_fetch_request& request, const oc_fetch_sink& sink, void* arg,
                  oc_fetch** out) {
  Order order;
  if (request.size < sizeof request || !whole(sink) || !out || !copy(request, order)) {
    return -EINVAL;
  }
  if (stopping_) return -ECANCELED;
  if (!need_worker()) return -EAGAIN;
  auto fetch = std::make_unique<oc_fetch>();
  fetch->id = next_id_++;
  fetch->sink = sink;
  fetch->arg = arg;
  *out = fetch.get();
  const Id id = fetch->id;
  fetches_[id] = std::move(fetch);
  worker_->send({id, std::move(order)});
  return 0;
}

void Client::abort(const oc_fetch* fetch) {
  if (!fetch) return;
  const Id id = fetch->id;
  if (fetches_.erase(id) > 0 && worker_) worker_->send({id, Cancel{}});
}

void Client::report(Report report) {
  box_.put(std::move(report));
  schedule();
}

// The box is filled while the loop is busy, so each delivery would call for the next one twice: by
// what is left, and by what has come. One flag for both keeps them from multiplying.
void Client::schedule() {
  if (scheduled_.exchange(true)) return;
  host.raw()->post(
      host.self(), [](void* client) { static_cast<Client*>(client)->deliver(); }, this);
}

void Client::deliver() {
  scheduled_ = false;
  for (Report& report : box_.take()) inbox_.push_back(std::move(report));
  const auto until = std::chrono::steady_clock::now() + kTimeATurn;
  std::size_t bytes = 0;
  while (!inbox_.empty() && bytes < kBytesATurn && std::chrono::steady_clock::now() < until) {
    Report report = std::move(inbox_.front());
    inbox_.pop_front();
    if (const auto* body = std::get_if<Body>(&report.what)) bytes += body->bytes.size();
    host.guard([&] { return hand_over(report), 0; });
  }
  if (!inbox_.empty()) schedule();
}

// A sink may abort its own fetch or any other; after done and failed the fetch is gone before the
// sink hears of it.
void Client::hand_over(Report& report) {
  const auto found = fetches_.find(report.id);
  if (found == fetches_.end()) return;
  if (const auto* head = std::get_if<Head>(&report.what)) return give_head(*found->second, *head);
  if (const auto* body = std::get_if<Body>(&report.what)) return give_body(report.id, body->bytes);
  const auto node = fetches_.extract(found);
  const oc_fetch& fetch = *node.mapped();
  const auto* why = std::get_if<Failed>(&report.what);
  if (!why) return fetch.sink.done(fetch.arg);
  oc_fetch_failure failure{};
  failure.size = sizeof failure;
  failure.kind = why->kind;
  failure.message = oc::str(why->message);
  fetch.sink.failed(fetch.arg, &failure);
}

void Client::give_head(const oc_fetch& fetch, const Head& head) {
  std::vector<oc_fetch_header> headers;
  headers.reserve(head.headers.size());
  for (const auto& [name, value] : head.headers) headers.push_back({oc::str(name), oc::str(value)});
  oc_fetch_head lent{};
  lent.size = sizeof lent;
  lent.status = head.status;
  lent.headers = headers.data();
  lent.header_count = headers.size();
  fetch.sink.head(fetch.arg, &lent);
}

void Client::give_body(Id id, const std::string& bytes) {
  oc_fetch& fetch = *fetches_.find(id)->second;
  fetch.unreported += bytes.size();
  if (fetch.unreported >= kConsumedStep) {
    worker_->send({id, Consumed{std::exchange(fetch.unreported, 0)}});
  }
  fetch.sink.body(fetch.arg, oc::str(bytes));
}

void Client::stop(oc::Stopping stopping) {
  fetches_.clear();
  if (!worker_) return;
  stopping_ = std::move(stopping);
  worker_->finish();
}

// The thread has nothing left to do: joining it takes no time.
void Client::ended() {
  worker_.reset();
  const std::optional<oc::Stopping> answer = std::exchange(stopping_, std::nullopt);
}

}  // namespace http_client
