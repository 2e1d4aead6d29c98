/* SPDX-License-Identifier: MIT */
/*
 * openclaw/plugin.h - the boundary between the OpenClaw Gateway and a plugin.
 *
 * A plugin is a shared object that exports one function, oc_plugin_entry(), which returns a
 * constant table: who the plugin is, which interfaces it serves, and the functions of its life.
 * The gateway hands the plugin a table of its own, oc_host: what the plugin may ask for. Nothing
 * else crosses: the gateway exports no symbol, and a plugin needs none. See openclaw-plugin(3).
 *
 * LIFE     init, start, [reload...], stop, fini. init is cheap and does no I/O: it copies what it
 *          needs from its configuration and gives back the plugin's state. start opens what the
 *          plugin needs; from then on its services are called. stop ends with host->stopped(), at
 *          once or later; what is left after that is reclaimed by the gateway and named in the log.
 * THREADS  One loop thread runs everything. Every function in both directions is called on it,
 *          except those marked [any thread]. Nothing that runs on it may block: no fsync, no name
 *          look-up, no waiting. A callback that holds the loop for more than 50 ms is logged with
 *          the plugin's name, and after a second even before it returns. The time of host->call()
 *          is that of the plugin that serves the method; the time of a function of another
 *          plugin's interface is the caller's. Blocking work goes through host->work().
 * MEMORY   What is passed in is borrowed until the call returns; copy what you keep. Nothing is
 *          freed across the boundary, in either direction.
 * ERRORS   An int result is 0 (or a positive count) or a negative errno. A request ends exactly
 *          once: in reply() or in fail(); one that is dropped when its plugin stops fails by
 *          itself.
 * VERSIONS oc_plugin.abi_major must equal the gateway's; abi_minor must not be newer. Structures
 *          grow at their end only and begin with their size, so either side tests OC_HAS() before
 *          it reads a member that came later. An interface that changes gets a new number: oc.x/2.
 *          Major 0: the boundary may still change with every minor number.
 * TRUST    A plugin runs with all rights of the gateway, and its crash is the gateway's crash.
 */
#ifndef OPENCLAW_PLUGIN_H
#define OPENCLAW_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define OC_ABI_MAJOR 0
#define OC_ABI_MINOR 3
/* "OCGW" in ASCII; tells a plugin table from any other function called oc_plugin_entry. */
#define OC_PLUGIN_MAGIC UINT32_C(0x4F434757)

#define OC_EXPORT __attribute__((visibility("default")))
/* True when the structure that p points to was built with this member, and the member is set. */
#define OC_HAS(p, member)                                                                         \
  ((size_t)((const char *)&(p)->member - (const char *)(p)) + sizeof((p)->member) <= (p)->size && \
   (p)->member)

/* Borrowed UTF-8 text; not ended by a zero byte. {NULL, 0} is the empty text. */
typedef struct oc_str {
  const char *p;
  size_t n;
} oc_str;

typedef struct oc_self
    oc_self; /* the plugin, as the gateway knows it: first argument of most calls */
typedef struct oc_req oc_req; /* one request that waits for its answer */
typedef struct oc_sub
    oc_sub; /* a timer, a watch or a subscription; lives until cancelled or, for one shot, fired */
typedef struct oc_stopping oc_stopping; /* a stop() that has not been answered yet */

enum { OC_LOG_ERROR = 0, OC_LOG_WARN = 1, OC_LOG_INFO = 2, OC_LOG_DEBUG = 3 };
enum { OC_WATCH_READ = 1, OC_WATCH_WRITE = 2 };

/* Why a request failed. code is one of the wire's words: INVALID_REQUEST, FORBIDDEN, UNAVAILABLE,
 * NOT_PAIRED. Empty texts are left out of the answer. */
typedef struct oc_error {
  uint32_t size;
  const char *code;
  oc_str message;
  oc_str details_json;    /* JSON object, or empty */
  oc_str payload_json;    /* sent beside the error, or empty */
  int64_t retry_after_ms; /* milliseconds; negative: not sent */
  int32_t retryable;      /* 1, 0, or -1: not sent */
} oc_error;

