/* SPDX-License-Identifier: MIT */
/*
 * oc.model-provider/1 - served by a plugin that answers with a language model.
 *
 * The agent starts a completion and gets it in pieces through the sink it passed; the sink is
 * called on the loop, never from inside start(). A completion ends exactly once: in done() or in
 * failed(). After abort() has returned, the sink is not called again.
 */
#ifndef OPENCLAW_IFACE_MODEL_PROVIDER_H
#define OPENCLAW_IFACE_MODEL_PROVIDER_H

#include <openclaw/plugin.h>

#define OC_MODEL_PROVIDER "oc.model-provider/1"

typedef struct oc_completion oc_completion; /* the provider's own */

typedef struct oc_model_request {
  uint32_t size;
  oc_str model; /* the id without the provider's prefix */
  /* [{"role":"system"|"user"|"assistant"|"toolResult","content":"..."|[blocks]},...], oldest first
   * */
  oc_str messages_json;
  oc_str tools_json; /* [{"name","description","parameters"},...]; empty: none */
  oc_str thinking;   /* "off", "low", ...; empty: the model's default */
  oc_str provider;   /* the id before the slash; empty: oc_model_provider.provider */
  /* {"temperature":0.2,"maxTokens":4096,...} as configured for the model; empty: nothing is. What a
   * provider does not know it passes over. */
  oc_str params_json;
} oc_model_request;

typedef struct oc_model_usage {
  uint32_t size;
  uint64_t input, output, cache_read, cache_write; /* tokens */
} oc_model_usage;

/* errno-like class of a failure, as clients know it. */
typedef struct oc_model_failure {
  uint32_t size;
  oc_str message;    /* for people */
  const char *kind;  /* "auth", "rate_limit", "timeout", "context_length", "format", "unknown" */
  int32_t retryable; /* 1 when the same request may succeed later */
} oc_model_failure;

typedef struct oc_model_sink {
  uint32_t size;
  void (*text)(void *arg, oc_str delta);
  void (*thinking)(void *arg, oc_str delta);
  void (*tool_call)(void *arg, oc_str id, oc_str name, oc_str arguments_json);
  /* stop_reason: "stop", "length" or "toolUse" */
  void (*done)(void *arg, const char *stop_reason, const oc_model_usage *);
  void (*failed)(void *arg, const oc_model_failure *);
} oc_model_sink;

typedef struct oc_model_provider {
  uint32_t size;
  const char *provider; /* "openai", "echo": the part of a model reference before the slash */
  /* [{"id","name","contextWindow","reasoning","input":["text"]},...], with "provider" where it is
   * another than the first, and "available":false with "unavailableReason" where it cannot be
   * asked; borrowed until the next call. */
  oc_str (*models)(void *state);
  /* Begins; *out is what abort() takes. Negative errno: nothing was begun, the sink stays silent.
   * */
  int (*start)(void *state, const oc_model_request *, const oc_model_sink *, void *arg,
               oc_completion **out);
  void (*abort)(void *state, oc_completion *);
  /* May be NULL: it serves `provider` alone. Else all ids that it serves as a JSON array, borrowed
   * until the next call. */
  oc_str (*providers)(void *state);
} oc_model_provider;

#endif
