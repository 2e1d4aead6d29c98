/* SPDX-License-Identifier: MIT */
/*
 * oc.ws-routes/1 (draft) - served by a plugin that speaks WebSocket on paths of the gateway's port.
 * oc.ws/1 (draft)        - offered by the gateway: how such a socket is written to.
 *
 * Any other path leads to the control plane.
 */
#ifndef OPENCLAW_IFACE_DRAFT_WS_ROUTES_H
#define OPENCLAW_IFACE_DRAFT_WS_ROUTES_H

#include <openclaw/iface/http-routes.h>
#include <openclaw/plugin.h>

#define OC_WS_ROUTES "oc.ws-routes/1"
#define OC_WS "oc.ws/1"

typedef struct oc_ws oc_ws; /* one socket; lives until closed() has returned */

/* The request for a socket. Borrowed until the call returns. */
typedef struct oc_ws_upgrade {
  uint32_t size;
  int32_t permitted; /* as oc_http.permitted: it needs no other leave */
  oc_str path;       /* without the query, escapes as sent */
  oc_str query;      /* behind the '?', as sent */
  oc_str host;
  oc_str origin;
  oc_str peer; /* the client's address */
} oc_ws_upgrade;

typedef struct oc_ws_route {
  const char *path;   /* begins with "/" */
  uint32_t flags;     /* OC_ROUTE_PREFIX: also everything below it */
  size_t max_message; /* bytes; a larger one closes the socket with 1009 */
  /* 0 lets it in, an HTTP status from 400 to 503 refuses it. NULL: who is permitted comes in. */
  int (*judge)(void *state, const oc_ws_upgrade *);
  void (*opened)(void *state, oc_ws *, const oc_ws_upgrade *);
  void (*message)(void *state, oc_ws *, oc_str text); /* may be NULL: nothing is read */
  void (*closed)(void *state, oc_ws *);
} oc_ws_route;

/* A plugin has at most 256 sockets; who comes then is refused with 503. */
typedef struct oc_ws_routes {
  uint32_t size;
  uint32_t row_size; /* sizeof(oc_ws_route) */
  const oc_ws_route *rows;
  size_t count;
} oc_ws_routes;

typedef struct oc_ws_sockets {
  uint32_t size;
  /* One text message. A peer that leaves more than 1 MB unread is closed with 1008. -EPIPE: it is
   * closing. */
  int (*send)(oc_ws *, oc_str text);
  /* Says goodbye behind what was sent; closed() follows. */
  void (*close)(oc_ws *, int code, oc_str reason);
} oc_ws_sockets;

#endif
