/* SPDX-License-Identifier: MIT */
/*
 * oc.client-identity/1 (draft) - served by a plugin that can find out who has sent a request for a
 * WebSocket, so that the client needs no shared secret.
 */
#ifndef OPENCLAW_IFACE_DRAFT_CLIENT_IDENTITY_H
#define OPENCLAW_IFACE_DRAFT_CLIENT_IDENTITY_H

#include <openclaw/plugin.h>

#define OC_CLIENT_IDENTITY "oc.client-identity/1"

/* The request. Borrowed until identify() returns. */
typedef struct oc_identity_ask {
  uint32_t size;
  oc_str client; /* its address, as far as the proxy is believed */
  oc_str proxy;  /* the address of the proxy that passed it on; empty: none did */
  oc_str front; /* the id of the plugin by whose oc.front/1 it came; empty: by the gateway's port */
  /* The value of a header, name in lower case; empty when absent. */
  oc_str (*header)(const struct oc_identity_ask *, const char *name);
} oc_identity_ask;

/* Who it is, or why nobody knows. Borrowed by done(). */
typedef struct oc_identity {
  uint32_t size;
  oc_str method; /* of an identity that is certain, "tailscale": small letters and dashes, and
                    none of the gateway's own, "token" and the like; empty: it is not certain */
  oc_str login;
  oc_str display_name;
  oc_str why; /* when it is not certain, a word for the log: "tailscale_user_missing" */
} oc_identity;

typedef struct oc_client_identity {
  uint32_t size;
  /* 1: done is called exactly once, before this returns or later, on the loop. 0: it has nothing to
   * say of this request, and done is not called. Whoever has not answered after 6 seconds, or when
   * the plugin has stopped, is taken to know nothing; what done is told then is not heard. Only
   * clients that a proxy passed on are asked for. */
  int (*identify)(void *state, const oc_identity_ask *,
                  void (*done)(void *arg, const oc_identity *), void *arg);
} oc_client_identity;

#endif
