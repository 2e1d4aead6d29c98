/* SPDX-License-Identifier: MIT */
/* A plugin that loads well and then does, when it is asked, what a plugin must not do. */
#include <errno.h>
#include <openclaw/iface/methods.h>
#include <openclaw/plugin.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const oc_host *host;
static oc_self *self;
static oc_sub *once;

static oc_str str(const char *text) { return (oc_str){text, strlen(text)}; }

static void reply_number(oc_req *req, long number) {
  char text[32];
  snprintf(text, sizeof text, "%ld", number);
  host->reply(req, str(text));
}

static void twice(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->reply(req, str("\"first\""));
  host->reply(req, str("\"second\""));
}

static void never(void *state, oc_req *req, oc_str params) { (void)state, (void)req, (void)params; }

static void no_json(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->interim(req, str("{broken"));
  host->reply(req, str("{\"a\":1}}"));
}

static void no_json_event(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  const oc_event event = {.size = sizeof event, .name = str("tick"), .payload_json = str("}{")};
  reply_number(req, host->publish(self, &event));
}

static void unknown_event(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  const oc_event event = {.size = sizeof event, .name = str("made.up"), .payload_json = str("{}")};
  reply_number(req, host->publish(self, &event));
}

static void unknown_scope(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  const oc_event event = {.size = sizeof event,
                          .name = str("made.up"),
                          .payload_json = str("{}"),
                          .scope = "operator.nobody-has-this"};
  reply_number(req, host->publish(self, &event));
}

static void known_scope(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  const oc_event event = {.size = sizeof event,
                          .name = str("made.up"),
                          .payload_json = str("{}"),
                          .scope = "operator.read"};
  reply_number(req, host->publish(self, &event));
}

static void late(void *arg) {
  host->interim(arg, str("\"late\""));
  host->reply(arg, str("\"late\""));
}

static void late_twice(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->reply(req, str("\"early\""));
  host->timer(self, 1, 0, late, req);
}

/* The number of the gateway's refusals; all of it is nonsense, none of it may do harm. */
static void nonsense(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  const oc_event short_event = {.size = 8};
  int refused = 0;
  host->cancel(self, NULL);
  host->stopped(NULL);
  host->reply(NULL, str("1"));
  host->fail(NULL, NULL);
  host->interim(NULL, str("1"));
  refused += !host->timer(self, 1, 1, NULL, NULL);
  refused += !host->watch(self, -1, OC_WATCH_READ, NULL, NULL);
  refused += host->post(self, NULL, NULL) < 0;
  refused += host->work(self, NULL, NULL, NULL) < 0;
  refused += host->publish(self, NULL) < 0;
  refused += host->publish(self, &short_event) < 0;
  refused += host->call(self, NULL, str("{}"), NULL, NULL) < 0;
  refused += host->snapshot(self, "health.rude", str("{")) < 0;
  refused += host->snapshot(self, "no such slot", str("{}")) < 0;
  refused += !host->find(self, NULL).ops;
  refused += !host->find(self, "oc.nobody-serves/1").ops;
  reply_number(req, refused);
}

static void fail_twice(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->failed(self, str("it has had enough"));
  host->failed(self, str("it has had more than enough"));
  host->reply(req, str("true"));
}

static int gone;

static void forget(void *req) {
  gone += 1;
  host->reply(req, str("true"));
}

static void keep(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->on_gone(req, forget, req);
}

static void keep_briefly(void *state, oc_req *req, oc_str params) {
  keep(state, req, params);
  host->reply(req, str("true"));
}

static void count_gone(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  reply_number(req, gone);
}

static void find(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  const oc_iface found = host->find(self, "oc.test/1");
  host->reply(req, str(found.ops ? "true" : "false"));
}

static void hold_ms(long ms) {
  const struct timespec time = {ms / 1000, ms % 1000 * 1000 * 1000};
  nanosleep(&time, NULL);
}

static void hold(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  hold_ms(120);
  host->reply(req, str("true"));
}

static void hold_long(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  hold_ms(1600);
  host->reply(req, str("true"));
}

