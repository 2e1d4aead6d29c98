#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# How the canvas is configured, by the key of old and by the plugin's own.
import os
import tempfile

from support import tap, ws
from support.gateway import Gateway

CANVAS = "/__openclaw__/canvas/"
A2UI = "/__openclaw__/a2ui/"
WS = "/__openclaw__/ws"


def configured(host, **options):
    return Gateway(config={"canvasHost": host}, **options)


def own(host, **options):
    return Gateway(config={"plugins": {"entries": {"canvas": {"config": {"host": host}}}}},
                   **options)


def off(gw):
    for path in (CANVAS, A2UI, WS, "/__openclaw__/cap/x" + CANVAS):
        tap.equal(gw.get(path).status, 404, path)
    tap.equal(tap.raises(ws.Refused, ws.WebSocket, gw.port, path=WS).status, 404)
    with gw.connected() as client:
        tap.equal(client.hello.get("pluginSurfaceUrls"), None)
    assert "host mounted" not in gw.log(), gw.log()
    assert not os.path.exists(os.path.join(gw.state_dir, "canvas"))


def test_it_can_be_turned_off():
    with configured({"enabled": False}) as gw:
        off(gw)
    with own({"enabled": False}) as gw:
        off(gw)
    for word in ("1", "true", "YES"):
        with Gateway(env={"OPENCLAW_SKIP_CANVAS_HOST": word}) as gw:
            off(gw)
    with Gateway(env={"OPENCLAW_SKIP_CANVAS_HOST": "0"}) as gw:
        tap.equal(gw.get(CANVAS).status, 200)


def test_the_keys_are_used_and_no_warning_says_otherwise():
    with configured({"enabled": True, "liveReload": True}) as gw:
        tap.equal(gw.get(CANVAS).status, 200)
        assert "canvasHost" not in gw.log(), gw.log()


def test_the_folder_can_be_elsewhere():
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, "new", "place")
        for gw in (configured({"root": root + "/"}), own({"root": root})):
            with gw:
                gw.await_log(f"{CANVAS} (root {root})")
                with open(os.path.join(root, "x.txt"), "w", encoding="utf-8") as out:
                    out.write("there")
                tap.equal(gw.get(CANVAS + "x.txt").body, b"there")
                assert not os.path.exists(os.path.join(gw.state_dir, "canvas"))
    with configured({"root": "~/shown"}) as gw:
        gw.await_log("host mounted")
        assert os.path.exists(os.path.join(gw.home, "shown", "index.html"))


def test_the_plugin_s_own_key_wins():
    gw = Gateway(config={"canvasHost": {"enabled": False, "liveReload": False},
                         "plugins": {"entries": {"canvas": {"config": {"host": {
                             "enabled": True}}}}}})
    with gw:
        tap.equal(gw.get(CANVAS).status, 200)
        tap.equal(gw.get(WS).status, 404)


def test_without_live_reload_pages_are_as_they_were_written():
    with configured({"liveReload": False}) as gw:
        assert b"openclawSendUserAction =" not in gw.get(CANVAS).body
        answer = gw.get(WS)
        tap.equal((answer.status, answer.body), (404, b"not found"))
        tap.equal(tap.raises(ws.Refused, ws.WebSocket, gw.port, path=WS).status, 404)
        assert b"openclawSendUserAction =" in gw.get(A2UI).body


def test_a_port_of_its_own_is_warned_of():
    with configured({"port": 18793}) as gw:
        gw.await_log("canvasHost.port 18793 is not listened on")
        tap.equal(gw.get(CANVAS).status, 200)


def test_a_folder_that_cannot_be_made_is_said_and_nothing_breaks():
    with tempfile.NamedTemporaryFile() as file:
        with configured({"root": file.name + "/canvas"}) as gw:
            gw.await_log("[canvas] warning: ", file.name + "/canvas", "canvasHost.root")
            tap.equal(gw.get(CANVAS).status, 404)
            tap.equal(gw.get(A2UI).status, 200)
            tap.equal(gw.get("/readyz").status, 200)


def test_a_key_that_is_none_is_named():
    gw = configured({"bogus": 1}).spawn()
    assert gw.wait(10) != 0
    assert "bogus" in gw.log(), gw.log()
    for host, key in (({"bogus": 1}, "bogus"), ({"port": 70000}, "port")):
        gw = own(host).spawn()
        gw.await_log("canvas", key)
        gw.kill()


def test_it_costs_next_to_nothing_while_nobody_uses_it():
    with configured({"enabled": False}) as gw:
        gw.get("/healthz")
        without = gw.rss_kb()
    with Gateway() as gw:
        gw.get("/healthz")
        gw.await_log("host mounted")
        with_it = gw.rss_kb()
    assert with_it - without < 400, (without, with_it)


tap.main(globals())
