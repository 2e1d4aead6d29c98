#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# A port that somebody else holds: a message that names it, and exit 1.
import os
import socket

from support import tap
from support.gateway import Gateway, free_port

GIVE_UP_SECONDS = 15


def refusal(port):
    """Starts a gateway on a port that is taken; gives its output."""
    late = Gateway(port=port)
    try:
        late.spawn()
        tap.equal(late.wait(GIVE_UP_SECONDS), 1, "exit status")
        return late.log()
    finally:
        late.kill()
        late.__exit__(None, None, None)


def check_message(text, port):
    wanted = f"another gateway instance is already listening on ws://127.0.0.1:{port}"
    assert wanted in text, f"missing {wanted!r} in {text!r}"


def test_a_port_of_another_program_is_named_in_the_refusal():
    port = free_port()
    with socket.create_server(("127.0.0.1", port)):
        text = refusal(port)
        check_message(text, port)
        lines = text.splitlines()
        assert f"Port {port} is already in use." in lines, text
        holder = next(line for line in lines if line.startswith(f"- pid {os.getpid()} "))
        assert holder.endswith(f" (127.0.0.1:{port})"), holder


def test_a_port_of_another_gateway_is_named_in_the_refusal():
    with Gateway() as first:
        check_message(refusal(first.port), first.port)
        tap.equal(first.get("/healthz").status, 200)


def test_an_impossible_port_is_refused_with_the_range():
    for port in ("0", "65536", "x", "-1"):
        gateway = Gateway(port=port)
        gateway.spawn()
        tap.equal(gateway.wait(5), 1, f"--port {port}")
        assert "Invalid --port" in gateway.log(), gateway.log()
        gateway.__exit__(None, None, None)


if __name__ == "__main__":
    tap.main(globals())
