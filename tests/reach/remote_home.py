# SPDX-License-Identifier: MIT
"""A user on another machine than the gateway's, as far as one machine can show it."""
import contextlib
import json
import os
import subprocess
import tempfile

from cli.command_line import Home
from support import tap
from support.gateway import Gateway, binary
from support.lan import Lan
from support.sshd import Sshd, at_home, await_no_tunnels


class RemoteHome(Home):
    """Programs run as a user whose home directory this is, for ssh too. It knows the server."""

    def __init__(self, sshd):
        super().__init__()
        self.sshd = sshd

    def __enter__(self):
        super().__enter__()
        os.mkdir(os.path.join(self.path, ".ssh"), 0o700)
        self.write(".ssh/known_hosts", self.sshd.known_line())
        return self

    def write(self, name, text):
        with open(os.path.join(self.path, name), "w", encoding="utf-8") as out:
            out.write(text)

    def remote(self, port, **more):
        """Writes the configuration of the remote mode; `port` is the gateway's."""
        remote = {"url": f"ws://127.0.0.1:{port}", "transport": "ssh", "token": "tok",
                  "sshTarget": self.sshd.target, "sshIdentity": self.sshd.client_key} | more
        self.write_config({"gateway": {"mode": "remote", "remote": {
            key: value for key, value in remote.items() if value is not None}}})

    # Runs the words behind it; a test may put something in between.
    wrapped = ()

    def start(self, *arguments, **env):
        return subprocess.Popen(at_home(self.path, [*self.wrapped, binary(), *arguments]),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment(**env), cwd=self.path)

    def environment(self, **more):
        return super().environment(**{"USER": self.sshd.user, **more})

    def report(self, *words, **env):
        """What `gateway probe --json` says."""
        outcome = self.run("gateway", "probe", "--json", *words, **env)
        assert outcome.err == "", outcome.err
        return json.loads(outcome.out)


class World:
    """A gateway on the loopback of one host, an SSH server beside it, and a user on another host:
    no way but a tunnel leads from here to there. `gateway` is how the gateway is."""

    def __init__(self, **gateway):
        self._options = gateway

    def __enter__(self):
        self._stack = contextlib.ExitStack()
        enter = self._stack.enter_context
        folder = enter(tempfile.TemporaryDirectory(prefix="oc-ssh-"))
        lan = enter(Lan("gwhost", "client1"))
        self.there = lan["gwhost"]
        with self.there.inside():
            self.gateway = enter(Gateway(**self._options))
            self.sshd = enter(Sshd(folder, address=self.there.address))
        self.home = enter(RemoteHome(self.sshd))
        self.home.remote(self.gateway.port)
        enter(lan["client1"].inside())
        return self

    @contextlib.contextmanager
    def beside(self, *options):
        """Another SSH server there, and the home of a user who knows it."""
        with tempfile.TemporaryDirectory(prefix="oc-ssh-") as folder, contextlib.ExitStack() as own:
            with self.there.inside():
                sshd = own.enter_context(Sshd(folder, *options, address=self.there.address))
            yield sshd, own.enter_context(RemoteHome(sshd))

    @contextlib.contextmanager
    def ssh_files(self, text):
        """What ~/.ssh/config says meanwhile."""
        self.home.write(".ssh/config", text)
        yield
        os.unlink(os.path.join(self.home.path, ".ssh/config"))

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    def run(self, *words, **env):
        outcome = self.home.run(*words, **env)
        await_no_tunnels(self.sshd.port)
        return outcome

    @contextlib.contextmanager
    def changed(self, **more):
        self.home.remote(self.gateway.port, **more)
        yield
        self.home.remote(self.gateway.port)


def failed(outcome, *texts):
    tap.equal((outcome.status, outcome.out), (1, ""))
    for text in texts:
        assert text in outcome.err, outcome.err
