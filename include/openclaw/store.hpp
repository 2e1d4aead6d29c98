// SPDX-License-Identifier: MIT
// openclaw/store.hpp - the C++17 way to use oc.store/1 (openclaw/iface/store.h): a thin coat,
// header only. Everything is called on the loop.
#ifndef OPENCLAW_STORE_HPP
#define OPENCLAW_STORE_HPP

#include <openclaw/iface/store.h>

#include <cerrno>
#include <functional>
#include <memory>
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oc {

inline oc_value value(std::string_view text) { return {OC_TEXT, 0, 0, str(text)}; }
inline oc_value value(std::int64_t number) { return {OC_INT, number, 0, {nullptr, 0}}; }
inline oc_stmt statement(std::string_view sql, const std::vector<oc_value> &values,
                         std::uint32_t flags = 0) {
  return {sizeof(oc_stmt), flags, str(sql), values.data(), values.size()};
}

// What a read has found. Borrowed until its callback returns.
class Rows {
 public:
  explicit Rows(const oc_rows *rows) : rows_(rows) {}
  [[nodiscard]] std::size_t size() const { return rows_ ? rows_->rows : 0; }
  [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const {
    return view(rows_->cells[row * rows_->columns + column].s);
  }
  [[nodiscard]] std::int64_t integer(std::size_t row, std::size_t column) const {
    return rows_->cells[row * rows_->columns + column].i;
  }

 private:
  const oc_rows *rows_;
};

class Store {
 public:
  using Written = std::function<void(int err)>;
  using Found = std::function<void(int err, const Rows &)>;

  // In start(), not before. The steps are those of oc_store::migrate. -ENOSYS: there is no store.
  int open(const Host &host, const char *const *steps, std::size_t count) {
    const oc_iface found = host.find(OC_STORE);
    ops_ = static_cast<const oc_store *>(found.ops);
    state_ = found.state;
    self_ = host.self();
    return ops_ ? ops_->migrate(state_, self_, steps, count) : -ENOSYS;
  }

  // What is refused at once is told at once.
  void write(const std::vector<oc_stmt> &statements, Written done) const {
    auto kept = std::make_unique<Written>(std::move(done));
    const int err = ops_->write(
        state_, self_, statements.data(), statements.size(),
        [](void *arg, int result, std::int64_t) {
          const std::unique_ptr<Written> fn(static_cast<Written *>(arg));
          (*fn)(result);
        },
        kept.get());
    if (err < 0) return (*kept)(err);
    static_cast<void>(kept.release());  // the store calls back, and then owns it
  }

  // Of more than the store hands out at once, the first rows come (OC_STMT_MAY_CUT).
  void read(std::string_view sql, const std::vector<oc_value> &values, Found done) const {
    auto kept = std::make_unique<Found>(std::move(done));
    const oc_stmt stmt = statement(sql, values, OC_STMT_MAY_CUT);
    const int err = ops_->read(
        state_, self_, &stmt,
        [](void *arg, int result, const oc_rows *rows) {
          const std::unique_ptr<Found> fn(static_cast<Found *>(arg));
          (*fn)(result, Rows(result == 0 ? rows : nullptr));
        },
        kept.get());
    if (err < 0) return (*kept)(err, Rows(nullptr));
    static_cast<void>(kept.release());
  }

 private:
  const oc_store *ops_ = nullptr;
  void *state_ = nullptr;
  oc_self *self_ = nullptr;
};

}  // namespace oc

#endif
