// SPDX-License-Identifier: MIT
// The records of all nodes: in memory, and in the store before anybody relies on them.
#pragma once
#include <functional>
#include <map>
#include <openclaw/plugin.hpp>
#include <openclaw/store.hpp>

#include "record.hpp"

namespace nodes {

class Book {
 public:
  using Kept = std::function<void(bool kept)>;
  using Records = std::map<std::string, Record>;
  // Requests for approval that wait at a time; beyond them the oldest of a node that is not there
  // gives way.
  static constexpr std::size_t kMostPending = 256;

  explicit Book(oc::Host host) : host_(host) {}
  // In start(). done is called once, with 0 when all could be read.
  int open(std::function<void(int err)> done);

  [[nodiscard]] const Records& all() const { return records_; }
  [[nodiscard]] const Record* find(const std::string& node_id) const;
  [[nodiscard]] std::size_t pending_count() const;
  // The node that a request is of; "" for none.
  [[nodiscard]] std::string node_of(std::string_view request_id) const;

  // Takes effect at once, and is taken back when it cannot be written. An empty record is deleted.
  void change(const std::string& node_id, Record record, Kept done);
  // Called with each node whose record is another.
  void on_change(std::function<void(const std::string& node_id)> fn) { changed_ = std::move(fn); }

 private:
  struct Flight {
    std::size_t writes = 0;
    bool failed = false;  // one of them
    Record kept;          // what the disk has
  };
  void read_from(const std::string& after, std::function<void(int)> done);
  void put(const std::string& node_id, const Record& record);
  void landed(const std::string& node_id, const Record& written, bool kept);

  oc::Host host_;
  oc::Store store_;
  Records records_;
  std::map<std::string, Flight> flights_;
  std::function<void(const std::string&)> changed_;
};

}  // namespace nodes
