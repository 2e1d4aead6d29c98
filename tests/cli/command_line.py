# SPDX-License-Identifier: MIT
"""Runs the program as a user does, in a home directory of its own."""
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass

from support.gateway import binary, free_port
from support.tap import FACTOR


@dataclass
class Outcome:
    status: int
    out: str
    err: str


class Home:
    """A context manager; `config` is the text of openclaw.json, or an object that becomes it."""

    def __init__(self, config=None):
        self._config = config
        self._directory = None
        self.port = free_port()

    def __enter__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="oc-cli-")
        self.path = self._directory.name
        self.state_dir = os.path.join(self.path, "state")
        self.config_path = os.path.join(self.state_dir, "openclaw.json")
        os.mkdir(self.state_dir, 0o700)
        if self._config is not None:
            self.write_config(self._config)
        return self

    def __exit__(self, *_error):
        self._directory.cleanup()

    def write_config(self, config):
        with open(self.config_path, "w", encoding="utf-8") as out:
            out.write(config if isinstance(config, str) else json.dumps(config))

    def environment(self, **more):
        env = {"PATH": "/usr/bin:/bin", "HOME": self.path, "LANG": "C.UTF-8",
               "OPENCLAW_STATE_DIR": self.state_dir, "OPENCLAW_GATEWAY_PORT": str(self.port),
               "OPENCLAW_DISABLE_BONJOUR": "1",
               "OPENCLAW_LOG_DIR": os.path.join(self.path, "log"), "TMPDIR": self.path}
        env.update((name, value) for name, value in os.environ.items()
                   if name.endswith("SAN_OPTIONS"))
        env.update(more)
        return {name: value for name, value in env.items() if value is not None}

    def start(self, *arguments, **env):
        """The process, with pipes for what it prints."""
        return subprocess.Popen([binary(), *arguments], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env=self.environment(**env), cwd=self.path)

    def run(self, *arguments, **env):
        with self.start(*arguments, **env) as process:
            try:
                out, err = process.communicate(timeout=10 * FACTOR)
            except subprocess.TimeoutExpired:
                process.kill()
                raise AssertionError(f"{arguments} does not end") from None
        return Outcome(process.returncode, out.decode(), err.decode())
