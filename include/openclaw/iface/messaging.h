/* SPDX-License-Identifier: MIT */
/*
 * oc.messaging/1 - served by the plugin that keeps sessions and their messages. Whoever brings a
 * message in (the control plane, a channel, a hook) accepts it here; whoever answers it ends it
 * here.
 *
 * A message is known by its run id, for 24 hours: the same run id is never accepted twice, and the
 * answer of a run is bound to it. What accept() and end() report has reached the disk.
 */
#ifndef OPENCLAW_IFACE_MESSAGING_H
#define OPENCLAW_IFACE_MESSAGING_H

#include <openclaw/plugin.h>

#define OC_MESSAGING "oc.messaging/1"

typedef struct oc_inbound {
  uint32_t size;
  oc_str session_key; /* as the sender put it; empty or "main": the agent's main session */
  oc_str agent_id;    /* empty: the default agent, or the one the session key names */
  oc_str run_id;      /* the sender's idempotency key */
  oc_str text;
} oc_inbound;

/* A message that is in the journal. Borrowed until the callback returns. */
typedef struct oc_accepted {
  uint32_t size;
  oc_str session_key; /* canonical */
  oc_str session_id;
  oc_str agent_id;
  oc_str run_id;
  oc_str text;
  int64_t accepted_at_ms;
  oc_str status;       /* "accepted", or how the run ended: "ok", "error", "aborted" */
  oc_str result_json;  /* what end() was given; empty while the run has not ended */
  oc_str message_json; /* the answer as the transcript has it; empty when nothing was said */
} oc_accepted;

typedef struct oc_outcome {
  uint32_t size;
  oc_str run_id;
  oc_str session_key;
  const char *status; /* "ok", "error" or "aborted" */
  oc_str
      message_json;   /* members of the assistant's message as an object; empty: nothing was said */
  oc_str result_json; /* kept, beside the message, for whoever asks again with the run id */
} oc_outcome;

typedef struct oc_messaging {
  uint32_t size;
  /* err 0: new, and committed. -EEXIST: the run id is known, and the rest tells what became of it.
   * -EAGAIN: the run id is known, and what became of it cannot be read now. -EIO: not accepted.
   * The call itself gives -EINVAL when the session key names no agent here. */
  int (*accept)(void *state, const oc_inbound *,
                void (*done)(void *arg, int err, const oc_accepted *), void *arg);
  /* Writes the answer and ends the run, both or neither. */
  int (*end)(void *state, const oc_outcome *, void (*done)(void *arg, int err), void *arg);
  /* What a model is asked for a run: the session's latest messages as a JSON array, oldest first,
   * the run's own last; messages that wait for runs of their own are left out. */
  int (*context)(void *state, oc_str session_key, oc_str run_id,
                 void (*done)(void *arg, int err, oc_str messages_json), void *arg);
  /* Runs that were accepted and have not ended, oldest first: what a crash has interrupted. each
   * may be called any number of times, then done once. */
  int (*unfinished)(void *state, void (*each)(void *arg, const oc_accepted *),
                    void (*done)(void *arg, int err), void *arg);
  /* What became of a run id: err 0, -ENOENT when it is not known (any more), or -EIO. */
  int (*find)(void *state, oc_str run_id, void (*done)(void *arg, int err, const oc_accepted *),
              void *arg);
} oc_messaging;

#endif
