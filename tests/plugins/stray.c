/* SPDX-License-Identifier: MIT */
/* A plugin that calls the gateway on a thread of its own, where only log and post may be called. */
#include <errno.h>
#include <openclaw/iface/methods.h>
#include <openclaw/plugin.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const oc_host *host;
static oc_self *self;
static char result[64];

static oc_str str(const char *text) { return (oc_str){text, strlen(text)}; }

static void nothing(void *arg) { (void)arg; }
static void no_watch(void *arg, int fd, unsigned ready) { (void)arg, (void)fd, (void)ready; }
static void no_answer(void *arg, oc_str payload, const oc_error *error) {
  (void)arg, (void)payload, (void)error;
}
static void no_plugin(void *arg, const char *id, oc_iface found) {
  (void)id, (void)found;
  *(int *)arg += 1;
}

/* The number of calls that were carried out though they must not be. */
static int stray_calls(oc_req *req) {
  const oc_event event = {.size = sizeof event, .name = str("tick"), .payload_json = str("{}")};
  const oc_error error = {.size = sizeof error, .code = "UNAVAILABLE", .message = str("stray")};
  int seen = 0;
  seen += host->timer(self, 1, 1, nothing, NULL) != NULL;
  seen += host->watch(self, 0, OC_WATCH_READ, no_watch, NULL) != NULL;
  seen += host->work(self, nothing, nothing, NULL) != -EPERM;
  seen += host->publish(self, &event) != -EPERM;
  seen += host->call(self, "health", str("{}"), no_answer, NULL) != -EPERM;
  seen += host->snapshot(self, "health.stray", str("1")) != -EPERM;
  seen += host->find(self, "oc.store/1").ops != NULL;
  host->each(self, OC_METHODS, no_plugin, &seen);
  host->interim(req, str("\"stray\""));
  host->fail(req, &error);
  host->reply(req, str("\"stray\""));
  return seen;
}

static void on_loop(void *arg) { host->reply(arg, str(result)); }

static void *elsewhere(void *arg) {
  snprintf(result, sizeof result, "%d", stray_calls(arg));
  host->log(self, OC_LOG_INFO, str("logged elsewhere"));
  host->post(self, on_loop, arg);
  return NULL;
}

static void stray(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  pthread_t thread;
  pthread_create(&thread, NULL, elsewhere, req);
  pthread_detach(thread);
}

static const oc_method rows[] = {
    {.name = "stray.call", .role = "operator", .scope = "operator.read", .handle = stray}};
static const oc_methods methods = {
    .size = sizeof(oc_methods), .row_size = sizeof(oc_method), .rows = rows, .count = 1};
static const oc_service services[] = {{OC_METHODS, &methods}, {NULL, NULL}};

static int init(const oc_host *h, oc_self *s, void **state) {
  (void)state;
  host = h;
  self = s;
  return 0;
}

static const oc_plugin table = {OC_PLUGIN_HEAD,       .id = ID,
                                .version = "1.0",     .summary = "Calls from elsewhere",
                                .services = services, .init = init};

OC_EXPORT const oc_plugin *oc_plugin_entry(void) { return &table; }
