/* SPDX-License-Identifier: MIT */
/*
 * The layout of the boundary where long and pointers have 64 bits. It compiles or it does not: a
 * member that moved or a structure that shrank breaks every plugin that is out there. What grows at
 * the end of a structure gets a line here and a minor number in plugin.h.
 */
#include <openclaw/iface/http-client.h>
#include <openclaw/iface/http-routes.h>
#include <openclaw/iface/messaging.h>
#include <openclaw/iface/methods.h>
#include <openclaw/iface/model-provider.h>
#include <openclaw/iface/store.h>
#include <openclaw/plugin.h>
#include <stdio.h>
#include <string.h>

#if UINTPTR_MAX == UINT64_MAX

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " changed its size")
#define AT(type, member, offset) \
  _Static_assert(offsetof(type, member) == (offset), #type "." #member " moved")

/* openclaw/plugin.h */
SIZE(oc_str, 16);
AT(oc_str, p, 0);
AT(oc_str, n, 8);
SIZE(oc_error, 80);
AT(oc_error, size, 0);
AT(oc_error, code, 8);
AT(oc_error, message, 16);
AT(oc_error, details_json, 32);
AT(oc_error, payload_json, 48);
AT(oc_error, retry_after_ms, 64);
AT(oc_error, retryable, 72);
SIZE(oc_caller, 136);
AT(oc_caller, size, 0);
AT(oc_caller, connection_id, 8);
AT(oc_caller, client_id, 24);
AT(oc_caller, client_mode, 40);
AT(oc_caller, role, 56);
AT(oc_caller, scopes, 72);
AT(oc_caller, caps, 88);
AT(oc_caller, protocol, 104);
AT(oc_caller, device_id, 112);
AT(oc_caller, flags, 128);
SIZE(oc_event, 72);
AT(oc_event, size, 0);
AT(oc_event, flags, 4);
AT(oc_event, name, 8);
AT(oc_event, payload_json, 24);
AT(oc_event, scope, 40);
AT(oc_event, connection_id, 48);
AT(oc_event, capability, 64);
SIZE(oc_iface, 16);
AT(oc_iface, ops, 0);
AT(oc_iface, state, 8);
SIZE(oc_host, 208);
AT(oc_host, size, 0);
AT(oc_host, abi_major, 4);
AT(oc_host, abi_minor, 6);
AT(oc_host, version, 8);
AT(oc_host, log, 16);
AT(oc_host, post, 24);
AT(oc_host, now_ms, 32);
AT(oc_host, wall_ms, 40);
AT(oc_host, timer, 48);
AT(oc_host, watch, 56);
AT(oc_host, cancel, 64);
AT(oc_host, work, 72);
AT(oc_host, publish, 80);
AT(oc_host, call, 88);
AT(oc_host, caller, 96);
AT(oc_host, interim, 104);
AT(oc_host, reply, 112);
AT(oc_host, fail, 120);
AT(oc_host, config, 128);
AT(oc_host, state_dir, 136);
AT(oc_host, find, 144);
AT(oc_host, each, 152);
AT(oc_host, snapshot, 160);
AT(oc_host, stopped, 168);
AT(oc_host, failed, 176);
AT(oc_host, on_gone, 184);
AT(oc_host, config_at, 192);
AT(oc_host, subscribe, 200);
SIZE(oc_service, 16);
AT(oc_service, iface, 0);
AT(oc_service, ops, 8);
SIZE(oc_plugin, 112);
AT(oc_plugin, magic, 0);
AT(oc_plugin, abi_major, 4);
AT(oc_plugin, abi_minor, 6);
AT(oc_plugin, size, 8);
AT(oc_plugin, id, 16);
AT(oc_plugin, version, 24);
AT(oc_plugin, summary, 32);
AT(oc_plugin, services, 40);
AT(oc_plugin, after, 48);
AT(oc_plugin, config_schema_json, 56);
AT(oc_plugin, init, 64);
AT(oc_plugin, start, 72);
AT(oc_plugin, reload, 80);
AT(oc_plugin, stop, 88);
AT(oc_plugin, fini, 96);
AT(oc_plugin, config_reads, 104);

/* openclaw/iface/http-client.h */
SIZE(oc_fetch_header, 32);
AT(oc_fetch_header, name, 0);
AT(oc_fetch_header, value, 16);
SIZE(oc_fetch_request, 88);
AT(oc_fetch_request, size, 0);
AT(oc_fetch_request, flags, 4);
AT(oc_fetch_request, method, 8);
AT(oc_fetch_request, url, 24);
AT(oc_fetch_request, headers, 40);
AT(oc_fetch_request, header_count, 48);
AT(oc_fetch_request, body, 56);
AT(oc_fetch_request, connect_ms, 72);
AT(oc_fetch_request, first_byte_ms, 76);
AT(oc_fetch_request, idle_ms, 80);
AT(oc_fetch_request, total_ms, 84);
SIZE(oc_fetch_head, 24);
AT(oc_fetch_head, size, 0);
AT(oc_fetch_head, status, 4);
AT(oc_fetch_head, headers, 8);
AT(oc_fetch_head, header_count, 16);
SIZE(oc_fetch_failure, 32);
AT(oc_fetch_failure, size, 0);
AT(oc_fetch_failure, kind, 8);
AT(oc_fetch_failure, message, 16);
SIZE(oc_fetch_sink, 40);
AT(oc_fetch_sink, size, 0);
AT(oc_fetch_sink, head, 8);
AT(oc_fetch_sink, body, 16);
AT(oc_fetch_sink, done, 24);
AT(oc_fetch_sink, failed, 32);
SIZE(oc_http_client, 24);
AT(oc_http_client, size, 0);
AT(oc_http_client, start, 8);
AT(oc_http_client, abort, 16);

/* openclaw/iface/http-routes.h */
SIZE(oc_http_route, 40);
AT(oc_http_route, method, 0);
AT(oc_http_route, path, 8);
AT(oc_http_route, flags, 16);
AT(oc_http_route, max_body, 24);
AT(oc_http_route, handle, 32);
SIZE(oc_http_routes, 24);
AT(oc_http_routes, size, 0);
AT(oc_http_routes, row_size, 4);
AT(oc_http_routes, rows, 8);
AT(oc_http_routes, count, 16);
SIZE(oc_http_header, 24);
AT(oc_http_header, name, 0);
AT(oc_http_header, value, 8);
SIZE(oc_http, 120);
AT(oc_http, size, 0);
AT(oc_http, method, 8);
AT(oc_http, path, 16);
AT(oc_http, query, 24);
AT(oc_http, header, 32);
AT(oc_http, body, 40);
AT(oc_http, peer, 48);
AT(oc_http, respond, 56);
AT(oc_http, begin, 64);
AT(oc_http, write, 72);
AT(oc_http, end, 80);
AT(oc_http, permitted, 88);
AT(oc_http, refuse, 96);
AT(oc_http, on_room, 104);
AT(oc_http, on_gone, 112);

/* openclaw/iface/messaging.h */
SIZE(oc_inbound, 72);
AT(oc_inbound, size, 0);
AT(oc_inbound, session_key, 8);
AT(oc_inbound, agent_id, 24);
AT(oc_inbound, run_id, 40);
AT(oc_inbound, text, 56);
SIZE(oc_accepted, 144);
AT(oc_accepted, size, 0);
AT(oc_accepted, session_key, 8);
AT(oc_accepted, session_id, 24);
AT(oc_accepted, agent_id, 40);
AT(oc_accepted, run_id, 56);
AT(oc_accepted, text, 72);
AT(oc_accepted, accepted_at_ms, 88);
AT(oc_accepted, status, 96);
AT(oc_accepted, result_json, 112);
AT(oc_accepted, message_json, 128);
SIZE(oc_outcome, 80);
AT(oc_outcome, size, 0);
AT(oc_outcome, run_id, 8);
AT(oc_outcome, session_key, 24);
AT(oc_outcome, status, 40);
AT(oc_outcome, message_json, 48);
AT(oc_outcome, result_json, 64);
SIZE(oc_messaging, 48);
AT(oc_messaging, size, 0);
AT(oc_messaging, accept, 8);
AT(oc_messaging, end, 16);
AT(oc_messaging, context, 24);
AT(oc_messaging, unfinished, 32);
AT(oc_messaging, find, 40);

/* openclaw/iface/methods.h */
SIZE(oc_method, 56);
AT(oc_method, name, 0);
AT(oc_method, role, 8);
AT(oc_method, scope, 16);
AT(oc_method, flags, 24);
AT(oc_method, params_schema_json, 32);
AT(oc_method, handle, 40);
AT(oc_method, scope_of, 48);
SIZE(oc_methods, 24);
AT(oc_methods, size, 0);
AT(oc_methods, row_size, 4);
AT(oc_methods, rows, 8);
AT(oc_methods, count, 16);

/* openclaw/iface/model-provider.h */
SIZE(oc_model_request, 104);
AT(oc_model_request, size, 0);
AT(oc_model_request, model, 8);
AT(oc_model_request, messages_json, 24);
AT(oc_model_request, tools_json, 40);
AT(oc_model_request, thinking, 56);
AT(oc_model_request, provider, 72);
AT(oc_model_request, params_json, 88);
SIZE(oc_model_usage, 40);
AT(oc_model_usage, size, 0);
AT(oc_model_usage, input, 8);
AT(oc_model_usage, output, 16);
AT(oc_model_usage, cache_read, 24);
AT(oc_model_usage, cache_write, 32);
SIZE(oc_model_failure, 40);
AT(oc_model_failure, size, 0);
AT(oc_model_failure, message, 8);
AT(oc_model_failure, kind, 24);
AT(oc_model_failure, retryable, 32);
SIZE(oc_model_sink, 48);
AT(oc_model_sink, size, 0);
AT(oc_model_sink, text, 8);
AT(oc_model_sink, thinking, 16);
AT(oc_model_sink, tool_call, 24);
AT(oc_model_sink, done, 32);
AT(oc_model_sink, failed, 40);
SIZE(oc_model_provider, 48);
AT(oc_model_provider, size, 0);
AT(oc_model_provider, provider, 8);
AT(oc_model_provider, models, 16);
AT(oc_model_provider, start, 24);
AT(oc_model_provider, abort, 32);
AT(oc_model_provider, providers, 40);

/* openclaw/iface/store.h */
SIZE(oc_value, 40);
AT(oc_value, type, 0);
AT(oc_value, i, 8);
AT(oc_value, r, 16);
AT(oc_value, s, 24);
SIZE(oc_stmt, 40);
AT(oc_stmt, size, 0);
AT(oc_stmt, flags, 4);
AT(oc_stmt, sql, 8);
AT(oc_stmt, values, 24);
AT(oc_stmt, count, 32);
SIZE(oc_rows, 32);
AT(oc_rows, size, 0);
AT(oc_rows, rows, 8);
AT(oc_rows, columns, 16);
AT(oc_rows, cells, 24);
SIZE(oc_store, 32);
AT(oc_store, size, 0);
AT(oc_store, migrate, 8);
AT(oc_store, write, 16);
AT(oc_store, read, 24);

#endif

/* The numbers that cross. */
_Static_assert(OC_PLUGIN_MAGIC == 0x4F434757, "the magic is what old plugins carry");
_Static_assert(OC_LOG_ERROR == 0 && OC_LOG_WARN == 1 && OC_LOG_INFO == 2 && OC_LOG_DEBUG == 3,
               "levels of the log");
_Static_assert(OC_WATCH_READ == 1 && OC_WATCH_WRITE == 2, "readiness");
_Static_assert(OC_CALLER_DEVICE_TOKEN == 1, "flags of a caller");
_Static_assert(OC_EVENT_DROP_IF_SLOW == 1 && OC_EVENT_STATE_VERSION == 2 && OC_EVENT_NO_SEQ == 4,
               "flags of an event");
_Static_assert(OC_METHOD_ADVERTISED == 1 && OC_METHOD_STARTUP_GATED == 2 &&
                   OC_METHOD_CONTROL_WRITE == 4,
               "flags of a method");
_Static_assert(OC_ROUTE_PREFIX == 1 && OC_ROUTE_PUBLIC == 2, "flags of a route");
_Static_assert(OC_NULL == 0 && OC_INT == 1 && OC_REAL == 2 && OC_TEXT == 3 && OC_BLOB == 4,
               "types of a value");
_Static_assert(OC_FETCH_FOLLOW == 1, "flags of a fetch");
_Static_assert(OC_STMT_MUST_CHANGE == 1, "flags of a statement");
_Static_assert(OC_STMT_MAY_CUT == 2, "flags of a statement");

static int is(const char *now, const char *frozen) {
  if (strcmp(now, frozen) == 0) return 1;
  fprintf(stderr, "%s was %s\n", now, frozen);
  return 0;
}

/* The names of the interfaces are how the two sides find each other. */
static int names_are_kept(void) {
  return is(OC_HTTP_CLIENT, "oc.http-client/1") && is(OC_HTTP_ROUTES, "oc.http-routes/1") &&
         is(OC_HTTP, "oc.http/1") && is(OC_MESSAGING, "oc.messaging/1") &&
         is(OC_METHODS, "oc.methods/1") && is(OC_MODEL_PROVIDER, "oc.model-provider/1") &&
         is(OC_STORE, "oc.store/1");
}

static int start(void *state) { return state ? -1 : 0; }

/* A member counts when the table reaches over all of it, and it is set. */
static int members_are_seen(void) {
  oc_plugin table = {OC_PLUGIN_HEAD, .id = "x", .start = start};
  if (!OC_HAS(&table, start) || OC_HAS(&table, stop)) return 0;
  table.size = offsetof(oc_plugin, reload);
  if (!OC_HAS(&table, start)) return 0;
  table.size -= 1;
  return !OC_HAS(&table, start) && OC_HAS(&table, id);
}

int main(void) { return names_are_kept() && members_are_seen() ? 0 : 1; }
