#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# TLS on the port: what is spoken, what is refused, and that nothing is lost or kept.
import glob
import json
import os
import shutil
import socket
import ssl
import stat
import subprocess
import time
import urllib.parse

from support import httpc, memory, tap, tls, ws
from support.gateway import Gateway

BIG = "x" * 400_000


def gateway():
    return Gateway(config=tls.config(), tls=tls.context())


def descriptors(gw):
    return len(os.listdir(f"/proc/{gw.pid}/fd"))


def await_descriptors(gw, most):
    deadline = time.monotonic() + 5 * tap.FACTOR
    while descriptors(gw) > most:
        assert time.monotonic() < deadline, f"{descriptors(gw)} descriptors, not {most}"
        time.sleep(0.02)


def test_a_client_comes_in_by_wss_and_the_log_says_so(gw):
    with gw.connected() as client:
        assert client.call("health")["ok"]
        tap.equal(client.call("gateway.info")["tls"], True)
    gw.await_log("listening on wss://127.0.0.1:")


def test_what_nodes_are_shown_is_served_by_https(gw):
    gw.await_log("host mounted at https://127.0.0.1:")
    with gw.connected() as client:
        url = client.hello["pluginSurfaceUrls"]["canvas"]
        assert url.startswith(f"https://127.0.0.1:{gw.port}/"), url
        tap.equal(gw.get(urllib.parse.urlsplit(url).path + "/__openclaw__/canvas/").status, 200)


def test_the_probes_answer_by_https(gw):
    body = gw.get("/readyz").json()
    tap.equal((body["ready"], body["tls"]["fingerprint"]), (True, tls.shown(gw.port)))
    tap.equal("warning" in body["tls"], False)


def test_it_is_shown_in_status_and_health(gw):
    with gw.connected() as client:
        for method in ("status", "health"):
            shown = client.call(method)["tls"]
            tap.equal(shown["fingerprint"], tls.shown(gw.port), method)
            tap.equal(shown["enabled"], True)
            assert int(shown["notAfter"][:4]) >= time.gmtime().tm_year + 9, shown


def test_the_files_are_made_for_their_owner_alone(gw):
    directory = os.path.join(gw.state_dir, "gateway", "tls")
    tap.equal(stat.S_IMODE(os.stat(directory).st_mode), 0o700)
    for name in ("gateway-cert.pem", "gateway-key.pem"):
        tap.equal(stat.S_IMODE(os.stat(os.path.join(directory, name)).st_mode), 0o600, name)
    tap.equal(tls.shown(gw.port), tls.fingerprint_of(os.path.join(directory, "gateway-cert.pem")))


def test_a_client_that_trusts_the_file_finds_the_names_of_this_machine(gw):
    strict = ssl.create_default_context(
        cafile=os.path.join(gw.state_dir, "gateway", "tls", "gateway-cert.pem"))
    for host in ("localhost", "127.0.0.1"):
        with socket.create_connection(("127.0.0.1", gw.port), 5) as plain:
            strict.wrap_socket(plain, server_hostname=host).close()


def test_plain_http_is_told_to_use_tls(gw):
    for method in ("GET", "POST", "OPTIONS"):
        answer = httpc.raw(gw.port, f"{method} /health HTTP/1.1\r\nHost: h\r\n\r\n".encode())
        tap.equal(answer.status, 400, method)
        assert b"https:// or wss://" in answer.body, answer
        assert answer.ended


def refusal(gw, **options):
    try:
        with socket.create_connection(("127.0.0.1", gw.port), 5) as plain:
            made = tls.context(**options)
            return made.wrap_socket(plain).version()
    except ssl.SSLError as error:
        return error.reason


def test_only_tls_1_3_is_spoken(gw):
    tap.equal(refusal(gw), "TLSv1.3")
    tap.equal(refusal(gw, maximum_version=ssl.TLSVersion.TLSv1_2), "TLSV1_ALERT_PROTOCOL_VERSION")