static void posted(void *arg) { host->reply(arg, str("\"posted\"")); }

static void *elsewhere(void *arg) {
  host->post(self, posted, arg);
  return NULL;
}

static void post(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  pthread_t thread;
  pthread_create(&thread, NULL, elsewhere, req);
  pthread_detach(thread);
}

static void nothing(void *arg) { (void)arg; }

static void worked(void *arg) { (void)arg; }

static void work_done(void *arg) { host->reply(arg, str("\"worked\"")); }

static void sleeps(void *arg) {
  (void)arg;
  const struct timespec long_time = {20, 0};
  nanosleep(&long_time, NULL);
}

static void work_long(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->work(self, sleeps, nothing, NULL);
  host->reply(req, str("true"));
}

static void work(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->work(self, worked, work_done, req);
}

static oc_sub *repeating;

static void cancel_itself(void *arg) {
  host->cancel(self, repeating);
  repeating = NULL;
  host->reply(arg, str("\"cancelled\""));
}

static void cancel(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  repeating = host->timer(self, 1, 1, cancel_itself, req);
}

static void called(void *arg, oc_str payload, const oc_error *error) {
  if (error) {
    host->fail(arg, error);
  } else {
    host->reply(arg, payload);
  }
}

static void call(void *state, oc_req *req, oc_str params) {
  (void)state;
  host->call(self, params.n > 2 ? "no.such.method" : "health", str("{}"), called, req);
}

static void call_holder(void *state, oc_req *req, oc_str params) {
  (void)state;
  host->call(self, params.n > 2 ? "holder.hold-long" : "holder.hold", str("{}"), called, req);
}

#define METHOD(called_as, function) \
  { .name = ID "." called_as, .role = "operator", .scope = "operator.read", .handle = function }

static const oc_method rows[] = {METHOD("twice", twice),
                                 METHOD("never", never),
                                 METHOD("no-json", no_json),
                                 METHOD("no-json-event", no_json_event),
                                 METHOD("unknown-event", unknown_event),
                                 METHOD("unknown-scope", unknown_scope),
                                 METHOD("known-scope", known_scope),
                                 METHOD("late-twice", late_twice),
                                 METHOD("nonsense", nonsense),
                                 METHOD("fail-twice", fail_twice),
                                 METHOD("keep", keep),
                                 METHOD("keep-briefly", keep_briefly),
                                 METHOD("count-gone", count_gone),
                                 METHOD("find", find),
                                 METHOD("hold", hold),
                                 METHOD("hold-long", hold_long),
                                 METHOD("call-holder", call_holder),
                                 METHOD("post", post),
                                 METHOD("work", work),
                                 METHOD("work-long", work_long),
                                 METHOD("cancel", cancel),
                                 METHOD("call", call)};
static const oc_methods methods = {.size = sizeof(oc_methods),
                                   .row_size = sizeof(oc_method),
                                   .rows = rows,
                                   .count = sizeof rows / sizeof rows[0]};
static const oc_service services[] = {{OC_METHODS, &methods}, {NULL, NULL}};

static int init(const oc_host *h, oc_self *s, void **state) {
  (void)state;
  host = h;
  self = s;
  return 0;
}

/* The timer is never cancelled: the ledger has to find it. */
static int start(void *state) {
  (void)state;
  once = host->timer(self, 3600 * 1000, 0, nothing, NULL);
  return once ? 0 : -ENOMEM;
}

static void stop(void *state, oc_stopping *stopping) {
  (void)state;
#ifdef STOP_MS
  hold_ms(STOP_MS);
#endif
#ifdef NEVER_STOPS
  (void)stopping;
#else
  host->stopped(stopping);
  host->stopped(stopping);
#endif
}

static const oc_plugin table = {
    OC_PLUGIN_HEAD,       .id = ID,     .version = "1.0", .summary = "Does what it must not",
    .services = services, .init = init, .start = start,   .stop = stop};

OC_EXPORT const oc_plugin *oc_plugin_entry(void) { return &table; }
