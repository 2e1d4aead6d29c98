/* SPDX-License-Identifier: MIT */
/*
 * oc.http-routes/1 - served by a plugin that answers HTTP requests on the gateway's port.
 * oc.http/1        - offered by the gateway: how such a request is read and answered.
 *
 * A request has been read whole, body included, before handle() is called; it is answered exactly
 * once, at once or later, by oc_http.respond(), or piece by piece by begin(), write()... and end().
 */
#ifndef OPENCLAW_IFACE_HTTP_ROUTES_H
#define OPENCLAW_IFACE_HTTP_ROUTES_H

#include <openclaw/plugin.h>

#define OC_HTTP_ROUTES "oc.http-routes/1"
#define OC_HTTP "oc.http/1"

typedef struct oc_http_req oc_http_req;

enum {
  OC_ROUTE_PREFIX = 1, /* path and everything below it */
  OC_ROUTE_PUBLIC = 2  /* no credentials asked; else see permitted() */
};

typedef struct oc_http_route {
  const char *method; /* "GET" (answers HEAD too), "POST", ...; "*": any */
  const char *path;   /* begins with "/" */
  uint32_t flags;     /* OC_ROUTE_* */
  size_t max_body;    /* bytes; 0: no body; a larger one is refused with 413 */
  void (*handle)(void *state, oc_http_req *);
} oc_http_route;

typedef struct oc_http_routes {
  uint32_t size;
  uint32_t row_size; /* sizeof(oc_http_route) */
  const oc_http_route *rows;
  size_t count;
} oc_http_routes;

typedef struct oc_http_header {
  const char *name;
  oc_str value;
} oc_http_header;

typedef struct oc_http {
  uint32_t size;
  /* Read. Borrowed until the request has been answered. */
  oc_str (*method)(oc_http_req *);
  oc_str (*path)(oc_http_req *);                     /* without the query, escapes as sent */
  oc_str (*query)(oc_http_req *);                    /* behind the '?', as sent */
  oc_str (*header)(oc_http_req *, const char *name); /* any case; absent: {NULL, 0} */
  oc_str (*body)(oc_http_req *);
  oc_str (*peer)(oc_http_req *); /* the client's address: see gateway.trustedProxies */
  /* Answer whole. headers may be NULL when n is 0. */
  void (*respond)(oc_http_req *, int status, const oc_http_header *headers, size_t n, oc_str body);
  /* Answer in pieces: as many bytes as a header content-length says, or any number when there is
   * none. write() gives 0, or -EPIPE when the peer is gone: then call end() and stop. */
  void (*begin)(oc_http_req *, int status, const oc_http_header *headers, size_t n);
  int (*write)(oc_http_req *, oc_str piece);
  void (*end)(oc_http_req *);
  /* For a public route that is not for everybody: 1 when the request has the gateway's secret as a
   * bearer, or comes from a user whom a trusted proxy names and leaves operator.write, or from a
   * program or a page of this machine, by a loopback name and directly; else 0. Other routes do not
   * take the last of these. Wrong secrets are counted. */
  int (*permitted)(oc_http_req *);
  /* Answers as the gateway answers who is not permitted: 401, 429 after too many wrong secrets, 403
   * where a proxy leaves the user less. */
  void (*refuse)(oc_http_req *);
  /* Calls fn once, soon, when what was written has left the gateway: the time to write() more.
   * Never once the peer is gone. */
  int (*on_room)(oc_http_req *, void (*fn)(void *), void *arg);
  /* Calls fn once when the peer goes before it is answered. The request is still to be answered. */
  int (*on_gone)(oc_http_req *, void (*fn)(void *), void *arg);
} oc_http;

#endif