enum { OC_CALLER_DEVICE_TOKEN = 1 /* it came by its device's own token, with no shared secret */ };

/* Who sent a request. Borrowed until the request has been answered. */
typedef struct oc_caller {
  uint32_t size;
  oc_str connection_id; /* empty for a call made inside the gateway */
  oc_str client_id;     /* "cli", "gateway-client", ... */
  oc_str client_mode;   /* "cli", "backend", "ui", ... */
  oc_str role;          /* "operator" or "node" */
  oc_str scopes;        /* granted scopes, separated by commas */
  oc_str caps;          /* announced capabilities, separated by commas */
  uint32_t protocol;    /* 3 or 4 */
  oc_str device_id;     /* of a client with a device, else empty */
  uint32_t flags;       /* OC_CALLER_* */
} oc_caller;

enum {
  OC_EVENT_DROP_IF_SLOW =
      1, /* skipped for a reader that is behind; its seq is used up all the same */
  OC_EVENT_STATE_VERSION = 2, /* carries stateVersion */
  OC_EVENT_NO_SEQ = 4         /* directed: no seq */
};

/* An event to connected clients. Zero what you do not use. */
typedef struct oc_event {
  uint32_t size;
  uint32_t flags; /* OC_EVENT_* */
  oc_str name;
  oc_str payload_json;
  const char *scope; /* needed to receive it; NULL: as the table of events says, unknown: nobody */
  oc_str connection_id;   /* only to this connection; empty: to all that may */
  const char *capability; /* only to connections that announced it; NULL: to all that may */
} oc_event;

/* An interface another party serves. ops is NULL when nobody does; pass state to its functions. */
typedef struct oc_iface {
  const void *ops;
  void *state;
} oc_iface;

/* What the gateway offers. Valid from init until fini has returned. */
typedef struct oc_host {
  uint32_t size;
  uint16_t abi_major, abi_minor;
  const char *version; /* the gateway's version, for instance "2026.9.6" */

  void (*log)(oc_self *, int level, oc_str text); /* [any thread] */
  /* [any thread] Runs fn(arg) on the loop, soon. -ECANCELED once the plugin has stopped. */
  int (*post)(oc_self *, void (*fn)(void *), void *arg);
  /* Milliseconds of a clock that never goes back, and of the wall clock since 1970. [any thread] */
  uint64_t (*now_ms)(void);
  int64_t (*wall_ms)(void);

  /* Calls fn(arg) first_ms from now and then each every_ms; every_ms 0: once, and the handle is
   * gone when fn is called. NULL when out of memory. */
  oc_sub *(*timer)(oc_self *, uint64_t first_ms, uint64_t every_ms, void (*fn)(void *), void *arg);
  /* Calls fn when fd is ready (OC_WATCH_*). The plugin keeps the fd and closes it after cancel. */
  oc_sub *(*watch)(oc_self *, int fd, unsigned events, void (*fn)(void *, int fd, unsigned ready),
                   void *arg);
  void (*cancel)(oc_self *, oc_sub *); /* safe inside its own callback; NULL is fine */
  /* Runs fn(arg) on a thread of the pool, then done(arg) on the loop. done always comes, before
   * fini at the latest. */
  int (*work)(oc_self *, void (*fn)(void *), void (*done)(void *), void *arg);

  /* The number of clients it went to. -EINVAL: no name, or the payload is no JSON. */
  int (*publish)(oc_self *, const oc_event *);
  /* Asks a method of the gateway with full rights. done gets the payload, or an error; it is called
   * exactly once. */
  int (*call)(oc_self *, const char *method, oc_str params_json,
              void (*done)(void *, oc_str payload_json, const oc_error *), void *arg);

  const oc_caller *(*caller)(oc_req *);
  /* What is no JSON is not sent: the request fails, and the log names the plugin. */
  void (*interim)(oc_req *, oc_str payload_json); /* any number, then one of: */
  void (*reply)(oc_req *, oc_str payload_json);
  void (*fail)(oc_req *, const oc_error *);

  /* The plugin's own configuration as a JSON object; `{}` when there is none. Borrowed until the
   * next reload. */
  oc_str (*config)(oc_self *);
  /* The directory of the gateway's state; ended by a zero byte. Lives as long as the host. */
  const char *(*state_dir)(oc_self *);
  /* The first plugin (or the gateway) that serves an interface. Look it up in start, not in init.
   * */
  oc_iface (*find)(oc_self *, const char *iface);
  /* All that serve it, in the order of loading. */
  void (*each)(oc_self *, const char *iface, void (*fn)(void *arg, const char *plugin_id, oc_iface),
               void *arg);
  /* Sets this plugin's part of a snapshot that clients read: "health.<member>", "status.<member>",
   * "hello.<member>" or "presence.<key>", the row of somebody who is not connected, which is gone
   * after 5 minutes. The text is cached; nothing is asked when a client reads. Empty json: removed.
   */
  int (*snapshot)(oc_self *, const char *slot, oc_str json);
  /* Answers stop(), once. What was asked of the store before is still answered. */
  void (*stopped)(oc_stopping *);
  /* What start() set going has come to nothing, and the plugin with it: it is stopped soon, and
   * the log, the health snapshot and, for a plugin of the gateway's own, /readyz name it. */
  void (*failed)(oc_self *, oc_str why);
  /* Calls fn(arg) when the client that sent a request has gone before its answer, so that nobody
   * will read it; soon, when it has gone already. The request is still to be answered. At most
   * once, and not for a call made inside the gateway. */
  int (*on_gone)(oc_req *, void (*fn)(void *), void *arg);
  /* What the gateway's configuration has at one of the plugin's config_reads, as JSON with its
   * variables and secrets in place. Empty when nothing is there, and for any other place. Borrowed
   * until the next reload. */
  oc_str (*config_at)(oc_self *, oc_str place);
  /* Calls fn with the payload of each event of this name that goes to all who may receive it, once
   * they have been sent it. Ends with cancel(). NULL when out of memory. */
  oc_sub *(*subscribe)(oc_self *, const char *event, void (*fn)(void *, oc_str payload_json),
                       void *arg);
} oc_host;

