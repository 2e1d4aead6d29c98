#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Commands that reach a gateway through an SSH tunnel of their own, with a real SSH server.
import contextlib
import os
import signal
import tempfile

from cli.fake_gateway import FakeGateway
from remote_home import World, failed
from support import tap
from support.certificate import Certificate
from support.lan import await_true
from support.sshd import await_no_tunnels, tunnels


def follow(world):
    """`logs --follow` through a tunnel, once it has shown a line."""
    process = world.home.start("logs", "--follow", "--interval", "100", "--plain")
    assert process.stdout.readline()
    tap.equal(len(tunnels(world.sshd.port)), 1)
    return process


def test_what_is_asked_is_the_gateway_at_the_other_end(world):
    outcome = world.run("gateway", "call", "status", "--json")
    assert f'"pid":{world.gateway.pid}' in outcome.out.replace(" ", ""), outcome.out
    # Nothing of this machine is told for that of the other.
    text = world.run("gateway", "status").out
    assert "RPC probe: ok" in text and "through SSH to " in text, text
    assert "Service:" not in text, text


def test_following_the_log_ends_with_its_tunnel(world):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process = follow(world)
        process.send_signal(number)
        process.communicate(timeout=5 * tap.FACTOR)
        await_no_tunnels(world.sshd.port)


def test_a_command_that_is_killed_leaves_nothing(world):
    process = follow(world)
    process.kill()
    process.communicate()
    await_no_tunnels(world.sshd.port)


def test_one_that_is_stopped_and_then_killed_leaves_nothing(world):
    process = follow(world)
    process.send_signal(signal.SIGTSTP)
    process.kill()
    process.communicate()
    await_no_tunnels(world.sshd.port)


def test_what_ssh_has_started_ends_with_the_command(world):
    mark = os.path.join(world.home.path, "sleeper")

    def sleeps():
        with open(mark, encoding="ascii") as source:
            pid = source.read().strip()
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as source:
                return source.read() != b""  # else it has ended, and nobody has asked how
        except OSError:
            return False

    # One who reads nothing does not notice that ssh is gone.
    with world.ssh_files(f"ProxyCommand sh -c 'echo $$ > {mark}.new; mv {mark}.new {mark}; "
                         "exec sleep 1000'\n"):
        for number in (signal.SIGINT, signal.SIGKILL):
            process = world.home.start("health")
            await_true(lambda: os.path.exists(mark), "a ProxyCommand")
            await_true(sleeps, "a ProxyCommand that sleeps")
            process.send_signal(number)
            process.communicate(timeout=10 * tap.FACTOR)
            await_true(lambda: not sleeps(), "the end of the ProxyCommand")
            os.unlink(mark)
    await_no_tunnels(world.sshd.port)


def test_who_takes_the_near_end_is_given_no_secret(world):
    script = os.path.join(os.path.dirname(__file__), "taken_port.py")
    heard = os.path.join(world.home.path, "heard")
    world.home.wrapped = ("sh", "-c", 'mount --bind "$0" /usr/bin/ssh && exec "$@"', script)
    for honest in (True, False):
        outcome = world.home.run("health", TAKEN_PORT_HEARD=heard, TAKEN_PORT_HONEST=str(honest),
                                 PYTHONPATH=os.environ["PYTHONPATH"])
        tap.equal(outcome.status == 0, honest, outcome.err)
        with open(heard, encoding="utf-8") as source:
            tap.equal('"tok"' in source.read(), honest)
        if not honest:
            failed(outcome, "is in the hands of another program", "It was given no secret.")
    world.home.wrapped = ()


def test_how_far_a_host_key_is_believed_may_be_left_to_ssh(world):
    world.home.write(".ssh/known_hosts", "")
    with world.ssh_files("StrictHostKeyChecking accept-new\n"):
        for policy in (None, "strict"):
            with world.changed(sshHostKeyPolicy=policy):
                failed(world.run("health"), "Host key verification failed.")
        with world.changed(sshHostKeyPolicy="openssh"):
            tap.equal(world.run("health").status, 0)
    world.home.write(".ssh/known_hosts", "")
    with world.changed(sshHostKeyPolicy="openssh"):
        failed(world.run("health"), "Host key verification failed.")
    world.home.write(".ssh/known_hosts", world.sshd.known_line())


