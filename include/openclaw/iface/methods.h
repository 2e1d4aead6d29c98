/* SPDX-License-Identifier: MIT */
/*
 * oc.methods/1 - served by a plugin that answers requests of the control plane.
 *
 * Before handle() is called the gateway has checked the role, the scope, the start-up gate, the
 * rate class and the parameters against their schema. params is the JSON as it stood in the frame;
 * `{}` when the frame had none.
 */
#ifndef OPENCLAW_IFACE_METHODS_H
#define OPENCLAW_IFACE_METHODS_H

#include <openclaw/plugin.h>

#define OC_METHODS "oc.methods/1"

enum {
  OC_METHOD_ADVERTISED = 1,    /* named in hello-ok */
  OC_METHOD_STARTUP_GATED = 2, /* refused with UNAVAILABLE until all plugins have started */
  OC_METHOD_CONTROL_WRITE = 4  /* at most 30 a minute for one method, device and address */
};

typedef struct oc_method {
  const char *name;
  const char *role;               /* "operator", "node" or "any" */
  const char *scope;              /* "operator.read" ...; NULL: scope_of tells */
  uint32_t flags;                 /* OC_METHOD_* */
  const char *params_schema_json; /* NULL: any parameters */
  void (*handle)(void *state, oc_req *, oc_str params);
  /* The scope that these parameters need; called only when scope is NULL. */
  const char *(*scope_of)(void *state, oc_str params);
} oc_method;

typedef struct oc_methods {
  uint32_t size;
  uint32_t row_size; /* sizeof(oc_method), so that a row may grow */
  const oc_method *rows;
  size_t count;
} oc_methods;

#endif
