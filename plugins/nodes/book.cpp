// SPDX-License-Identifier: MIT
#include "book.hpp"

#include <algorithm>
#include <iterator>

#include "tables.hpp"

namespace nodes {

int Book::open(std::function<void(int)> done) {
  const int err = store_.open(host_, kTableSteps, std::size(kTableSteps));
  if (err < 0) return err;
  read_from("", std::move(done));
  return 0;
}

// As many at a time as the store hands out at once.
void Book::read_from(const std::string& after, std::function<void(int)> done) {
  store_.read(kSelectRecords, {oc::value(after)}, [this, done](int err, const oc::Rows& rows) {
    if (err != 0 || rows.size() == 0) return done(err);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string id(rows.text(i, 0));
      if (auto record = read_stored(rows.text(i, 1))) {
        put(id, *record);
      } else {
        host_.log(OC_LOG_ERROR, "the record of node " + id + " cannot be read and is left out");
      }
    }
    read_from(std::string(rows.text(rows.size() - 1, 0)), done);
  });
}

const Record* Book::find(const std::string& node_id) const {
  const auto found = records_.find(node_id);
  return found == records_.end() ? nullptr : &found->second;
}

std::size_t Book::pending_count() const {
  return static_cast<std::size_t>(
      std::count_if(records_.begin(), records_.end(),
                    [](const auto& one) { return one.second.pending.has_value(); }));
}

std::string Book::node_of(std::string_view request_id) const {
  for (const auto& [id, record] : records_) {
    if (record.pending && record.pending->id == request_id) return id;
  }
  return {};
}

void Book::put(const std::string& node_id, const Record& record) {
  if (record.empty()) {
    records_.erase(node_id);
  } else {
    records_[node_id] = record;
  }
  if (changed_) changed_(node_id);
}

void Book::change(const std::string& node_id, Record record, Kept done) {
  Flight& flight = flights_[node_id];
  const Record* before = find(node_id);
  if (flight.writes++ == 0) flight.kept = before ? *before : Record();
  put(node_id, record);
  const std::string json = record.empty() ? std::string() : stored(record);
  const std::vector<oc_value> saved = {oc::value(node_id), oc::value(json)};
  const std::vector<oc_value> gone = {oc::value(node_id)};
  const oc_stmt statement =
      record.empty() ? oc::statement(kDeleteRecord, gone) : oc::statement(kSaveRecord, saved);
  store_.write({statement}, [this, node_id, record = std::move(record), done](int err) {
    landed(node_id, record, err == 0);
    if (done) done(err == 0);
  });
}

// What is taken back is taken back behind the last write: the disk has what that has written.
void Book::landed(const std::string& node_id, const Record& written, bool kept) {
  const auto found = flights_.find(node_id);
  if (found == flights_.end()) return;
  Flight& flight = found->second;
  if (kept) {
    flight.kept = written;
  } else {
    flight.failed = true;
  }
  if (--flight.writes > 0) return;
  const Flight last = std::move(flight);
  flights_.erase(found);
  if (last.failed) put(node_id, last.kept);
}

}  // namespace nodes
