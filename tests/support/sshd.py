# SPDX-License-Identifier: MIT
"""A real SSH server on the loopback, and programs that see a home directory of their own.

ssh does not ask HOME but the password file where the home directory is; `at_home` runs a program
with another one in its place, in a mount namespace.
"""
import getpass
import os
import shutil
import signal
import subprocess
import time

from .gateway import free_port
from .tap import FACTOR

MOUNT = 'mount --bind "$0" /etc/passwd && exec "$@"'


def make_key(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    return path


def at_home(home, words):
    """The words that run `words` as a user whose home directory is `home`."""
    passwd = os.path.join(home, "passwd")
    with open("/etc/passwd", encoding="utf-8") as source:
        rows = [row.split(":") for row in source.read().splitlines()]
    for row in rows:
        if len(row) > 5 and row[2] in ("0", str(os.getuid())):
            row[5] = home
    with open(passwd, "w", encoding="utf-8") as out:
        out.write("".join(":".join(row) + "\n" for row in rows))
    flags = "-m" if os.geteuid() == 0 else "-rm"
    return ["unshare", flags, "sh", "-c", MOUNT, passwd, *words]


class Sshd:
    """`options` are further lines of its configuration. Its files are in `folder`."""

    def __init__(self, folder, *options, address="127.0.0.1"):
        self.folder = folder
        self.address = address
        self.port = free_port()
        self.user = getpass.getuser()
        self.host_key = make_key(os.path.join(folder, "host_key"))
        self.client_key = make_key(os.path.join(folder, "client_key"))
        self.options = options
        self.process = None

    @property
    def target(self):
        return f"{self.user}@{self.address}:{self.port}"

    def known_line(self, key=None):
        with open((key or self.host_key) + ".pub", encoding="ascii") as source:
            return f"[{self.address}]:{self.port} {source.read()}"

    def __enter__(self):
        path = os.path.join(self.folder, "sshd_config")
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"Port {self.port}\nListenAddress {self.address}\nHostKey {self.host_key}\n"
                      f"AuthorizedKeysFile {self.client_key}.pub\nPidFile none\nUsePAM no\n"
                      "PasswordAuthentication no\nPermitRootLogin prohibit-password\n"
                      "StrictModes no\n" + "".join(line + "\n" for line in self.options))
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self._log = os.path.join(self.folder, "sshd.log")
        with open(self._log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [shutil.which("sshd", path="/usr/sbin:/usr/bin"), "-D", "-e", "-f", path],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self._await("Server listening on")
        return self

    def _await(self, text):
        deadline = time.monotonic() + 10 * FACTOR
        while text not in self.log():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"no SSH server: {self.log()}")
            time.sleep(0.01)

    def log(self):
        with open(self._log, encoding="utf-8", errors="replace") as source:
            return source.read()

    def kill_all(self):
        """The server, and those of its processes that serve somebody."""
        for pid in members(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()

    def __exit__(self, *_error):
        if self.process.poll() is None:
            self.kill_all()


def members(session):
    """The processes below one, itself too."""
    parents = {}
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as source:
                parents[int(name)] = int(source.read().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue
    found = {session}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def tunnels(port):
    """The ssh processes that speak to the server on this port."""
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/cmdline", "rb") as source:
                words = source.read().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"ssh") and b"-N" in words and str(port).encode() in words:
            found.append(int(name))
    return found


def await_no_tunnels(port, seconds=3):
    deadline = time.monotonic() + seconds * FACTOR
    while left := tunnels(port):
        if time.monotonic() > deadline:
            raise AssertionError(f"left behind: {left}")
        time.sleep(0.01)
