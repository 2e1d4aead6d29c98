/* SPDX-License-Identifier: MIT */
/*
 * oc.advertiser/1 (draft) - served by a plugin that tells others where the gateway is.
 */
#ifndef OPENCLAW_IFACE_DRAFT_ADVERTISER_H
#define OPENCLAW_IFACE_DRAFT_ADVERTISER_H

#include <openclaw/plugin.h>

#define OC_ADVERTISER "oc.advertiser/1"

/* Where the gateway is reached. Borrowed until the call returns. */
typedef struct oc_reach {
  uint32_t size;
  uint16_t port;
  oc_str bind;           /* "loopback", "lan", "tailnet", "auto" or "custom" */
  oc_str addresses_json; /* what it listens on: ["127.0.0.1","::1"] */
  oc_str tls_sha256;     /* of its certificate: 64 hex digits, lower case; empty: no TLS */
  oc_str tailnet_name;   /* its DNS name in a tailnet, without the dot at the end; empty: unknown */
} oc_reach;

typedef struct oc_advertiser {
  uint32_t size;
  /* Called when the port is open and all plugins have started, and again when anything of it has
   * changed. A plugin takes back what it told when it is stopped. */
  void (*reach)(void *state, const oc_reach *);
} oc_advertiser;

#endif
