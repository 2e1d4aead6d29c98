#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The gateway's secrets go to the gateway that is meant: not to whom an answer points to, not to a
# proxy of the environment, and not to whoever holds a port of this machine.
import contextlib
import socket
import tempfile
import threading

from command_line import Home
from fake_gateway import FakeGateway
from support import tap
from support.certificate import Certificate


@contextlib.contextmanager
def listening(answer=b"", tls=None):
    """A server that gives everybody this answer; its port, and a list of those who came."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    peer, _ = listener.accept()
                    came.append(peer)
                    with peer, tls.wrap_socket(peer, server_side=True) if tls else peer as inside:
                        inside.recv(65536)
                        inside.sendall(answer)
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1], came
        listener.shutdown(socket.SHUT_RDWR)


def redirect(url):
    return (f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n").encode()


def test_nobody_is_followed_elsewhere(home):
    for scheme in ("http", "ws"):
        with FakeGateway() as other:
            there = f"{scheme}://127.0.0.1:{other.port}/"
            with listening(redirect(there)) as (port, _):
                outcome = home.run("gateway", "health", "--url", f"ws://127.0.0.1:{port}",
                                   "--token", "secret")
        tap.equal((other.requests, other.peers), ([], []))
        tap.equal((outcome.status, outcome.out), (1, ""))
        assert f"127.0.0.1:{port} is no gateway: it points to {there}," in outcome.err, outcome.err


def test_nobody_is_followed_elsewhere_with_tls_either(home):
    with tempfile.TemporaryDirectory(prefix="oc-stray-") as folder:
        own = Certificate(folder, "own")
        with FakeGateway(tls=own.server()) as other:
            there = f"https://127.0.0.1:{other.port}/"
            with listening(redirect(there), own.server()) as (port, _):
                outcome = home.run("gateway", "health", "--url", f"wss://127.0.0.1:{port}",
                                   "--token", "secret", "--tls-fingerprint", own.shown)
    tap.equal((other.requests, other.peers), ([], []))
    assert f"it points to {there}," in outcome.err, outcome.err


def test_a_proxy_of_the_environment_is_not_asked(home):
    with FakeGateway() as gateway, listening() as (port, came):
        proxy = f"127.0.0.1:{port}"
        for name in ("http_proxy", "all_proxy", "socks_proxy"):
            for text in (proxy, "http://" + proxy):
                for name_as in (name, name.upper()):
                    outcome = home.run("gateway", "health", "--url", gateway.url, "--token", "t",
                                       **{name_as: text})
                    tap.equal((outcome.status, outcome.err), (0, ""), f"{name_as}={text}")
    tap.equal(came, [])


def asked(home, config, **env):
    """What the holder of the local port is given by a command that has this configuration."""
    with FakeGateway() as gateway:
        home.write_config({"gateway": config})
        home.run("gateway", "health", OPENCLAW_GATEWAY_PORT=str(gateway.port), **env)
        home.write_config({})
        return gateway.of("connect")[0].get("auth")


def test_the_token_of_another_place_is_not_for_who_holds_the_local_port(home):
    remote = {"token": "far"}
    for config in ({"remote": remote | {"url": "wss://gateway.example"}},
                   {"remote": remote | {"sshTarget": "me@gateway.example"}},
                   {"remote": remote, "auth": {"token": "${NOT_SET_AT_ALL}"}},
                   {"remote": remote, "auth": {"password": "${NOT_SET_AT_ALL}"}}):
        tap.equal(asked(home, config), None, f"{config}")
    tap.equal(asked(home, {"remote": remote}), {"token": "far"})
    tap.equal(asked(home, {"remote": remote, "auth": {"token": "near"}}), {"token": "near"})


tap.main(globals(), Home)
