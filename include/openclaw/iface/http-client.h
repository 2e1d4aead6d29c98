/* SPDX-License-Identifier: MIT */
/*
 * oc.http-client/1 - served by the plugin that fetches over HTTP and HTTPS.
 *
 * A fetch is begun with start() and comes in pieces through the sink that was passed: head, any
 * number of body pieces, then exactly one of done and failed. The sink is called on the loop, never
 * from inside start(), and never again once abort() has returned. A status of 400 or above is an
 * answer like any other. Certificates are always checked. Proxies are taken from the environment
 * (http_proxy, https_proxy, all_proxy, no_proxy). What is not read in time stops the peer, not the
 * gateway: no more than about a megabyte of one fetch waits in memory.
 */
#ifndef OPENCLAW_IFACE_HTTP_CLIENT_H
#define OPENCLAW_IFACE_HTTP_CLIENT_H

#include <openclaw/plugin.h>

#define OC_HTTP_CLIENT "oc.http-client/1"

typedef struct oc_fetch oc_fetch; /* the client's own; gone after done, failed and abort() */

enum {
  OC_FETCH_FOLLOW = 1 /* goes where up to 5 redirects point; else a redirect is the answer */
};

typedef struct oc_fetch_header {
  oc_str name;
  oc_str value;
} oc_fetch_header;

/* Copied by start(). Zero what you do not use. */
typedef struct oc_fetch_request {
  uint32_t size;
  uint32_t flags; /* OC_FETCH_* */
  oc_str method;  /* empty: "GET", with a body "POST" */
  oc_str url;     /* http: or https: */
  const oc_fetch_header *headers;
  size_t header_count;
  oc_str body;
  /* Milliseconds; 0: no limit of its own. */
  uint32_t connect_ms;    /* until the connection stands, TLS included; 0: 30 seconds */
  uint32_t first_byte_ms; /* from the start until the head of the answer begins */
  uint32_t idle_ms;       /* between two pieces of the answer */
  uint32_t total_ms;      /* from the start until the end */
} oc_fetch_request;

/* The head of the answer. Borrowed until the callback returns. */
typedef struct oc_fetch_head {
  uint32_t size;
  int32_t status;                 /* 200... */
  const oc_fetch_header *headers; /* as sent, in order */
  size_t header_count;
} oc_fetch_head;

typedef struct oc_fetch_failure {
  uint32_t size;
  /* "resolve", "connect", "tls", "timeout", "closed" (the peer went away, or spoke nonsense),
   * "invalid" (the request itself), "unavailable" (no client library on this machine) */
  const char *kind;
  oc_str message; /* for people; names the host, never a header */
} oc_fetch_failure;

typedef struct oc_fetch_sink {
  uint32_t size;
  void (*head)(void *arg, const oc_fetch_head *);
  void (*body)(void *arg, oc_str piece);
  void (*done)(void *arg);
  void (*failed)(void *arg, const oc_fetch_failure *);
} oc_fetch_sink;

typedef struct oc_http_client {
  uint32_t size;
  /* 0, and *out is what abort() takes. -EINVAL: no URL, a line break where none belongs, or a sink
   * that lacks a function; -ECANCELED: the client is stopping; -EAGAIN: the machine has no thread
   * left. Then the sink stays silent. */
  int (*start)(void *state, const oc_fetch_request *, const oc_fetch_sink *, void *arg,
               oc_fetch **out);
  /* Ends a fetch at once and closes its connection. */
  void (*abort)(void *state, oc_fetch *);
} oc_http_client;

#endif
