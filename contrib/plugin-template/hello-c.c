/* SPDX-License-Identifier: MIT */
/* A plugin in C: the method `hello-c.greet`, which greets whom its configuration names. */
#include <openclaw/iface/methods.h>
#include <openclaw/plugin.h>
#include <stdlib.h>
#include <string.h>

/* What this plugin needs while it lives. The gateway hands it back as `state`. */
struct hello {
  const oc_host *host;
  oc_self *self;
};

static oc_str text(const char *s) { return (oc_str){s, strlen(s)}; }

/* Parameters have been checked against the schema below before this is called. */
static void greet(void *state, oc_req *req, oc_str params) {
  const struct hello *hello = state;
  (void)params;
  hello->host->reply(req, text("{\"text\":\"Hello from C\"}"));
}

static const oc_method methods[] = {
    {.name = "hello-c.greet",
     .role = "operator",
     .scope = "operator.read",
     .flags = OC_METHOD_ADVERTISED,
     .params_schema_json = "{\"type\":\"object\",\"additionalProperties\":false}",
     .handle = greet}};
static const oc_methods table = {
    .size = sizeof(oc_methods), .row_size = sizeof(oc_method), .rows = methods, .count = 1};
static const oc_service services[] = {{OC_METHODS, &table}, {NULL, NULL}};

/* Cheap, and no I/O: that is for start. */
static int init(const oc_host *host, oc_self *self, void **state) {
  struct hello *hello = calloc(1, sizeof *hello);
  if (!hello) return -1;
  hello->host = host;
  hello->self = self;
  *state = hello;
  return 0;
}

static int start(void *state) {
  const struct hello *hello = state;
  hello->host->log(hello->self, OC_LOG_INFO, text("ready to greet"));
  return 0;
}

static void fini(void *state) { free(state); }

static const oc_plugin plugin = {OC_PLUGIN_HEAD,
                                 .id = "hello-c",
                                 .version = "1.0",
                                 .summary = "Greets, in C",
                                 .services = services,
                                 .init = init,
                                 .start = start,
                                 .fini = fini};

OC_EXPORT const oc_plugin *oc_plugin_entry(void) { return &plugin; }
