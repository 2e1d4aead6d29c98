/* SPDX-License-Identifier: MIT */
/*
 * oc.agent/1 (draft) - served by the plugin that answers messages. It takes what oc.messaging/1 has
 * accepted, asks a model, and tells every step in `agent` and `chat` events.
 */
#ifndef OPENCLAW_IFACE_DRAFT_AGENT_H
#define OPENCLAW_IFACE_DRAFT_AGENT_H

#include <openclaw/iface/messaging.h>

#define OC_AGENT "oc.agent/1"

typedef struct oc_run_options {
  uint32_t size;
  oc_str model;    /* "provider/model"; empty: the configured one */
  oc_str thinking; /* empty: the model's default */
} oc_run_options;

typedef struct oc_agent {
  uint32_t size;
  /* Answers an accepted message, after those of the same session that came before. -ECANCELED once
   * the agent stops: the next start takes the message up. */
  int (*run)(void *state, const oc_accepted *, const oc_run_options *);
  /* 1 while the run waits or works, else 0. */
  int (*running)(void *state, oc_str run_id);
  /* Ends the runs of a session, or the one named. done gets their ids as a JSON array once what
   * they said is written; at once when there is none. stop_reason: "rpc", "stop"... */
  int (*abort)(void *state, oc_str session_key, oc_str run_id, const char *stop_reason,
               void (*done)(void *arg, oc_str run_ids_json), void *arg);
  /* "provider/model" of a session that names none. Borrowed until the next call. */
  oc_str (*default_model)(void *state);
} oc_agent;

#endif
