#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What plugins learn of the clients that are connected, and the paths of the port that they take for
# themselves: sockets of their own, pages that are not for everybody, long answers.
import signal
import socket
import time

from broken import gateway
from support import httpc, tap, ws
from support.device import Device
from support.memory import allowed

NODE = {"role": "node", "client_id": "node-host", "mode": "node", "scopes": []}
STREAMED = 64 * 64 * 1024


def world():
    return gateway("watcher")


def told(gw):
    with gw.connected() as client:
        return client.call("watcher.told")


def await_told(gw, wanted, seconds=5.0):
    deadline = time.monotonic() + seconds * tap.FACTOR
    while wanted not in (seen := told(gw)):
        assert time.monotonic() < deadline, (wanted, seen)
        time.sleep(0.05)
    return seen


def test_a_watcher_is_told_before_and_behind_the_hello_and_at_the_end(gw):
    seen = await_told(gw, "left operator")
    tap.equal(seen[:3], ["welcome operator", "add -22 -17", "joined operator"])


def test_what_a_watcher_adds_stands_in_the_hello(gw):
    device = Device()
    with device.connect(gw, commands=["system.run"], caps=["system"], **NODE) as node:
        declared = node.hello["declared"]
        tap.equal(declared["commands"], ["system.run"])
        assert "auth" not in declared and "device" not in declared, declared
    with gw.connected() as client:
        tap.equal(client.hello["declared"], None)


def test_the_clients_can_be_gone_through(gw):
    with Device().connect(gw, **NODE), gw.connected() as client:
        tap.equal(client.call("watcher.each"), ["node", "operator"])


def test_a_plugin_can_end_a_connection(gw):
    with gw.connected() as client:
        client.call("watcher.close-caller")
        tap.equal(client.socket.wait_closed(), (4001, "as it wished"))


def test_what_is_noted_of_a_device_stands_in_its_row_until_it_is_removed(gw):
    device = Device()
    with device.connect(gw) as client:
        tap.equal(client.call("watcher.note"), 0)
        rows = client.call("device.pair.list")["paired"]
        tap.equal([row.get("noted") for row in rows if row["deviceId"] == device.id], [True])
    with gw.connected() as client:
        client.call("device.pair.remove", {"deviceId": device.id})
    await_told(gw, f"removed {device.id}")
    with device.connect(gw) as client:
        rows = client.call("device.pair.list")["paired"]
        tap.equal([row.get("noted") for row in rows if row["deviceId"] == device.id], [None])


def test_an_event_is_heard_until_the_plugin_turns_away(gw):
    with gw.connected() as client:
        before = client.call("watcher.presences")
        with gw.connected(client_id="test", mode="ui"):
            pass
        deadline = time.monotonic() + 5 * tap.FACTOR
        while client.call("watcher.presences") < before + 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        client.call("watcher.unsubscribe")
        settled = client.call("watcher.presences")
        with gw.connected(client_id="test", mode="ui"):
            client.wait_event("presence")
        tap.equal(client.call("watcher.presences"), settled)


def test_a_socket_of_a_plugin_is_its_own(gw):
    sock = ws.WebSocket(gw.port, path="/watcher/local")
    sock.send_text("hello")
    tap.equal(sock.receive().data, b"you said hello")
    sock.send_text("bye")
    tap.equal(sock.wait_closed(), (4002, "bye"))
    await_told(gw, "closed local")


def test_other_paths_still_lead_to_the_control_plane(gw):
    for path in ("/watcher", "/watcher/localx", "/watcher/local/below"):
        sock = ws.WebSocket(gw.port, path=path)
        assert b"connect.challenge" in sock.receive().data, path
        sock.close()


def refused(gw, path, **headers):
    try:
        ws.WebSocket(gw.port, path=path, headers=headers).close()
    except ws.Refused as error:
        return error.status
    return 101


