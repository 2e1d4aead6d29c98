/* SPDX-License-Identifier: MIT */
/* A plugin that stops with everything still open that a plugin can hold. */
#include <errno.h>
#include <openclaw/iface/http-routes.h>
#include <openclaw/iface/methods.h>
#include <openclaw/plugin.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const oc_host *host;
static oc_self *self;
static int ends[2];

static void say(const char *text) { host->log(self, OC_LOG_INFO, (oc_str){text, strlen(text)}); }

static void never(void *state, oc_req *req, oc_str params) { (void)state, (void)req, (void)params; }

static void never_http(void *state, oc_http_req *req) { (void)state, (void)req; }

static void sleep_long(void *arg) {
  (void)arg;
  const struct timespec long_time = {0, 600 * 1000 * 1000};
  nanosleep(&long_time, NULL);
}

static void slept(void *arg) {
  (void)arg;
  say("its work was finished");
}

static void work(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->work(self, sleep_long, slept, NULL);
  host->reply(req, (oc_str){"true", 4});
}

static void fired(void *arg) { (void)arg; }

static void readable(void *arg, int fd, unsigned ready) { (void)arg, (void)fd, (void)ready; }

static const oc_method rows[] = {
    {.name = "leaky.never", .role = "operator", .scope = "operator.read", .handle = never},
    {.name = "leaky.work", .role = "operator", .scope = "operator.read", .handle = work}};
static const oc_methods methods = {
    .size = sizeof(oc_methods), .row_size = sizeof(oc_method), .rows = rows, .count = 2};
static const oc_http_route route_rows[] = {
    {.method = "GET", .path = "/leaky", .flags = OC_ROUTE_PUBLIC, .handle = never_http}};
static const oc_http_routes routes = {.size = sizeof(oc_http_routes),
                                      .row_size = sizeof(oc_http_route),
                                      .rows = route_rows,
                                      .count = 1};
static const oc_service services[] = {
    {OC_METHODS, &methods}, {OC_HTTP_ROUTES, &routes}, {NULL, NULL}};

static int init(const oc_host *h, oc_self *s, void **state) {
  (void)state;
  host = h;
  self = s;
  return 0;
}

static int start(void *state) {
  (void)state;
  if (pipe(ends) != 0) return -errno;
  const oc_sub *timer = host->timer(self, 3600 * 1000, 0, fired, NULL);
  const oc_sub *again = host->timer(self, 3600 * 1000, 3600 * 1000, fired, NULL);
  const oc_sub *watch = host->watch(self, ends[0], OC_WATCH_READ, readable, NULL);
  return timer && again && watch ? 0 : -ENOMEM;
}

static void stop(void *state, oc_stopping *stopping) {
  (void)state;
  host->stopped(stopping);
  /* What is asked after that is refused. */
  const int posted = host->post(self, fired, NULL);
  const oc_sub *timer = host->timer(self, 1, 0, fired, NULL);
  if (posted == -ECANCELED && !timer) say("nothing more is given to it");
}

static void fini(void *state) {
  (void)state;
  close(ends[0]);
  close(ends[1]);
  say("its end was reached");
}

static const oc_plugin table = {
    OC_PLUGIN_HEAD,       .id = ID,     .version = "1.0", .summary = "Lets nothing go",
    .services = services, .init = init, .start = start,   .stop = stop,
    .fini = fini};

OC_EXPORT const oc_plugin *oc_plugin_entry(void) { return &table; }