/* One interface that a plugin serves: "oc.methods/1" and its table of functions. */
typedef struct oc_service {
  const char *iface;
  const void *ops;
} oc_service;

typedef struct oc_plugin {
  uint32_t magic;
  uint16_t abi_major, abi_minor;
  uint32_t size;
  const char *id;             /* ^[a-z0-9][a-z0-9-]{0,63}$, equal to the name of the file */
  const char *version;        /* the plugin's own */
  const char *summary;        /* one line for `openclaw plugins list` */
  const oc_service *services; /* ended by {NULL, NULL}; ids nobody knows are skipped; may be NULL */
  const char *const *after;   /* ids that start before this one, ended by NULL; may be NULL */
  const char *config_schema_json; /* JSON Schema of its configuration; NULL: it has none */
  int (*init)(const oc_host *, oc_self *, void **state);
  int (*start)(void *state);  /* may be NULL */
  int (*reload)(void *state); /* may be NULL: takes its new configuration at a restart */
  void (*stop)(void *state, oc_stopping *); /* may be NULL: nothing to wait for */
  void (*fini)(void *state);                /* may be NULL */
  /* Places of the gateway's configuration that it reads besides its own, ended by NULL; may be
   * NULL. Dotted, "models.mode"; a `*` stands for each member of an object, and the place is then
   * an object of what they have below: "models.providers.*.api" gives {"a":"x","b":null}. Name no
   * more than is needed: `openclaw plugins info` shows them. */
  const char *const *config_reads;
} oc_plugin;

#define OC_PLUGIN_HEAD OC_PLUGIN_MAGIC, OC_ABI_MAJOR, OC_ABI_MINOR, (uint32_t)sizeof(oc_plugin)

OC_EXPORT const oc_plugin *oc_plugin_entry(void);

#ifdef __cplusplus
}
#endif
#endif
