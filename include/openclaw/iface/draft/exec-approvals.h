/* SPDX-License-Identifier: MIT */
/*
 * oc.exec-approvals/1 (draft) - served by the plugin that asks people whether something may be
 * executed. Whoever executes it uses the verdict here.
 */
#ifndef OPENCLAW_IFACE_DRAFT_EXEC_APPROVALS_H
#define OPENCLAW_IFACE_DRAFT_EXEC_APPROVALS_H

#include <openclaw/plugin.h>

#define OC_EXEC_APPROVALS "oc.exec-approvals/1"

/* A run on a node of which its sender says that it has been approved. */
typedef struct oc_approved_run {
  uint32_t size;
  oc_str approval_id;
  oc_str node_id;
  const oc_caller *caller;
  oc_str env_json; /* an object of variables, or empty */
} oc_approved_run;

/* What use() gives. Zeroed by the caller, with its size set; borrowed until the next call. */
typedef struct oc_run_leave {
  uint32_t size;
  oc_str decision;  /* "allow-once" or "allow-always" */
  oc_str plan_json; /* what has been approved, and nothing else may be run */
  const char *code; /* why not: UNKNOWN_APPROVAL_ID, APPROVAL_REQUIRED, ... */
  oc_str message;
} oc_run_leave;

typedef struct oc_exec_approvals {
  uint32_t size;
  /* Uses the verdict for one run: an allow-once is good for no second. -EACCES: it gives no leave
   * for this run, and code and message say why. */
  int (*use)(void *state, const oc_approved_run *, oc_run_leave *);
} oc_exec_approvals;

#endif
