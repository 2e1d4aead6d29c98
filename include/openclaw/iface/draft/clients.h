/* SPDX-License-Identifier: MIT */
/*
 * oc.clients/1 (draft)      - offered by the gateway: the clients that are connected.
 * oc.client-watch/1 (draft) - served by a plugin that is told of clients as they come and go.
 *
 * A client is known from its hello to the end of its connection. Connections of the simple dialect
 * are clients too; they have no device and declare nothing.
 */
#ifndef OPENCLAW_IFACE_DRAFT_CLIENTS_H
#define OPENCLAW_IFACE_DRAFT_CLIENTS_H

#include <openclaw/plugin.h>

#define OC_CLIENTS "oc.clients/1"
#define OC_CLIENT_WATCH "oc.client-watch/1"

typedef struct oc_hello oc_hello; /* a hello that is being written; only inside welcome() */

enum {
  OC_CLIENT_LOCAL = 1, /* a program of this machine, with no proxy in between */
  OC_CLIENT_SECURE = 2 /* it came by wss, as far as a trusted proxy tells */
};

/* One client. Borrowed until the call returns. Texts that the client did not send are empty. */
typedef struct oc_client {
  uint32_t size;
  uint32_t flags;    /* OC_CLIENT_* */
  uint32_t protocol; /* 3 or 4 */
  oc_str connection_id;
  oc_str role;   /* "operator" or "node" */
  oc_str scopes; /* granted, separated by commas */
  oc_str caps;   /* announced, separated by commas */
  oc_str device_id;
  oc_str client_id;
  oc_str client_mode;
  oc_str client_version;
  oc_str platform;
  oc_str device_family;
  oc_str model_identifier;
  oc_str display_name;
  oc_str peer;          /* its address */
  oc_str host;          /* the Host that it called the gateway by */
  oc_str declared_json; /* of a node: its parameters of `connect`, without `auth` and `device` */
  int64_t connected_ms; /* since 1970 */
} oc_client;

typedef struct oc_clients {
  uint32_t size;
  /* Calls fn for each client of a role, in the order they came; NULL: of both. */
  void (*each)(oc_self *, const char *role, void (*fn)(void *arg, const oc_client *), void *arg);
  /* Ends a connection behind what it was sent. -ENOENT: there is none of this id. */
  int (*close)(oc_self *, oc_str connection_id, int code, oc_str reason);
  /* Adds a member to a hello. -EINVAL: no JSON, or a member that the gateway writes. */
  int (*add_to_hello)(oc_self *, oc_hello *, const char *member, oc_str json);
  /* What device.pair.list shows of a device besides its own members, as a JSON object; empty:
   * nothing more. Kept until the plugin stops. */
  int (*note_device)(oc_self *, oc_str device_id, oc_str members_json);
  /* Takes a role away from a device, and with its last one the device. done gets 0 once that is on
   * the disk, or -EIO; then the connections of the role are closed. -ENOENT: it has not got it. */
  int (*remove_role)(oc_self *, oc_str device_id, oc_str role, void (*done)(void *arg, int err),
                     void *arg);
} oc_clients;

typedef struct oc_client_watch {
  uint32_t size;
  /* Before its hello is sent; not for the simple dialect. May be NULL. */
  void (*welcome)(void *state, const oc_client *, oc_hello *);
  /* Behind its hello, and when it has gone. May be NULL. */
  void (*joined)(void *state, const oc_client *);
  void (*left)(void *state, const oc_client *);
  /* A device is paired no more, also when it is not connected. Its connections are closed next. May
   * be NULL. */
  void (*device_removed)(void *state, oc_str device_id);
} oc_client_watch;

#endif
