# SPDX-License-Identifier: MIT
"""The real gateway as a fixture: temp directories, a free port, a clean environment, a clean end.

The binary comes from OPENCLAW_BIN; OPENCLAW_WRAP (`valgrind -q --error-exitcode=9`, for instance)
goes before it, and OPENCLAW_TEST_FACTOR stretches the waits for slow builds.
"""
import glob
import json
import os
import random
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from . import httpc, rpc
from .tap import FACTOR

START_SECONDS = 10 * FACTOR
STOP_SECONDS = 5 * FACTOR
PORT_RETRIES = 5
HELD = re.compile(r"plugin \S+ (?:has )?held the loop for (\d+) ms")
# Plugins that a test brings may misbehave; those that are shipped may not.
SHIPPED = glob.glob(os.path.join(os.environ.get("OPENCLAW_SOURCE", "."), "plugins", "*", ""))
assert SHIPPED, "OPENCLAW_SOURCE names no tree"
LEFT_BEHIND = re.compile(r"\bplugin (" + "|".join(os.path.basename(path[:-1]) for path in SHIPPED)
                         + r") left behind")


def binary():
    path = os.environ.get("OPENCLAW_BIN")
    if not path:
        raise SystemExit("OPENCLAW_BIN names no binary; set it to <builddir>/openclaw")
    return path


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


def merged(base, over):
    """`over` laid over `base`, object by object."""
    result = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = merged(result[key], value) if both else value
    return result


