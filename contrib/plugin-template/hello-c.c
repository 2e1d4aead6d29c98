/* SPDX-License-Identifier: MIT */
/* A plugin in C: the method `hello-c.greet` greets with the word of its configuration, counts its
 * greetings in the gateway's database, and tells every client of each. */
#include <errno.h>
#include <openclaw/iface/methods.h>
#include <openclaw/iface/store.h>
#include <openclaw/plugin.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What this plugin needs while it lives. The gateway hands it back as `state`. */
struct hello {
  const oc_host *host;
  oc_self *self;
  oc_iface store;
  char word[33];
};

/* A request that waits for the database. */
struct greeting {
  const struct hello *hello;
  oc_req *req;
};

static oc_str text(const char *s) { return (oc_str){s, strlen(s)}; }

static void fail(const struct hello *hello, oc_req *req, const char *why) {
  const oc_error error = {.size = sizeof error,
                          .code = "UNAVAILABLE",
                          .message = text(why),
                          .retry_after_ms = -1,
                          .retryable = 1};
  hello->host->fail(req, &error);
}

/* The row is on the disk, and its number is the count. */
static void counted(void *arg, int err, int64_t number) {
  const struct greeting greeting = *(struct greeting *)arg;
  const struct hello *hello = greeting.hello;
  char json[128];
  free(arg);
  if (err != 0) {
    fail(hello, greeting.req, "the greeting could not be counted; the log of the gateway says why");
    return;
  }
  snprintf(json, sizeof json, "{\"text\":\"%s from C\",\"number\":%lld}", hello->word,
           (long long)number);
  /* "plugin." events go to clients with the scope operator.write. */
  const oc_event event = {
      .size = sizeof event, .name = text("plugin.hello-c.greeted"), .payload_json = text(json)};
  hello->host->publish(hello->self, &event);
  hello->host->reply(greeting.req, text(json));
}

/* The parameters have been checked against the schema below before this is called. */
static void greet(void *state, oc_req *req, oc_str params) {
  const struct hello *hello = state;
  const oc_store *store = hello->store.ops;
  const oc_value now = {.type = OC_INT, .i = hello->host->wall_ms()};
  const oc_stmt insert = {.size = sizeof insert,
                          .sql = text("INSERT INTO hello_c_greetings(at) VALUES(?1)"),
                          .values = &now,
                          .count = 1};
  struct greeting *greeting = malloc(sizeof *greeting);
  (void)params;
  if (!greeting) {
    fail(hello, req, "out of memory");
    return;
  }
  *greeting = (struct greeting){hello, req};
  if (store->write(hello->store.state, hello->self, &insert, 1, counted, greeting) < 0) {
    free(greeting);
    fail(hello, req, "the database takes nothing");
  }
}

static const oc_method methods[] = {
    {.name = "hello-c.greet",
     .role = "operator",
     .scope = "operator.write",
     .flags = OC_METHOD_ADVERTISED,
     .params_schema_json = "{\"type\":\"object\",\"additionalProperties\":false}",
     .handle = greet}};
static const oc_methods table = {
    .size = sizeof(oc_methods), .row_size = sizeof(oc_method), .rows = methods, .count = 1};
static const oc_service services[] = {{OC_METHODS, &table}, {NULL, NULL}};

/* plugins.entries.hello-c.config; what does not fit it keeps the plugin from being used. */
static const char schema[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{"
    "\"word\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z]+$\",\"maxLength\":32}}}";

/* Reads {"word":"Hello"}. The schema leaves no escapes, so that this is enough. */
static void read_config(struct hello *hello, oc_str config) {
  static const char key[] = "\"word\"";
  char json[128];
  const char *found;
  snprintf(json, sizeof json, "%.*s", (int)config.n, config.p);
  found = strstr(json, key);
  if (!found || sscanf(found + strlen(key), " : \"%32[A-Za-z]", hello->word) != 1)
    strcpy(hello->word, "Hello");
}

/* Cheap, and no I/O: that is for start. */
static int init(const oc_host *host, oc_self *self, void **state) {
  struct hello *hello = calloc(1, sizeof *hello);
  if (!hello) return -ENOMEM;
  hello->host = host;
  hello->self = self;
  read_config(hello, host->config(self));
  *state = hello;
  return 0;
}

static int start(void *state) {
  static const char *const steps[] = {
      "CREATE TABLE hello_c_greetings(number INTEGER PRIMARY KEY, at INTEGER NOT NULL)"};
  struct hello *hello = state;
  const oc_store *store;
  hello->store = hello->host->find(hello->self, OC_STORE);
  store = hello->store.ops;
  if (!store) return -ENOSYS;
  hello->host->log(hello->self, OC_LOG_INFO, text("ready to greet"));
  return store->migrate(hello->store.state, hello->self, steps, 1);
}

static void fini(void *state) { free(state); }

static const oc_plugin plugin = {OC_PLUGIN_HEAD,       .id = "hello-c",
                                 .version = "1.0",     .summary = "Greets, in C",
                                 .services = services, .config_schema_json = schema,
                                 .init = init,         .start = start,
                                 .fini = fini};

OC_EXPORT const oc_plugin *oc_plugin_entry(void) { return &plugin; }
