#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Who may see the canvas: this machine, the secret, or a capability; and what a capability opens.
import re
import urllib.parse

from support import netns, tap, ws
from support.device import Device
from support.gateway import Gateway
from support.rpc import connect_params

NEAR = "198.51.100.7"
CANVAS = "/__openclaw__/canvas/"
A2UI = "/__openclaw__/a2ui/"
WS = "/__openclaw__/ws"
# By a name that leads here as well: nobody who uses it is trusted for where he is.
ELSEWHERE = {"Host": "gateway.example"}
UNAUTHORISED = {"error": {"message": "Unauthorized", "type": "unauthorized"}}
CAPABILITY = re.compile(r"/__openclaw__/cap/([A-Za-z0-9_-]{24})")


def bearer(secret, **more):
    return {**ELSEWHERE, "Authorization": f"Bearer {secret}", **more}


def scope_of(client, member="canvas"):
    """The path below which a client's own capability leads."""
    url = client.hello["pluginSurfaceUrls"][member]
    path = urllib.parse.urlsplit(url).path
    assert CAPABILITY.fullmatch(path), url
    return path


def refused(gw, path, headers=None, status=401):
    answer = gw.get(path, headers=headers or ELSEWHERE)
    tap.equal((answer.status, answer.json()), (status, UNAUTHORISED), path)


def upgrade_status(gw, path, headers=None, **options):
    try:
        ws.WebSocket(gw.port, path=path, headers=headers, **options).abort()
        return 101
    except ws.Refused as error:
        return error.status


def test_this_machine_needs_nothing(gw):
    for path in (CANVAS, A2UI):
        tap.equal(gw.get(path).status, 200, path)
        tap.equal(gw.get(path, headers={"Host": f"localhost:{gw.port}"}).status, 200, path)
        tap.equal(gw.get(path, headers={"Origin": f"http://127.0.0.1:{gw.port}"}).status, 200, path)
    tap.equal(upgrade_status(gw, WS), 101)


def test_a_capability_is_good_for_eight_sockets_at_a_time(gw):
    with gw.connected() as client, gw.connected() as other:
        path = scope_of(client) + WS
        pages = [ws.WebSocket(gw.port, path=path, headers=ELSEWHERE) for _ in range(8)]
        tap.equal(upgrade_status(gw, path), 101, "this machine has no need of it")
        tap.equal(upgrade_status(gw, path, ELSEWHERE), 503)
        tap.equal(upgrade_status(gw, scope_of(other) + WS, ELSEWHERE), 101)
        pages.pop().close()
        tap.equal(upgrade_status(gw, path, ELSEWHERE), 101)
        for page in pages:
            page.close()


def test_a_capability_does_not_tell_where_the_canvas_is_on_the_disk(gw):
    with gw.connected() as client:
        for headers, told in ((ELSEWHERE, False), ({}, False)):
            answer = gw.get(scope_of(client) + CANVAS + "none/", headers=headers)
            tap.equal((answer.status, gw.state_dir.encode() in answer.body), (404, told))
            assert b"none/index.html</code> in the folder of the canvas" in answer.body
        answer = gw.get(CANVAS + "none/")
        assert gw.state_dir.encode() in answer.body, answer.body


def test_by_another_name_or_from_a_foreign_page_something_is_needed(gw):
    for headers in (ELSEWHERE, {"Host": "host.tailnet.ts.net"}, {"Host": "127.0.0.1.evil.example"},
                    {"Origin": "https://evil.example"}, {"Origin": "null"}):
        for path in (CANVAS, A2UI, WS, CANVAS + "nope", "/__openclaw__/cap/" + "x" * 24 + CANVAS):
            refused(gw, path, headers)
        tap.equal(upgrade_status(gw, WS, headers), 401)


