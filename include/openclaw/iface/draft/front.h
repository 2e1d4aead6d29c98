/* SPDX-License-Identifier: MIT */
/*
 * oc.front/1 (draft) - offered by the gateway to a plugin that runs a proxy in front of it: a
 * listener for that proxy alone.
 */
#ifndef OPENCLAW_IFACE_DRAFT_FRONT_H
#define OPENCLAW_IFACE_DRAFT_FRONT_H

#include <openclaw/plugin.h>

#define OC_FRONT "oc.front/1"

typedef struct oc_front {
  uint32_t size;
  /* Listens on 127.0.0.1, on a port that the system chooses. Who comes by it has been passed on:
   * the last hop of its X-Forwarded-For is the client, and no such header is refused with 403. Any
   * program of this machine can come by it, and say what the proxy would. -EEXIST: the plugin has
   * one. -EADDRNOTAVAIL: the log says why not. -ECANCELED: the plugin is stopping. */
  int (*open)(oc_self *, uint16_t *port);
  /* Listens no more; who is connected stays. The gateway does it before the plugin is stopped. */
  void (*close)(oc_self *);
  /* The name by which the proxy is called, for instance in a tailnet: oc_reach.tailnet_name from
   * now on. Empty: none. -EINVAL: no name of the DNS, or one with a dot at its end. */
  int (*set_name)(oc_self *, oc_str dns_name);
} oc_front;

#endif
