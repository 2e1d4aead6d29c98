/* SPDX-License-Identifier: MIT */
/*
 * A plugin that is wrong in the one way its build says. Everything that can be said wrong in a
 * table has a macro here; what no macro changes is right.
 */
#include <errno.h>
#include <openclaw/iface/http-routes.h>
#include <openclaw/iface/methods.h>
#include <openclaw/iface/model-provider.h>
#include <openclaw/plugin.h>
#include <stddef.h>

#define HALF_AN_OBJECT "{\"type\":"
#define NEEDS_A_KEY "{\"type\":\"object\",\"required\":[\"key\"]}"
#define NO_TYPE "{\"type\":3}"

#ifndef MAGIC
#define MAGIC OC_PLUGIN_MAGIC
#endif
#ifndef MAJOR
#define MAJOR OC_ABI_MAJOR
#endif
#ifndef MINOR
#define MINOR OC_ABI_MINOR
#endif
#ifndef SIZE
#define SIZE sizeof(oc_plugin)
#endif
#ifndef VERSION
#define VERSION "1.0"
#endif
#ifndef AFTER
#define AFTER NULL
#endif
#ifndef SCHEMA
#define SCHEMA NULL
#endif
#ifndef INIT
#define INIT init
#endif
#ifndef INIT_RESULT
#define INIT_RESULT 0
#endif
#ifndef START_RESULT
#define START_RESULT 0
#endif
#ifndef METHOD
#define METHOD ID ".ping"
#endif
#ifndef SCOPE
#define SCOPE "operator.read"
#endif
#ifndef PARAMS
#define PARAMS NULL
#endif
#ifndef ROUTE
#define ROUTE "/" ID
#endif
#ifndef METHODS_SIZE
#define METHODS_SIZE sizeof(oc_methods)
#endif
#ifndef METHOD_SIZE
#define METHOD_SIZE sizeof(oc_method)
#endif
#ifndef METHOD_ROWS
#define METHOD_ROWS rows
#endif
#ifndef ROUTE_SIZE
#define ROUTE_SIZE sizeof(oc_http_route)
#endif
#ifndef ROUTE_ROWS
#define ROUTE_ROWS routes_rows
#endif
#ifndef SERVICE
#define SERVICE "oc.nobody-knows/1"
#endif
#ifndef PROVIDER_SIZE
#define PROVIDER_SIZE sizeof(oc_model_provider)
#endif
#ifndef METHODS_TABLE
#define METHODS_TABLE &methods
#endif

#ifdef MISSING
int oc_nobody_has_this(void);
#endif

static const oc_host *host;
static oc_self *self;

static void pong(void *state, oc_req *req, oc_str params) {
  (void)state, (void)params;
  host->reply(req, (oc_str){"{}", 2});
}

static void served(void *state, oc_http_req *req) {
  (void)state;
  const oc_iface found = host->find(self, OC_HTTP);
  ((const oc_http *)found.ops)->respond(req, 204, NULL, 0, (oc_str){NULL, 0});
}

static const oc_method rows[] = {{.name = METHOD,
                                  .role = "operator",
                                  .scope = SCOPE,
                                  .params_schema_json = PARAMS,
                                  .handle = pong}};
static const oc_methods methods = {
    .size = METHODS_SIZE, .row_size = METHOD_SIZE, .rows = METHOD_ROWS, .count = 1};
static const oc_http_route routes_rows[] = {
    {.method = "GET", .path = ROUTE, .flags = OC_ROUTE_PUBLIC, .handle = served}};
static const oc_http_routes routes = {
    .size = sizeof(oc_http_routes), .row_size = ROUTE_SIZE, .rows = ROUTE_ROWS, .count = 1};
static const oc_model_provider provider = {.size = PROVIDER_SIZE, .provider = ID};
static const oc_service services[] = {
    {OC_METHODS, METHODS_TABLE}, {OC_HTTP_ROUTES, &routes}, {SERVICE, &provider}, {NULL, NULL}};

static int init(const oc_host *h, oc_self *s, void **state) {
  (void)state;
  host = h;
  self = s;
#ifdef MISSING
  return oc_nobody_has_this();
#endif
  return INIT_RESULT;
}

static int start(void *state) {
  (void)state, (void)init, (void)methods, (void)rows, (void)routes_rows;
  host->log(self, OC_LOG_INFO, (oc_str){"was started", 11});
  return START_RESULT;
}

static const oc_plugin table = {.magic = MAGIC,
                                .abi_major = MAJOR,
                                .abi_minor = MINOR,
                                .size = (uint32_t)(SIZE),
                                .id = ID,
                                .version = VERSION,
                                .summary = "Wrong in one way",
                                .services = services,
                                .after = AFTER,
                                .config_schema_json = SCHEMA,
                                .init = INIT,
                                .start = start};

#ifndef NO_ENTRY
#ifdef NULL_TABLE
OC_EXPORT const oc_plugin *oc_plugin_entry(void) {
  (void)table;
  return NULL;
}
#else
OC_EXPORT const oc_plugin *oc_plugin_entry(void) { return &table; }
#endif
#else
OC_EXPORT const oc_plugin *some_other_entry(void) { return &table; }
#endif