def test_through_a_proxy_that_nobody_declared_nobody_comes_in(gw):
    for headers in ({"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}):
        for path in (CANVAS, A2UI, WS):
            answer = gw.get(path, headers=headers)
            assert answer.status in (401, 403), (path, answer)


def test_the_secret_opens_it(gw):
    for path in (CANVAS, A2UI):
        tap.equal(gw.get(path, headers=bearer(gw.token)).status, 200, path)
        refused(gw, path, bearer("wrong"))
        refused(gw, path, {**ELSEWHERE, "Authorization": "Basic dG9r"})
    tap.equal(upgrade_status(gw, WS, bearer(gw.token)), 101)
    tap.equal(upgrade_status(gw, WS, bearer("wrong")), 401)


def test_a_capability_opens_the_canvas_and_the_renderer_and_the_reload(gw):
    with gw.connected() as client:
        scope = scope_of(client)
        tap.equal(client.hello["pluginSurfaceUrls"]["canvas"],
                  f"http://127.0.0.1:{gw.port}{scope}")
        for path in (CANVAS, A2UI, A2UI + "main.js"):
            tap.equal(gw.get(scope + path, headers=ELSEWHERE).status, 200, path)
            tap.equal(gw.get(scope + path, headers={"Origin": "https://evil.example"}).status, 200)
        answer = gw.get(scope + CANVAS[:-1], headers=ELSEWHERE)
        tap.equal((answer.status, answer.header("location")), (302, "./canvas/"))
        tap.equal(gw.get(scope + WS, headers=ELSEWHERE).status, 426)
        tap.equal(upgrade_status(gw, scope + WS, ELSEWHERE), 101)
        # Not where it does not stand in the path.
        refused(gw, CANVAS + "?oc_cap=" + scope.rpartition("/")[2])


def test_a_capability_opens_nothing_else(gw):
    with gw.connected() as client:
        scope = scope_of(client)
        word = scope.rpartition("/")[2]
        for path in ("/", "/healthz", "/v1/models", "/__openclaw__/", "/__openclaw__/canvasx/",
                     scope + CANVAS, WS + "/x", "/api/x", "/plugins/canvas/"):
            answer = gw.get(scope + path, headers=ELSEWHERE)
            tap.equal((answer.status, answer.body), (404, b"not found"), path)
            tap.equal(upgrade_status(gw, scope + path, ELSEWHERE), 404, path)
        # It is no secret of the gateway, neither for HTTP nor for the control plane.
        refused(gw, CANVAS, bearer(word))
        with gw.client() as stranger:
            error, code, _ = stranger.refused(connect_params(token=word))
            tap.equal((error["details"]["code"], code), ("AUTH_TOKEN_MISMATCH", 1008))


def test_a_capability_that_is_none_is_refused(gw):
    with gw.connected() as client:
        scope = scope_of(client)
        for path in ("/__openclaw__/cap", "/__openclaw__/cap/", "/__openclaw__/cap/abc",
                     scope, "/__openclaw__/cap//" + CANVAS[1:], "/__openclaw__/cap/%41" + CANVAS,
                     "/__openclaw__/cap/a.b" + CANVAS, "/__openclaw__/cap/" + "a" * 65 + CANVAS):
            # Also to this machine: the product judges the form first.
            # (An empty segment is refused by whoever reads the request line.)
            for headers in (ELSEWHERE, {}):
                tap.equal(gw.get(path, headers=headers).status, 404 if "//" in path else 401, path)
        for path in (scope[:-1] + CANVAS, scope + "A" + CANVAS, scope[:-1] + "~" + CANVAS,
                     scope.swapcase().replace("__OPENCLAW__/CAP", "__openclaw__/cap") + CANVAS,
                     "/__openclaw__/cap/" + "A" * 24 + CANVAS):
            refused(gw, path)
            tap.equal(upgrade_status(gw, path.replace(CANVAS, WS), ELSEWHERE), 401, path)


def test_a_capability_dies_with_its_connection(gw):
    client = gw.connected()
    scope = scope_of(client)
    other = gw.connected()
    page = ws.WebSocket(gw.port, path=scope + WS, headers=ELSEWHERE)
    local = ws.WebSocket(gw.port, path=WS)
    client.close()
    tap.equal(page.wait_closed(), (1008, "capability ended"))
    refused(gw, scope + CANVAS)
    tap.equal(upgrade_status(gw, scope + WS, ELSEWHERE), 401)
    tap.equal(gw.get(scope_of(other) + CANVAS, headers=ELSEWHERE).status, 200)
    tap.raises(ws.Timeout, local.receive, 0.2)
    other.close()
    local.close()


def test_each_client_has_one_of_its_own(gw):
    clients = [gw.connected() for _ in range(5)]
    scopes = [scope_of(one) for one in clients]
    tap.equal(len(set(scopes)), 5)
    for one in clients:
        one.close()


def test_who_may_not_read_is_given_none(gw):
    device = Device()
    with device.connect(gw, scopes=["operator.pairing"]) as client:
        tap.equal(client.hello.get("pluginSurfaceUrls"), None)
    for scopes in (["operator.read"], ["operator.write"], ["operator.admin"]):
        with device.connect(gw, scopes=scopes) as client:
            scope_of(client)


def test_a_client_of_the_old_protocol_is_told_in_the_old_way(gw):
    with gw.connected(protocol=(3, 3)) as client:
        tap.equal(client.hello.get("pluginSurfaceUrls"), None)
        path = urllib.parse.urlsplit(client.hello["canvasHostUrl"]).path
        assert CAPABILITY.fullmatch(path), path
        tap.equal(gw.get(path + CANVAS, headers=ELSEWHERE).status, 200)


def test_the_address_is_that_by_which_the_client_came():
    rows = {("127.0.0.1:9", None): "http://127.0.0.1:9", ("localhost", None): "http://localhost",
            ("gateway.example", None): "http://gateway.example",
            ("gateway.example:8443", None): "http://gateway.example:8443",
            ("gateway.example:80", None): "http://gateway.example",
            ("[::1]:9", None): "http://[::1]:9",
            ("gateway.example", "https"): "https://gateway.example",
            ("gateway.example:8443", "https"): "https://gateway.example:8443",
            ("gateway.example:443", "https"): "https://gateway.example",
            ("gate\'way", None): None}
    with Gateway(config={"gateway": {"trustedProxies": ["127.0.0.1"]}}) as gw:
        device = Device()
        with device.connect(gw, scopes=["operator.read"]):
            pass
        for (host, scheme), wanted in rows.items():
            headers = {"Host": host}
            if scheme:
                headers |= {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": scheme}
            with device.connect(gw, headers=headers, scopes=["operator.read"]) as client:
                urls = client.hello.get("pluginSurfaceUrls")
                tap.equal(urls and urls["canvas"].partition("/__openclaw__")[0], wanted,
                          (host, scheme))


@tap.timeout(60)
def test_too_many_wrong_secrets_are_told_to_wait():
    with Gateway(args=["--bind", "lan"]) as gw:
        statuses = [gw.get(CANVAS, headers=bearer(f"wrong-{no}", Host=NEAR), host=NEAR,
                           timeout=20).status for no in range(12)]
        assert statuses[0] == 401 and statuses[-1] == 429, statuses
        answer = gw.get(CANVAS, headers=bearer(gw.token, Host=NEAR), host=NEAR)
        tap.equal(answer.status, 429)
        assert int(answer.header("retry-after")) > 0


def test_beyond_the_loopback_it_is_protected():
    with Gateway(args=["--bind", "lan"]) as gw:
        for path in (CANVAS, A2UI, WS):
            answer = gw.get(path, host=NEAR)
            tap.equal((answer.status, answer.json()), (401, UNAUTHORISED), path)
            wanted = 426 if path == WS else 200
            headers = {"Authorization": f"Bearer {gw.token}"}
            tap.equal(gw.get(path, host=NEAR, headers=headers).status, wanted, path)
        tap.equal(upgrade_status(gw, WS, host=NEAR), 401)
        tap.equal(gw.get(CANVAS).status, 200)
        with gw.connected() as client:
            scope = scope_of(client)
            tap.equal(gw.get(scope + CANVAS, host=NEAR).status, 200)
            tap.equal(upgrade_status(gw, scope + WS, host=NEAR), 101)
            refused_scope = scope[:-1] + ("A" if scope[-1] != "A" else "B")
            tap.equal(gw.get(refused_scope + CANVAS, host=NEAR).status, 401)


if __name__ == "__main__":
    netns.enter(f"{NEAR}/24")
    tap.main(globals(), Gateway)
