#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `gateway probe` through an SSH tunnel that is open meanwhile, with a real SSH server.
import contextlib
import os
import socket
import tempfile

from remote_home import RemoteHome
from support import tap
from support.gateway import Gateway, free_port
from support.sshd import Sshd, await_no_tunnels


class World:
    """A gateway, an SSH server beside it, and a user elsewhere who has no configuration."""

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="oc-ssh-"))
        self.gateway = self._stack.enter_context(Gateway())
        self.sshd = self._stack.enter_context(Sshd(folder))
        self.home = self._stack.enter_context(RemoteHome(self.sshd))
        self.way = ("--ssh", self.sshd.target, "--ssh-identity", self.sshd.client_key,
                    "--token", "tok")
        self.port = {"OPENCLAW_GATEWAY_PORT": str(self.gateway.port)}
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_tunnel_is_opened_looked_through_and_closed(world):
    found = world.home.report(*world.way, **world.port)
    await_no_tunnels(world.sshd.port)
    tunnelled, local = found["targets"]
    tap.equal((found["ok"], found["primaryTargetId"]), (True, "sshTunnel"))
    tap.equal((tunnelled["id"], tunnelled["kind"], tunnelled["active"]),
              ("sshTunnel", "sshTunnel", True))
    tunnel = tunnelled["tunnel"]
    tap.equal((tunnel["kind"], tunnel["target"], tunnel["remotePort"]),
              ("ssh", world.sshd.target, world.gateway.port))
    tap.equal(tunnelled["url"], f"ws://127.0.0.1:{tunnel['localPort']}")
    assert tunnel["pid"] > 0 and not os.path.exists(f"/proc/{tunnel['pid']}"), tunnel
    assert not listens(tunnel["localPort"])
    tap.equal((tunnelled["connect"]["ok"], tunnelled["summary"]["pid"]), (True, world.gateway.pid))
    # It is the same gateway that this machine's loopback leads to, and says so itself.
    tap.equal((local["id"], local["tunnel"], local["connect"]["ok"]), ("localLoopback", None, True))


def test_in_words_the_tunnel_is_named(world):
    text = world.home.run("gateway", "probe", *world.way, **world.port).out
    for line in ("Targets", f"  ssh: {world.sshd.target}"):
        assert line in text.splitlines(), text
    assert "\nRemote over SSH ws://127.0.0.1:" in text, text
    assert max(map(len, text.splitlines())) <= 80, text


def test_a_tunnel_that_fails_is_a_warning_beside_what_is_found(world):
    world.home.write(".ssh/known_hosts", "")
    found = world.home.report(*world.way, **world.port)
    tap.equal((found["ok"], [one["id"] for one in found["targets"]]), (True, ["localLoopback"]))
    warning, = [one for one in found["warnings"] if one["code"] == "ssh_tunnel_failed"]
    assert warning["message"].startswith("SSH tunnel failed: no SSH tunnel to "), warning
    assert "Host key verification failed." in warning["message"], warning
    text = world.home.run("gateway", "probe", *world.way, **world.port).out
    assert "\nWarning:\n- SSH tunnel failed:" in text, text
    assert max(map(len, text.splitlines())) <= 80, text
    world.home.write(".ssh/known_hosts", world.sshd.known_line())


def test_the_configured_way_is_taken_in_both_modes(world):
    remote = {"transport": "ssh", "sshTarget": world.sshd.target, "token": "tok",
              "sshIdentity": world.sshd.client_key, "url": f"ws://127.0.0.1:{world.gateway.port}"}
    for mode, active in (("remote", [True, False]), ("local", [True, True])):
        world.home.write_config({"gateway": {"mode": mode, "remote": remote}})
        found = world.home.report()
        tap.equal([(one["id"], one["active"]) for one in found["targets"]],
                  list(zip(["sshTunnel", "localLoopback"], active)))
        tap.equal(found["targets"][0]["tunnel"]["remotePort"], world.gateway.port)
        tap.equal(found["targets"][0]["connect"]["ok"], True)
    world.home.write_config({})


def test_the_host_of_a_remote_address_may_be_that_of_its_ssh_server(world):
    world.home.write(".ssh/config", f"Host gw.invalid\n  HostName 127.0.0.1\n"
                     f"  Port {world.sshd.port}\n  IdentityFile {world.sshd.client_key}\n"
                     f"  HostKeyAlias [127.0.0.1]:{world.sshd.port}\n")
    world.home.write_config({"gateway": {"remote": {"url": "wss://gw.invalid", "token": "tok"},
                                         "auth": {"token": "tok"}}})
    found = world.home.report(**world.port)
    tap.equal([(one["id"], one["connect"]["ok"]) for one in found["targets"]],
              [("sshTunnel", True), ("configRemote", False), ("localLoopback", True)])
    tap.equal(found["targets"][0]["tunnel"]["target"], world.sshd.target)
    os.unlink(os.path.join(world.home.path, ".ssh/config"))
    world.home.write_config({})