def test_an_alias_of_the_ssh_files_does_as_a_target(world):
    sshd = world.sshd
    with world.ssh_files(f"Host box\n  HostName {sshd.address}\n  Port {sshd.port}\n"
                         f"  User {sshd.user}\n  IdentityFile {sshd.client_key}\n"), \
            world.changed(sshTarget="box", sshIdentity=None):
        outcome = world.run("health")
        tap.equal((outcome.status, outcome.err), (0, ""))


def test_a_connection_that_ssh_keeps_for_others_is_not_used(world):
    socket_path = os.path.join(world.home.path, "master")
    world.home.write(".ssh/config", f"ControlMaster auto\nControlPersist yes\n"
                     f"ControlPath {socket_path}\n")
    outcome = world.run("health")
    tap.equal((outcome.status, outcome.err), (0, ""))
    assert not os.path.exists(socket_path)
    os.unlink(os.path.join(world.home.path, ".ssh/config"))


def test_without_a_transport_a_target_for_ssh_beside_a_loopback_url_is_taken(world):
    with world.changed(transport=None):
        tap.equal(world.run("health").status, 0)
    with world.changed(transport=None, url=None):
        tap.equal(world.run("health", OPENCLAW_GATEWAY_PORT=str(world.gateway.port)).status, 0)
    with world.changed(remotePort=world.gateway.port, url="ws://127.0.0.1:1"):
        before = world.sshd.log().count("Accepted publickey")
        tap.equal(world.run("health").status, 0)
        tap.equal(world.sshd.log().count("Accepted publickey"), before + 1)
    with world.changed(transport="direct"):
        failed(world.run("health"), f"connect ECONNREFUSED 127.0.0.1:{world.gateway.port}")
    with world.changed(transport="pigeon"):
        failed(world.run("health"), "Invalid gateway.remote.transport: pigeon. Use ssh or direct.")
    with world.changed(sshTarget=None):
        failed(world.run("health"), "gateway.remote.transport is ssh, but it is not said whereto.")
    with world.changed(transport="direct", url=None):
        failed(world.run("health"), "gateway.remote.url is not set")


def test_tls_and_its_pin_go_through_a_tunnel_too(world):
    with tempfile.TemporaryDirectory(prefix="oc-ssh-") as folder, contextlib.ExitStack() as own:
        one, two = Certificate(folder, "one"), Certificate(folder, "two")
        with world.there.inside():
            gateway = own.enter_context(FakeGateway(tls=one.server()))
        with world.changed(url=gateway.url, tlsFingerprint=one.shown):
            tap.equal(world.run("health").status, 0)
        with world.changed(url=gateway.url, tlsFingerprint=two.shown):
            failed(world.run("health"), "is not the pinned one")


def test_the_secrets_of_the_gateway_are_not_in_the_environment_of_ssh(world):
    process = world.home.start("logs", "--follow", OPENCLAW_GATEWAY_TOKEN="tok")
    assert process.stdout.readline()
    pid, = tunnels(world.sshd.port)
    with open(f"/proc/{pid}/environ", "rb") as source:
        assert b"OPENCLAW_GATEWAY_TOKEN" not in source.read()
    process.kill()
    process.communicate()
    await_no_tunnels(world.sshd.port)


def test_an_ssh_that_would_go_to_the_background_stays(world):
    world.home.write(".ssh/config", "ForkAfterAuthentication yes\n")
    outcome = world.run("health")
    tap.equal((outcome.status, outcome.err), (0, ""))
    os.unlink(os.path.join(world.home.path, ".ssh/config"))


tap.main(globals(), World)