def test_tls_1_2_is_spoken_where_it_is_allowed_with_good_ciphers_alone():
    with Gateway(config=tls.config(minVersion="TLSv1.2"), tls=tls.context()) as gw:
        old = tls.context(maximum_version=ssl.TLSVersion.TLSv1_2)
        with httpc.Connection(gw.port, tls=old) as connection:
            name, version, _bits = connection.sock.cipher()
            tap.equal(version, "TLSv1.2")
            assert name.startswith("ECDHE-ECDSA-") and ("GCM" in name or "POLY" in name), name
        weak = tls.context(maximum_version=ssl.TLSVersion.TLSv1_2)
        weak.set_ciphers("ECDHE-ECDSA-AES128-SHA:AES128-GCM-SHA256")
        try:
            httpc.Connection(gw.port, tls=weak)
            raise AssertionError("a weak cipher was accepted")
        except ssl.SSLError as error:
            tap.equal(error.reason, "SSLV3_ALERT_HANDSHAKE_FAILURE")


def test_http_1_1_alone_is_spoken(gw):
    for offered, chosen in ((["h2", "http/1.1"], "http/1.1"), ([], None)):
        made = tls.context()
        if offered:
            made.set_alpn_protocols(offered)
        with httpc.Connection(gw.port, tls=made) as connection:
            tap.equal(connection.sock.selected_alpn_protocol(), chosen)
    made = tls.context()
    made.set_alpn_protocols(["h2"])
    try:
        httpc.Connection(gw.port, tls=made)
        raise AssertionError("h2 was accepted")
    except ssl.SSLError as error:
        assert "no application protocol" in str(error), error


@tap.timeout(90)
def test_fifty_clients_with_large_messages_get_each_their_own(gw):
    clients = [gw.connected() for _ in range(50)]
    asked = [(client.request("health", {f"none{number}": BIG}), client.request("config.schema"))
             for number, client in enumerate(clients)]
    wanted = len(json.dumps(clients[0].call("config.schema", timeout=20)))
    assert wanted > 100_000, wanted
    for (first, second), client in zip(asked, clients):
        assert client.response(first, 20)
        tap.equal(len(json.dumps(client.response(second, 20)["payload"])), wanted)
        client.close()


def test_an_answer_behind_which_the_gateway_closes_arrives_whole_and_with_a_goodbye(gw):
    for _ in range(20):
        with httpc.Connection(gw.port, tls=gw.tls) as connection:
            connection.sock.suppress_ragged_eofs = False
            connection.send(f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{gw.port}\r\n"
                            "Connection: close\r\n\r\n")
            tap.equal(connection.response().status, 200)
            assert connection.wait_end()


def test_a_client_that_stalls_in_the_handshake_is_dropped(gw):
    before = descriptors(gw)
    with socket.create_connection(("127.0.0.1", gw.port)) as silent:
        silent.settimeout(18 * tap.FACTOR)
        silent.sendall(b"\x16\x03\x01")
        began = time.monotonic()
        tap.equal(silent.recv(100), b"")
        assert time.monotonic() - began > 10
    await_descriptors(gw, before)


def test_who_vanishes_leaves_nothing(gw):
    before = descriptors(gw)
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200))
    for data in (b"", b"\x16", hello[:50], hello, b"\x00" * 300, b"\x80\x2e\x01\x00\x02",
                 os.urandom(3000), b"\x16\x03\x01\xff\xff" + os.urandom(20000)):
        for _ in range(10):
            with socket.create_connection(("127.0.0.1", gw.port)) as peer:
                peer.sendall(data)
    for _ in range(20):
        ws.WebSocket(gw.port, tls=gw.tls).abort()
    await_descriptors(gw, before)


def test_broken_records_end_a_connection_and_no_other(gw):
    with gw.connected() as bystander:
        for data in (b"\x17\x03\x03\x00\x20" + b"\x00" * 32, b"\x15\x03\x03\x00\x02\x02\x28",
                     b"\x17\x03\x03\xff\xff" + os.urandom(500), os.urandom(64)):
            connection = ws.WebSocket(gw.port, tls=gw.tls)
            raw = socket.socket(fileno=os.dup(connection.sock.fileno()))
            try:
                raw.sendall(data)
                raw.shutdown(socket.SHUT_WR)
                while connection.sock.recv(65536):
                    pass
            except (ssl.SSLError, OSError):
                pass
            raw.close()
            connection.abort()
        assert bystander.call("health")["ok"]


@tap.timeout(40)
def test_a_client_that_does_not_read_does_not_grow_the_gateway_without_end(gw):
    """Endless requests on one connection: the gateway stops reading them."""
    gw.get("/health")
    before = gw.rss_kb()
    with gw.connected() as talker, httpc.Connection(gw.port, tls=gw.tls) as deaf:
        sent = ask_without_end(deaf.sock, f"GET /health HTTP/1.1\r\nHost: 127.0.0.1:{gw.port}"
                                          "\r\n\r\n", seconds=3)
        assert talker.call("health")["ok"]
        grown = gw.rss_kb() - before
    assert 100_000 < sent < 32 << 20, f"{sent} bytes were read"
    assert grown < memory.allowed(8_000), f"{grown} kB for one that reads nothing"


