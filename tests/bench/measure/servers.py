# SPDX-License-Identifier: MIT
"""The two servers: the gateway and the floor. Both run on one core, the load on another one."""
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import tempfile
import time

TOKEN = "bench-token"
START_SECONDS = 10
STOP_SECONDS = 6


def cores():
    """(core of the servers, core of the load)."""
    usable = sorted(os.sched_getaffinity(0))
    return usable[0], usable[-1]


@contextlib.contextmanager
def pinned(core):
    """What is started within runs on this core."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)


def spawn_on(core, command, env, log):
    """Starts a command on one core, without a shell or a fork of this interpreter between."""
    actions = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
               (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
               (os.POSIX_SPAWN_DUP2, 1, 2)]
    with pinned(core):
        return os.posix_spawn(command[0], command, env, file_actions=actions)


def free_port():
    """A port below the ephemeral range that nobody listens on, on either loopback address."""
    while True:
        port = random.randint(20000, 32000)
        try:
            for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
                with socket.socket(family, socket.SOCK_STREAM) as probe:
                    probe.bind((host, port))
            return port
        except OSError:
            continue


def is_ready(port):
    """One try of GET /readyz."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as link:
            link.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return b" 200 " in link.recv(64)
    except OSError:
        return False


class Server:
    """A fresh process on a fresh directory, from __enter__ to __exit__."""

    def __init__(self, workdir):
        self.dir = tempfile.mkdtemp(prefix="server-", dir=workdir)
        self.log_path = os.path.join(self.dir, "log")
        self.port = free_port()
        self.pid = 0
        self.start_ms = 0.0

    def prepare(self):
        """(command, environment)."""
        raise NotImplementedError

    def __enter__(self):
        self._start()
        return self

    def restart(self):
        """A new process on the directory that the first one has left."""
        self._stop()
        self._start()

    def _start(self):
        command, env = self.prepare()
        begun = time.perf_counter()
        self.pid = spawn_on(cores()[0], command, env, self.log_path)
        while not is_ready(self.port):
            if time.perf_counter() - begun > START_SECONDS or self._ended():
                log = self.log()
                self.__exit__()
                raise RuntimeError(f"{command[0]} does not get ready: {log[-500:]}")
        self.start_ms = (time.perf_counter() - begun) * 1e3

    def log(self):
        with open(self.log_path, errors="replace") as source:
            return source.read()

    def _ended(self):
        if self.pid and os.waitpid(self.pid, os.WNOHANG)[0]:
            self.pid = 0
        return self.pid == 0

    def __exit__(self, *_error):
        self._stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def _stop(self):
        if not self._ended():
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while not self._ended():
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
            time.sleep(0.01)


class Gateway(Server):
    """The gateway with its default plugins and a token, as a user would run it. `echo_delay_ms` is
    how long the embedded model thinks about each word; `env` is added to the environment."""
    token = TOKEN

    def __init__(self, workdir, build, echo_delay_ms=None, env=None):
        super().__init__(workdir)
        self.extra_env = env or {}
        self.echo_delay_ms = echo_delay_ms
        self.binary = os.path.join(build, "openclaw")
        self.state_dir = os.path.join(self.dir, "state")

    def environment(self):
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": self.dir,
                "LANG": "C.UTF-8", "OPENCLAW_STATE_DIR": self.state_dir,
                "OPENCLAW_LOG_DIR": os.path.join(self.dir, "log"), **self.extra_env}

    def prepare(self):
        os.makedirs(self.state_dir, mode=0o700, exist_ok=True)
        config = {"gateway": {"mode": "local", "port": self.port,
                              "auth": {"mode": "token", "token": TOKEN}}}
        if self.echo_delay_ms is not None:
            echo = {"config": {"delayMs": self.echo_delay_ms}}
            config["plugins"] = {"entries": {"provider-echo": echo}}
        path = os.path.join(self.state_dir, "openclaw.json")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(config, out)
        return [self.binary, "gateway", "run"], self.environment()


class Floor(Server):
    """The bare server, which says what the gateway said: `texts` maps its options to bytes."""
    token = ""

    def __init__(self, workdir, build, texts, trigger):
        super().__init__(workdir)
        self.binary = os.path.join(build, "tests", "bench", "floor")
        self.texts = texts
        self.trigger = trigger

    def prepare(self):
        command = [self.binary, "--port", str(self.port), "--trigger", self.trigger]
        for name, text in self.texts.items():
            path = os.path.join(self.dir, name)
            with open(path, "wb") as out:
                out.write(text)
            command += ["--" + name, path]
        return command, {"PATH": "/usr/bin:/bin"}
