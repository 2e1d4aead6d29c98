#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What `gateway status` tells of the service, of the rights of a probe, and of who has the port.
import contextlib
import json
import os
import shutil
import subprocess
import sys

from command_line import Home
from fake_gateway import FakeGateway, plain_hello
from support import tap

LISTENER = "import socket, sys, time; s = socket.create_server(('127.0.0.1', 0)); " \
           "print(s.getsockname()[1], flush=True); time.sleep(60)"


def status(home, *arguments, **env):
    outcome = home.run("gateway", "status", *arguments, **env)
    tap.equal((outcome.status, outcome.err), (0, ""))
    return outcome.out


def report(home, *arguments, **env):
    return json.loads(status(home, "--json", *arguments, **env))


def has_line(text, *lines):
    for line in lines:
        assert line in text.splitlines(), f"no line {line!r} in\n{text}"


@contextlib.contextmanager
def unit(home, name="openclaw-gateway.service", enabled=True):
    folder = os.path.join(home.path, ".config/systemd/user")
    os.makedirs(os.path.join(folder, "default.target.wants"))
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write("[Service]\nExecStart=/usr/bin/openclaw gateway --port 7\nRestart=always\n")
    if enabled:
        os.symlink(path, os.path.join(folder, "default.target.wants", name))
    yield path
    shutil.rmtree(os.path.join(home.path, ".config"))


def test_there_need_be_no_service(home):
    has_line(status(home), "Service: not installed")
    service = report(home)["service"]
    tap.equal((service["label"], service["loaded"], service["command"]), ("systemd", False, None))


def test_a_service_is_told_of(home):
    with unit(home) as path:
        has_line(status(home), "Service: systemd (enabled)",
                 "Service file: ~/.config/systemd/user/openclaw-gateway.service",
                 "Command: /usr/bin/openclaw gateway --port 7")
        service = report(home)["service"]
        tap.equal((service["loaded"], service["loadedText"], service["command"]),
                  (True, "enabled", {"sourcePath": path,
                                     "execStart": "/usr/bin/openclaw gateway --port 7"}))
    with unit(home, enabled=False):
        has_line(status(home), "Service: systemd (disabled)")


def test_a_profile_has_a_service_of_its_own(home):
    with unit(home, "openclaw-gateway-work.service") as path:
        has_line(status(home), "Service: not installed")
        has_line(status(home, OPENCLAW_PROFILE="work"), "Service: systemd (enabled)")
        assert f"Other service: {path}" not in status(home)
        has_line(status(home, "--deep"), f"Other service: {path}")
        assert path in [one["label"] for one in report(home, "--deep")["extraServices"]]
        tap.equal(report(home)["extraServices"], [])


def test_what_a_probe_may_do_is_named(home):
    for scopes, name in (([], "connected_no_operator_scope"), (["operator.read"], "read_only"),
                         (["operator.read", "operator.write"], "write_capable"),
                         (["operator.admin"], "admin_capable")):
        def hello(params, scopes=tuple(scopes)):
            return plain_hello(params) | {"server": {"version": "1", "connId": "c"},
                                          "auth": {"role": "operator", "scopes": list(scopes)}}
        with FakeGateway(hello=hello) as gateway:
            env = {"OPENCLAW_GATEWAY_PORT": str(gateway.port), "OPENCLAW_GATEWAY_TOKEN": "t"}
            rpc = report(home, **env)["rpc"]
            tap.equal((rpc["capability"], rpc["auth"], rpc["kind"]),
                      (name, {"role": "operator", "scopes": scopes}, "connect"))
            has_line(status(home, **env), "RPC probe: ok", "Capability: " + name.replace("_", "-"))
            tap.equal(report(home, "--require-rpc", **env)["rpc"]["kind"], "read")
    tap.equal(report(home)["rpc"]["capability"], "unknown")


def test_whoever_has_the_port_is_described_without_his_secrets(home):
    words = [sys.executable, "-c", LISTENER, "--token", "correct-horse-battery"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as other:
        env = {"OPENCLAW_GATEWAY_PORT": other.stdout.readline().strip()}
        port = report(home, "--no-probe", **env)["port"]
        listener, = port["listeners"]
        tap.equal((listener["pid"], listener["ppid"], port["status"]),
                  (other.pid, os.getpid(), "busy"))
        assert listener["user"] and "create_server" in listener["commandLine"], listener
        assert "correct-horse-battery" not in json.dumps(port), listener
        tap.equal(port["hints"],
                  ["Another process is listening on this port. Stop it, or use another port."])
        other.kill()


def test_who_can_connect_is_noted(home):
    assert report(home)["gateway"]["probeNote"].startswith("Loopback-only gateway;")
    home.write_config({"gateway": {"bind": "lan"}})
    assert "probeNote" not in report(home)["gateway"]
    assert "Probe note" not in status(home)
    home.write_config({})


tap.main(globals(), Home)