def ask_without_end(sock, request, seconds):
    """Requests for so long, whose answers nobody reads; gives the bytes that were taken."""
    data = (request * 500).encode()
    sock.setblocking(False)
    sent, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            sent += sock.send(data[sent % len(data):])
        except (ssl.SSLWantWriteError, ssl.SSLWantReadError):
            time.sleep(0.01)
    return sent


def test_a_handshake_that_fails_is_told_of_and_a_flood_of_them_fills_no_log():
    with gateway() as gw:
        tap.equal(refusal(gw, maximum_version=ssl.TLSVersion.TLSv1_2),
                  "TLSV1_ALERT_PROTOCOL_VERSION")
        gw.await_log("[tls]", "no connection with 127.0.0.1: unsupported protocol")
        for _ in range(50):
            tap.equal(httpc.raw(gw.port, b"GET / HTTP/1.1\r\n\r\n").status, 400)
        told = [line for line in gw.log().splitlines() if "no connection with" in line]
        assert 2 <= len(told) <= 10, told
        assert any("does not speak TLS" in line for line in told), told


@tap.timeout(40)
def test_who_changes_keys_without_end_is_left_and_others_are_served(gw):
    with gw.connected() as bystander:
        flood = subprocess.Popen(["openssl", "s_client", "-connect", f"127.0.0.1:{gw.port}"],
                                 stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        # Who only says nothing is left after 15 s.
        end = time.monotonic() + min(10, 5 * tap.FACTOR)
        changes = 0
        try:
            while flood.poll() is None:
                assert time.monotonic() < end, "it is still there"
                changes += 1
                flood.stdin.write(b"K\n")
                flood.stdin.flush()
                time.sleep(0.002)
        except BrokenPipeError:
            pass
        finally:
            flood.kill()
            flood.wait()
        assert changes > 100, changes
        assert bystander.call("health")["ok"]


def test_a_handshake_in_crumbs_is_left():
    """The hello of TLS 1.2 and more of them, in records of one byte."""
    with Gateway(config=tls.config(minVersion="TLSv1.2"), tls=tls.context()) as gw:
        hello = b"\x01\x00\x40\x00\x03\x03" + bytes(5000)
        crumbs = b"".join(b"\x16\x03\x01\x00\x01" + bytes([byte]) for byte in hello)
        with socket.create_connection(("127.0.0.1", gw.port), 5 * tap.FACTOR) as peer:
            try:
                peer.sendall(crumbs)
                while peer.recv(1000):
                    pass
            except ConnectionError:
                pass
        gw.await_log("no connection with 127.0.0.1: too many records in the handshake")
        tap.equal(gw.get("/healthz").status, 200)


def test_a_port_in_use_is_named_by_what_is_spoken_there():
    with gateway() as first:
        late = Gateway(config=tls.config(), port=first.port)
        try:
            late.spawn()
            tap.equal(late.wait(20 * tap.FACTOR), 1)
            assert f"already listening on wss://127.0.0.1:{first.port}" in late.log(), late.log()
        finally:
            late.kill()
            shutil.rmtree(late.home, ignore_errors=True)


def test_at_the_end_clients_are_told_before_they_are_closed():
    with gateway() as gw:
        client = gw.connected()
        gw.stop()
        tap.equal(client.socket.wait_closed()[0], 1012)


def test_a_restart_in_place_takes_the_same_certificate():
    with gateway() as gw:
        before = tls.shown(gw.port)
        client = gw.connected()
        gw.send_signal(10)
        tap.equal(client.socket.wait_closed()[0], 1012)
        tap.equal(tls.shown(gw.port), before)
        tap.equal(gw.get("/healthz").status, 200)


def test_no_secret_is_logged(gw):
    with open(glob.glob(os.path.join(gw.state_dir, "gateway/tls/*-key.pem"))[0],
              encoding="ascii") as source:
        lines = [line for line in source.read().splitlines() if "-----" not in line]
    log = gw.log()
    assert not any(line in log for line in lines)


tap.main(globals(), gateway)
