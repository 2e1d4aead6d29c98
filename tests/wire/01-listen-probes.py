#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The HTTP probes and what every HTTP answer carries.
from support import httpc, tap
from support.gateway import Gateway

JSON = "application/json; charset=utf-8"
SECURITY = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), microphone=(self), geolocation=()"}
PROBES = ("/healthz", "/readyz", "/health")


def check_headers(answer, content_type):
    tap.equal(answer.header("Content-Type"), content_type, "Content-Type")
    for name, value in SECURITY.items():
        tap.equal(answer.header(name), value, name)
    tap.equal(answer.header("Server"), None, "Server")


def test_healthz_says_live(gw):
    answer = gw.get("/healthz")
    tap.equal((answer.status, answer.body), (200, b'{"ok":true,"status":"live"}'))
    tap.equal(answer.header("Cache-Control"), "no-store")
    check_headers(answer, JSON)


def test_readyz_says_ready_with_details_to_a_local_caller(gw):
    answer = gw.get("/readyz")
    tap.equal(answer.status, 200)
    tap.equal(answer.header("Cache-Control"), "no-store")
    check_headers(answer, JSON)
    body = answer.json()
    tap.equal((body["ready"], body["failing"]), (True, []))
    assert isinstance(body["uptimeMs"], int) and body["uptimeMs"] >= 0, body


def test_health_is_the_superset(gw):
    answer = gw.get("/health")
    tap.equal(answer.status, 200)
    tap.equal(answer.header("Cache-Control"), "no-store")
    check_headers(answer, JSON)
    body = answer.json()
    tap.equal((body["ok"], body["status"]), (True, "ok"))
    assert isinstance(body["version"], str) and body["version"], body
    assert isinstance(body["uptime"], int) and body["uptime"] >= 0, body
    assert isinstance(body["uptimeMs"], int) and body["uptimeMs"] >= body["uptime"] * 1000, body


def test_a_query_does_not_matter_to_a_probe(gw):
    tap.equal(gw.get("/healthz?full=1").body, b'{"ok":true,"status":"live"}')


def test_head_has_the_headers_of_get_and_no_body(gw):
    for path in PROBES:
        with httpc.Connection(gw.port) as connection:
            connection.send(f"HEAD {path} HTTP/1.1\r\nHost: 127.0.0.1:{gw.port}\r\n\r\n")
            answer = connection.response(head_only=True)
            tap.equal(answer.status, 200, path)
            tap.equal(answer.header("Content-Type"), JSON, path)
            tap.equal(answer.header("Cache-Control"), "no-store", path)
            assert connection.quiet(0.2), f"{path}: a body follows the answer to HEAD"


def test_other_methods_on_a_probe_are_not_allowed(gw):
    for path in PROBES:
        for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
            answer = gw.get(path, method=method)
            what = f"{method} {path}"
            tap.equal((answer.status, answer.header("Allow")), (405, "GET, HEAD"), what)
            tap.equal(answer.body, b"Method Not Allowed", what)


def test_a_post_with_a_body_is_not_allowed_either(gw):
    answer = gw.get("/healthz", method="POST", body=b'{"a":1}')
    tap.equal((answer.status, answer.header("Allow")), (405, "GET, HEAD"))


def test_unknown_paths_are_a_json_404(gw):
    for method in ("GET", "POST", "DELETE"):
        for path in ("/nope", "/healthz/x", "/healthzz", "/v1/models", "/api/x", "/hooks/wake"):
            answer = gw.get(path, method=method)
            what = f"{method} {path}"
            tap.equal(answer.status, 404, what)
            tap.equal(answer.json(), {"error": {"message": "Not Found", "type": "not_found"}}, what)
            check_headers(answer, JSON)


def test_healthz_answers_behind_an_untrusted_proxy(gw):
    answer = gw.get("/healthz", headers={"X-Forwarded-For": "203.0.113.9"})
    tap.equal((answer.status, answer.body), (200, b'{"ok":true,"status":"live"}'))


def test_readyz_is_refused_behind_an_untrusted_proxy(gw):
    answer = gw.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"})
    tap.equal(answer.status, 403)
    tap.equal(answer.json()["error"]["type"], "proxy_attribution_required")


def test_one_connection_carries_several_requests(gw):
    with httpc.Connection(gw.port) as connection:
        for path, status in (("/healthz", 200), ("/nope", 404), ("/readyz", 200)):
            connection.send(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{gw.port}\r\n\r\n")
            tap.equal(connection.response().status, status, path)


if __name__ == "__main__":
    tap.main(globals(), Gateway)
