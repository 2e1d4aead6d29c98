// SPDX-License-Identifier: MIT
#include "core/store/store.hpp"

#include <utility>

#include "core/store/reader.hpp"
#include "core/store/writer.hpp"

namespace openclaw {

Store::Store(std::string path, Post post)
    : reader_(std::make_unique<Reader>(path, post)),
      writer_(std::make_unique<Writer>(std::move(path), std::move(post), *reader_)) {}

Store::~Store() = default;

void Store::open(std::function<void(Status)> opened) { writer_->open(std::move(opened)); }

void Store::migrate(std::string owner, std::vector<std::string> steps,
                    std::function<void(Status)> done) {
  writer_->migrate(std::move(owner), std::move(steps), std::move(done));
}

void Store::write(std::vector<StoreStatement> statements, WriteDone done) {
  writer_->write(std::move(statements), std::move(done));
}

void Store::read(StoreStatement statement, ReadDone done) {
  reader_->read(std::move(statement), writer_->setups_asked(), std::move(done));
}

std::size_t Store::reads_waiting() const { return reader_->waiting(); }

void Store::close(std::function<void()> closed) { writer_->close(std::move(closed)); }

StoreCounters Store::counters() const { return writer_->counters(); }

}  // namespace openclaw
