#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Why there is no way to a gateway through SSH: said in words, with the remedy, and in time.
import contextlib
import os
import socket
import time

from cli.fake_gateway import FakeGateway
from remote_home import World, failed
from support import tap
from support.gateway import free_port
from support.sshd import await_no_tunnels, make_key


def test_an_unknown_host_is_refused_and_not_remembered(world):
    world.home.write(".ssh/known_hosts", "")
    outcome = world.run("health")
    failed(outcome, f"no SSH tunnel to {world.sshd.target}: ", "Host key verification failed.",
           "Connect once by hand, compare the key and accept it:",
           f"ssh -p {world.sshd.port} {world.sshd.user}@{world.sshd.address}")
    with open(os.path.join(world.home.path, ".ssh/known_hosts"), encoding="utf-8") as source:
        tap.equal(source.read(), "")
    other = make_key(os.path.join(world.home.path, "other_host"))
    world.home.write(".ssh/known_hosts", world.sshd.known_line(other))
    failed(world.run("health"), "IDENTIFICATION HAS CHANGED", "ssh-keygen -R",
           "The host has another key than it had before.")
    world.home.write(".ssh/known_hosts", world.sshd.known_line())


def test_a_wrong_key_is_told_with_the_remedy(world):
    wrong = make_key(os.path.join(world.home.path, "wrong"))
    with world.changed(sshIdentity=wrong):
        failed(world.run("health"), "Permission denied (publickey", "gateway.remote.sshIdentity",
               "ssh-copy-id")


def test_who_is_not_there_is_told(world):
    with world.changed(sshTarget=f"{world.sshd.user}@{world.sshd.address}:{free_port()}"):
        failed(world.run("health"), "Connection refused", "No SSH server listens there.")
    with world.changed(sshTarget="me@nobody.invalid"):
        failed(world.run("health"), "Could not resolve hostname")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with world.changed(sshTarget=f"me@127.0.0.1:{port}"):
            start = time.monotonic()
            failed(world.run("health", "--timeout", "600"), "it did not open in time")
            assert time.monotonic() - start < 3 * tap.FACTOR
            await_no_tunnels(port)


def test_what_could_be_an_option_is_never_given_to_ssh(world):
    mark = os.path.join(world.home.path, "mark")
    for target in (f"-oProxyCommand=touch {mark}", f"-oProxyCommand=touch\t{mark}", "-v@host",
                   f"a;touch${{IFS}}{mark}", f"`touch {mark}`@host"):
        with world.changed(sshTarget=target):
            failed(world.run("health"), "invalid SSH target", "Use user@host")
    assert not os.path.exists(mark)


def test_nobody_behind_the_tunnel_is_told(world):
    port = free_port()
    world.home.remote(port)
    failed(world.run("health"), f"the SSH tunnel to {world.sshd.target} is open, but leads nowhere",
           f"No gateway listens on 127.0.0.1:{port} there.", "gateway.remote.url")
    world.home.remote(world.gateway.port)


def test_a_server_that_does_not_forward_is_told(world):
    with world.beside("PermitOpen none") as (sshd, home):
        home.remote(free_port())
        failed(home.run("health"), "prohibited", "AllowTcpForwarding and PermitOpen")
        await_no_tunnels(sshd.port)


def test_a_server_that_goes_in_the_midst_of_a_call_is_told(world):
    def silent(_peer, _frame):
        asked.append(True)
    asked = []
    with world.beside() as (sshd, home), contextlib.ExitStack() as own:
        with world.there.inside():
            gateway = own.enter_context(FakeGateway(silent))
        home.remote(gateway.port)
        process = home.start("health")
        deadline = time.monotonic() + 10 * tap.FACTOR
        while not asked and time.monotonic() < deadline:
            time.sleep(0.01)
        sshd.kill_all()
        start = time.monotonic()
        out, err = process.communicate(timeout=10 * tap.FACTOR)
        assert time.monotonic() - start < 3 * tap.FACTOR
        tap.equal((process.returncode, out), (1, b""))
        assert f"the SSH tunnel to {sshd.target} has ended" in err.decode(), err
        await_no_tunnels(sshd.port)


def test_a_forward_of_the_ssh_files_that_collides_is_told(world):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with world.ssh_files(f"LocalForward 127.0.0.1:{port} 127.0.0.1:1\n"):
            failed(world.run("health"), f"cannot listen to port: {port}",
                   "A forward that ~/.ssh/config has for that host cannot be opened",
                   "without LocalForward")


def test_the_near_end_of_a_tunnel_that_nobody_opened_is_told(world):
    port = free_port()
    with world.changed(transport=None, sshTarget=None, url=f"ws://127.0.0.1:{port}"):
        failed(world.run("health"), f"connect ECONNREFUSED 127.0.0.1:{port}",
               "openclaw config set gateway.remote.sshTarget user@host")


def test_a_token_that_is_refused_there_is_told_by_its_key(world):
    with world.changed(token="other"):
        outcome = world.run("health")
        failed(outcome, "token mismatch", "Sent was gateway.remote.token.",
               "openclaw config set gateway.remote.token <token>")
        assert "other" not in outcome.err.replace("the other gateway", ""), outcome.err


tap.main(globals(), World)