def test_where_it_is_said_to_go_direct_no_tunnel_is_opened(world):
    for more in ({"url": "wss://gw.invalid"}, {"url": "wss://gw.invalid", "remotePort": 4711},
                 {"url": "wss://gw.invalid", "sshTarget": world.sshd.target}):
        world.home.write_config({"gateway": {"remote": {"transport": "direct"} | more}})
        found = world.home.report("--token", "tok", **world.port)
        tap.equal([one["id"] for one in found["targets"]], ["configRemote", "localLoopback"])
        codes = [one["code"] for one in found["warnings"]]
        assert "ssh_tunnel_failed" not in codes, codes
    world.home.write_config({})


def test_how_far_a_host_key_is_believed_may_be_left_to_ssh(world):
    world.home.write(".ssh/known_hosts", "")
    world.home.write(".ssh/config", "StrictHostKeyChecking accept-new\n")
    remote = {"sshTarget": world.sshd.target, "sshIdentity": world.sshd.client_key,
              "token": "tok", "url": "wss://gw.invalid", "sshHostKeyPolicy": "openssh"}
    world.home.write_config({"gateway": {"remote": remote}})
    # One that is named by hand has to be known.
    tap.equal([world.home.report(*words, **world.port)["targets"][0]["id"]
               for words in (world.way, ())], ["configRemote", "sshTunnel"])
    os.unlink(os.path.join(world.home.path, ".ssh/config"))
    world.home.write(".ssh/known_hosts", world.sshd.known_line())
    world.home.write_config({})


def test_the_port_of_the_gateway_there_may_be_configured(world):
    world.home.write_config({"gateway": {"remote": {"remotePort": world.gateway.port}}})
    tunnelled = world.home.report(*world.way)["targets"][0]
    tap.equal((tunnelled["tunnel"]["remotePort"], tunnelled["connect"]["ok"]),
              (world.gateway.port, True))
    world.home.write_config({})


def test_an_automatic_tunnel_needs_somebody_who_announces_himself(world):
    found = world.home.report("--ssh-auto", "--token", "tok", **world.port)
    tap.equal([one["id"] for one in found["targets"]], ["localLoopback"])
    tap.equal([one["code"] for one in found["warnings"]], ["ssh_tunnel_failed"])
    assert "asks nobody where OPENCLAW_DISABLE_BONJOUR" in found["warnings"][0]["message"], found


def test_a_saved_token_is_not_for_a_machine_named_by_hand(world):
    world.home.write_config({"gateway": {"remote": {"sshTarget": "me@gw.invalid",
                                                    "token": "tok"}}})
    way = ("--ssh", world.sshd.target, "--ssh-identity", world.sshd.client_key)
    for words, ok in ((("--token", "tok"), True), ((), False)):
        tunnelled = world.home.report(*way, *words, **world.port)["targets"][0]
        tap.equal((tunnelled["id"], tunnelled["connect"]["ok"]), ("sshTunnel", ok), f"{words}")
    world.home.write_config({})


def test_a_bad_target_is_refused(world):
    outcome = world.home.run("gateway", "probe", "--ssh=-oProxyCommand=x")
    tap.equal((outcome.status, outcome.out), (1, ""))
    assert "Gateway probe failed: invalid SSH target: -oProxyCommand=x" in outcome.err, outcome.err
    outcome = world.home.run("gateway", "probe", "--ssh", "")
    tap.equal((outcome.status, outcome.out), (1, ""))
    assert "Gateway probe failed: invalid SSH target: it is empty" in outcome.err, outcome.err


def test_an_ssh_server_that_is_silent_costs_its_share_of_the_time(world):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        found = world.home.report("--ssh", f"me@127.0.0.1:{port}", "--timeout", "1000",
                                  OPENCLAW_GATEWAY_PORT=str(free_port()))
        assert found["durationMs"] < 2000 * tap.FACTOR, found
        codes = [one["code"] for one in found["warnings"]]
        tap.equal(codes, ["ssh_tunnel_failed", "no_gateway_reachable"])
        await_no_tunnels(port)


tap.main(globals(), World)
