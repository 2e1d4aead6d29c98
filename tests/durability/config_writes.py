# SPDX-License-Identifier: MIT
"""`openclaw config set` again and again, killed at any moment."""
import json
import os
import subprocess
import threading

from support.gateway import binary

KEY = "wizard.lastRunCommand"


class Writer(threading.Thread):
    """Writes one value after another until it is told to stop. `written` is the last that the
    program said to have written, `begun` the last that it was asked to write."""

    def __init__(self, gateway, name, before):
        super().__init__(daemon=True)
        self.gateway = gateway
        self.name = name
        self.written = self.begun = before
        self.count = 0
        self._process = None
        self._stopped = False

    def run(self):
        number = 0
        while not self._stopped:
            self.begun = f"{self.name}-{number}"
            self._process = subprocess.Popen(
                [binary(), "config", "set", KEY, self.begun], stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                env=self.gateway.environment(), cwd=self.gateway.home)
            if self._stopped:
                self._process.kill()
            out = self._process.communicate()[0]
            if self._process.returncode == 0:
                self.written = self.begun
                self.count += 1
            else:
                assert self._process.returncode < 0, out
            number += 1

    def kill(self):
        self._stopped = True
        if self._process is not None:
            self._process.kill()

    def check(self):
        """The file is whole, and says what was written last or what was being written."""
        path = os.path.join(self.gateway.state_dir, "openclaw.json")
        with open(path, encoding="utf-8") as source:
            config = json.load(source)
        assert os.stat(path).st_mode & 0o777 == 0o600, oct(os.stat(path).st_mode)
        assert config["gateway"]["auth"]["token"] == self.gateway.token, config
        found = config["wizard"]["lastRunCommand"]
        assert found in (self.written, self.begun), (found, self.written, self.begun)
        return found