def test_a_socket_lets_in_programs_of_this_machine_and_who_knows_the_secret(gw):
    path = "/watcher/local"
    tap.equal(refused(gw, path), 101)
    tap.equal(refused(gw, path, Origin="https://example.com"), 401)
    tap.equal(refused(gw, path, Host="gw.example.com"), 401)
    tap.equal(refused(gw, path, Host="gw.example.com", Authorization="Bearer tok"), 101)
    tap.equal(refused(gw, path, **{"X-Forwarded-For": "192.0.2.7"}), 403)


def test_a_plugin_judges_who_comes_in_itself(gw):
    tap.equal(refused(gw, "/watcher/judged/yes", Host="gw.example.com"), 101)
    tap.equal(refused(gw, "/watcher/judged/no"), 404)


def test_a_plugin_has_so_many_sockets_and_no_more(gw):
    path = "/watcher/judged/yes"
    socks = [ws.WebSocket(gw.port, path=path) for _ in range(256)]
    tap.equal(refused(gw, path), 503)
    for sock in socks:
        sock.close()
    deadline = time.monotonic() + 5 * tap.FACTOR
    while refused(gw, path) != 101:
        assert time.monotonic() < deadline, "there is no room again"


def test_a_message_that_is_too_large_ends_the_socket(gw):
    sock = ws.WebSocket(gw.port, path="/watcher/local")
    sock.send_text("x" * 1025)
    tap.equal(sock.wait_closed()[0], 1009)


def test_a_peer_that_does_not_read_is_dropped(gw):
    sock = ws.WebSocket(gw.port, path="/watcher/local", receive_buffer=4096)
    sock.send_text("flood")
    tap.equal(sock.wait_closed(10 * tap.FACTOR), (1008, "slow consumer"))


def page(gw, **headers):
    return httpc.request(gw.port, "/watcher/guarded", headers=headers).status


def test_a_page_that_is_not_for_everybody_asks_strangers_for_the_secret(gw):
    tap.equal(page(gw), 200)
    tap.equal(page(gw, Host="gw.example.com"), 401)
    tap.equal(page(gw, Host="gw.example.com", Authorization="Bearer tok"), 200)
    tap.equal(page(gw, Host="gw.example.com", Authorization="Bearer wrong"), 401)
    tap.equal(page(gw, Origin="https://example.com"), 401)


def test_a_long_answer_waits_for_the_peer_to_read_it(gw):
    with socket.create_connection(("127.0.0.1", gw.port), 10 * tap.FACTOR) as sock:
        before = gw.rss_kb()
        sock.sendall(b"GET /watcher/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                     b"Connection: close\r\n\r\n")
        time.sleep(0.5)
        assert gw.rss_kb() - before < allowed(2048), gw.rss_kb() - before
        with sock.makefile("rb") as source:
            body = source.read().partition(b"\r\n\r\n")[2]
    tap.equal(body.count(b"y"), STREAMED)


def test_a_plugin_is_told_when_the_reader_of_a_long_answer_goes(gw):
    sock = socket.create_connection(("127.0.0.1", gw.port), 10 * tap.FACTOR)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.sendall(b"GET /watcher/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    sock.recv(64)
    sock.close()
    await_told(gw, "gone stream")


def test_a_plugin_is_told_of_no_room_behind_the_end_of_its_answer(gw):
    with socket.create_connection(("127.0.0.1", gw.port), 10 * tap.FACTOR) as sock:
        sock.sendall(b"GET /watcher/early HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        await_told(gw, "ended early")
        assert "room behind the end" not in told(gw), told(gw)


def test_open_sockets_are_said_goodbye_when_the_gateway_stops():
    with world() as gw:
        sock = ws.WebSocket(gw.port, path="/watcher/local")
        gw.send_signal(signal.SIGTERM)
        tap.equal(sock.wait_closed(), (1012, "service restart"))
        gw.wait()


if __name__ == "__main__":
    tap.main(globals(), world)