class Gateway:
    """`auth` is token, password, none, or None for no config file (with --allow-unconfigured).
    `config` is laid over the config that follows from it; `env` over the clean environment (None
    drops a variable). `tls` is the ssl.SSLContext by which it is spoken to. `wrap` goes before the
    program instead of OPENCLAW_WRAP; `stderr` is a descriptor instead of the log. `home` reuses the
    directories of another instance, which keeps them."""

    def __init__(self, auth="token", token="tok", password="pw", config=None, env=None, args=(),
                 home=None, port=None, log_limit=200, wrap=None, stderr=None,
                 tls=None):
        self.tls = tls
        self.auth, self.token, self.password = auth, token, password
        self.config = config or {}
        self.extra_env = env or {}
        self.args = list(args)
        self.port = port
        self.process = None
        self._log_limit = log_limit
        self._stderr = stderr
        self._wrap = os.environ.get("OPENCLAW_WRAP", "") if wrap is None else wrap
        self._own_home = home is None
        self._fixed_port = port is not None
        self.home = home or tempfile.mkdtemp(prefix="oc-wire-")
        self.state_dir = os.path.join(self.home, "state")
        self.log_path = os.path.join(self.home, f"stderr-{random.getrandbits(32):08x}.log")

    # --- setting up --------------------------------------------------------------------------
    def _write_config(self):
        os.makedirs(self.state_dir, mode=0o700, exist_ok=True)
        if self.auth is None and not self.config:
            return
        base = {"gateway": {"mode": "local"}}
        if self.auth is not None:
            base["gateway"]["auth"] = {"mode": self.auth}
        secret = getattr(self, self.auth) if self.auth in ("token", "password") else None
        if secret is not None:
            base["gateway"]["auth"][self.auth] = secret
        path = os.path.join(self.state_dir, "openclaw.json")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump(merged(base, self.config), out)

    def environment(self):
        """What the gateway and a CLI beside it get to see."""
        env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": self.home,
               "LANG": "C.UTF-8", "OPENCLAW_STATE_DIR": self.state_dir,
               "OPENCLAW_DISABLE_BONJOUR": "1",
               "OPENCLAW_LOG_DIR": os.path.join(self.home, "log"), "TMPDIR": self.home}
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS"):
                env[name] = value
        env.update(self.extra_env)
        return {name: value for name, value in env.items() if value is not None}

    def command(self):
        words = shlex.split(self._wrap)
        words += [binary(), "gateway", "run", "--port", str(self.port)]
        if self.auth is None:
            words.append("--allow-unconfigured")
        return words + self.args

    def spawn(self):
        """Starts the process and returns at once."""
        self._write_config()
        if self.port is None:
            self.port = free_port()
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=self._stderr or log, env=self.environment(),
                                            cwd=self.home)
        return self

    def start(self):
        """Starts the process and waits until /readyz says 200; another port when one was taken."""
        for _ in range(PORT_RETRIES):
            self.spawn()
            if self._wait_ready():
                return self
            if self._fixed_port or "already" not in self.log():
                break
            self.port = None
        self.dump()
        self.kill()
        raise AssertionError(f"the gateway did not get ready (exit {self.process.returncode})")

    def _wait_ready(self):
        # Under valgrind all is some thirty times slower.
        deadline = time.monotonic() + START_SECONDS * (6 if self._wrap else 1)
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get("/readyz", timeout=2).status == 200:
                    return True
            except (OSError, AssertionError):
                pass
            time.sleep(0.005)
        return False

    def rss_kb(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as source:
            return int(next(line for line in source if line.startswith("VmRSS")).split()[1])

    def await_log(self, *texts, seconds=5.0, times=1):
        """Waits for lines of the log that have all of these: they may come behind an answer."""
        deadline = time.monotonic() + seconds * FACTOR
        while sum(all(text in line for text in texts)
                  for line in self.log().splitlines()) < times:
            if time.monotonic() > deadline:
                raise AssertionError(f"no line of the log has {texts!r}")
            time.sleep(0.01)

    # --- ending ------------------------------------------------------------------------------
    def send_signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=None):
        """The exit status; AssertionError when the process is still there after so long."""
        try:
            return self.process.wait(STOP_SECONDS if seconds is None else seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError("the gateway is still running") from None

    def stop(self, number=signal.SIGTERM):
        """A clean end: the signal, then exit 0 in time, and each of our plugins lets all go."""
        if self.process.poll() is None:
            self.send_signal(number)
        status = self.wait()
        if status != 0:
            raise AssertionError(f"the gateway ended with {status}")
        left = [line for line in self.log().splitlines() if LEFT_BEHIND.search(line)]
        if left:
            raise AssertionError("\n".join(left))

    def kill(self):
        """SIGKILL; no exit status is expected."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def restart(self):
        """A new process on the same directories and the same port."""
        self.kill()
        self._fixed_port = True
        return self.start()

    # --- looking -----------------------------------------------------------------------------
    @property
    def pid(self):
        return self.process.pid

    def _writes_log(self):
        """Whether the thread that writes the console has something to do."""
        for task in glob.glob(f"/proc/{self.pid}/task/*"):
            try:
                with open(task + "/stat", encoding="ascii") as source:
                    name, state = source.read().rsplit(")", 1)
            except (FileNotFoundError, ProcessLookupError):
                continue
            if name.endswith("(oc-log") and state.split()[0] != "S":
                return True
        return False

    def log(self):
        """Everything the gateway has printed, up to what it did before its last answer."""
        deadline = time.monotonic() + FACTOR
        while self._writes_log() and time.monotonic() < deadline:
            time.sleep(0.001)
        try:
            with open(self.log_path, encoding="utf-8", errors="replace") as source:
                return source.read()
        except FileNotFoundError:
            return ""

    def longest_hold_ms(self):
        """How long a plugin held the loop, at most, as the log tells. Where programs wait for
        processors that may be some 50 ms with no plugin to blame."""
        return max(map(int, HELD.findall(self.log())), default=0)

    def dump(self):
        """The end of the log as TAP comments."""
        for line in self.log().splitlines()[-self._log_limit:]:
            print("# gateway: " + line[:1000])
        sys.stdout.flush()

    def client(self, **options):
        """A client before its handshake."""
        return rpc.Client(self.port, tls=self.tls, **options)

    def connected(self, timeout=5.0, **options):
        """A client after its handshake, with this gateway's secret."""
        client = rpc.Client(self.port, timeout=timeout, tls=self.tls)
        if self.auth == "token":
            options.setdefault("token", self.token)
        elif self.auth == "password":
            options.setdefault("password", self.password)
        elif self.auth == "none":
            options.setdefault("client_id", "gateway-client")
            options.setdefault("mode", "backend")
        try:
            client.connect(**options)
        except BaseException:
            client.socket.abort()
            raise
        return client

    def get(self, path, **options):
        return httpc.request(self.port, path, tls=self.tls, **options)

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, _error, _trace):
        if kind is not None:
            self.dump()
        try:
            if kind is None and self.process is not None and self.process.returncode is None:
                self.stop()
        except AssertionError:
            self.dump()
            raise
        finally:
            self.kill()
            if self._own_home:
                shutil.rmtree(self.home, ignore_errors=True)
        return False
