/* SPDX-License-Identifier: MIT */
/*
 * oc.store/1 - offered by the gateway: the SQLite database of its state directory.
 *
 * Writes run on one thread, in the order in which they were asked for, grouped into commits that
 * reach the disk (synchronous=FULL) before done() is called: what done() reports survives a power
 * cut. Reads run on another thread and never wait for a commit. A plugin names its tables
 * `<plugin id>_...` with '-' as '_'. Migrations only add, so that the previous release can still
 * open the file.
 */
#ifndef OPENCLAW_IFACE_STORE_H
#define OPENCLAW_IFACE_STORE_H

#include <openclaw/plugin.h>

#define OC_STORE "oc.store/1"

enum { OC_NULL = 0, OC_INT = 1, OC_REAL = 2, OC_TEXT = 3, OC_BLOB = 4 };

typedef struct oc_value {
  int32_t type; /* OC_NULL ... OC_BLOB */
  int64_t i;    /* OC_INT */
  double r;     /* OC_REAL */
  oc_str s;     /* OC_TEXT, OC_BLOB */
} oc_value;

enum {
  /* When the statement changed no row, the whole write is rolled back and done() gets -EEXIST: the
   * way to write under a key that may be there already. */
  OC_STMT_MUST_CHANGE = 1,
  /* A result of more than 16 MB is cut behind the rows that fit, one at least; without the flag it
   * is -E2BIG. */
  OC_STMT_MAY_CUT = 2
};

typedef struct oc_stmt {
  uint32_t size;
  uint32_t flags;
  oc_str sql; /* one statement with ?1, ?2...; prepared once and kept */
  const oc_value *values;
  size_t count;
} oc_stmt;

typedef struct oc_rows {
  uint32_t size;
  size_t rows, columns;
  const oc_value *cells; /* row by row; borrowed until the callback returns */
} oc_rows;

typedef struct oc_store {
  uint32_t size;
  /* Brings the plugin's tables up to date: steps[i] are the statements of version i+1, run once
   * each, in order. Call it first in start; writes and reads asked for afterwards see the tables.
   * */
  int (*migrate)(void *state, oc_self *, const char *const *steps, size_t count);
  /* All statements or none. Everything is copied before the call returns. err is 0, -EEXIST or
   * -EIO (the log has the reason). last_row is sqlite3_last_insert_rowid after the last statement.
   * */
  int (*write)(void *state, oc_self *, const oc_stmt *stmts, size_t count,
               void (*done)(void *arg, int err, int64_t last_row), void *arg);
  /* Rows of one SELECT as of some commit at or after every done() seen so far. err is 0, -EBUSY
   * (too many reads wait: try later), -E2BIG or -EIO (the log has the reason). */
  int (*read)(void *state, oc_self *, const oc_stmt *stmt,
              void (*done)(void *arg, int err, const oc_rows *), void *arg);
} oc_store;

#endif
