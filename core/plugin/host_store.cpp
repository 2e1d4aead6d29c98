// SPDX-License-Identifier: MIT
// oc.store/1: the store's C coat.
#include <openclaw/iface/store.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/plugin/host.hpp"
#include "core/plugin/host_table.hpp"
#include "core/plugin/self.hpp"
#include "core/store/store.hpp"

namespace openclaw {
namespace {

StoreValue read_value(const oc_value& value) {
  switch (value.type) {
    case OC_INT: return value.i;
    case OC_REAL: return value.r;
    case OC_TEXT: return std::string(view(value.s));
    case OC_BLOB: return StoreBlob{std::string(view(value.s))};
    default: return std::monostate{};
  }
}

oc_value lend_value(const StoreValue& value) {
  oc_value out{};
  if (const auto* i = std::get_if<std::int64_t>(&value)) {
    out.type = OC_INT;
    out.i = *i;
  } else if (const auto* r = std::get_if<double>(&value)) {
    out.type = OC_REAL;
    out.r = *r;
  } else if (const auto* s = std::get_if<std::string>(&value)) {
    out.type = OC_TEXT;
    out.s = borrow(*s);
  } else if (const auto* blob = std::get_if<StoreBlob>(&value)) {
    out.type = OC_BLOB;
    out.s = borrow(blob->bytes);
  }
  return out;
}

StoreStatement read_statement(const oc_stmt& stmt) {
  StoreStatement out;
  out.sql = view(stmt.sql);
  out.must_change = stmt.flags & OC_STMT_MUST_CHANGE;
  out.may_cut = stmt.flags & OC_STMT_MAY_CUT;
  for (std::size_t i = 0; i < stmt.count; ++i) out.values.push_back(read_value(stmt.values[i]));
  return out;
}

void answered(oc_self& self) {
  if (--self.store_calls == 0) self.host.store_answered(self);
}

Store& store_of(void* state) { return static_cast<PluginHost*>(state)->world().store(); }

int store_migrate(void* state, oc_self* self, const char* const* steps, std::size_t count) {
  if (self->stopped) return -ECANCELED;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.emplace_back(steps[i]);
  store_of(state).migrate(self->id, std::move(texts), [self](Status done) {
    if (!done) self->host.fail_started(*self, "its tables: " + done.error().message);
  });
  return 0;
}

int store_write(void* state, oc_self* self, const oc_stmt* stmts, std::size_t count,
                void (*done)(void*, int, std::int64_t), void* arg) {
  if (!stmts || count == 0 || !done) return -EINVAL;
  if (self->stopped) return -ECANCELED;
  std::vector<StoreStatement> statements;
  statements.reserve(count);
  const auto* at = reinterpret_cast<const char*>(stmts);
  const std::size_t stride = stmts->size;
  for (std::size_t i = 0; i < count; ++i, at += stride) {
    oc_stmt stmt{};
    std::memcpy(&stmt, at, std::min(stride, sizeof stmt));
    statements.push_back(read_statement(stmt));
  }
  ++self->store_calls;
  store_of(state).write(std::move(statements), [self, done, arg](StoreWritten written) {
    enter_plugin(*self, "a finished write", [&] { done(arg, written.err, written.last_row); });
    answered(*self);
  });
  return 0;
}

int store_read(void* state, oc_self* self, const oc_stmt* stmt,
               void (*done)(void*, int, const oc_rows*), void* arg) {
  if (!stmt || !done) return -EINVAL;
  if (self->stopped) return -ECANCELED;
  ++self->store_calls;
  store_of(state).read(read_statement(*stmt), [self, done, arg](int err, const StoreRows& rows) {
    std::vector<oc_value> cells;
    cells.reserve(rows.cells.size());
    for (const StoreValue& cell : rows.cells) cells.push_back(lend_value(cell));
    const oc_rows lent = {sizeof(oc_rows), rows.rows(), rows.columns, cells.data()};
    enter_plugin(*self, "finished reading", [&] { done(arg, err, &lent); });
    answered(*self);
  });
  return 0;
}

}  // namespace

oc_iface store_iface(PluginHost& host) {
  static const oc_store table = {
      .size = sizeof(oc_store),
      .migrate = store_migrate,
      .write = store_write,
      .read = store_read,
  };
  return {&table, &host};
}

}  // namespace openclaw
