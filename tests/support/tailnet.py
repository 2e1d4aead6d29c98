# SPDX-License-Identifier: MIT
"""A machine in a tailnet: the stand-ins for `tailscale` and `sudo` in a directory for PATH.

What it does is changed with a file of a name: `boot` (the daemon is coming up), `down` (it cannot
be reached), `login` (nobody is logged in), `deny` (only root may serve), `deny-name` (nobody may
ask for the status once a route is held), `disabled` (serve waits for the administrator), `taken`
(its port is, though nothing shows it), `hang-<subcommand>` (never ends, not even when asked to),
`hang-once-<subcommand>`,
`flood-<subcommand>` (prints without end; `serve` once its route is held), `flood-serve-status`, and
`sudo-asks` (sudo wants a password: it says so with `-n`, and waits for it without).
"""
import json
import os
import shlex
import shutil
import subprocess
import tempfile
import time

from . import tap
from .gateway import Gateway, binary

HOST = "gw.tail1234.ts.net"
SERVE = {"gateway": {"tailscale": {"mode": "serve"}}}
HERE = os.path.dirname(os.path.abspath(__file__))
SUDO = """#!/bin/sh
echo "$*" >>{directory}/sudo.log
if [ -e {directory}/sudo-asks ]; then
  [ "$1" = -n ] || exec sleep 3600
  echo 'sudo: a password is required' >&2
  exit 1
fi
[ "$1" = -n ] || exit 2
shift
FAKE_ROOT=1 exec {become} "$@"
"""
NOBODY = 65534


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as source:
            return source.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Tailnet:
    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="oc-ts-")
        self.program = os.path.join(self.directory, "tailscale")
        self._script("tailscale", "#!/bin/sh\nexec /usr/bin/python3 -SE "
                                  f"{HERE}/fake_tailscale.py {self.directory} \"$@\"\n")
        self._sudo()

    def _sudo(self, become=""):
        self._script("sudo", SUDO.format(directory=self.directory, become=become))

    def _script(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(path, 0o755)

    def start_by_a_shell(self):
        """From now on `tailscale` is the child of a shell, which alone ends with the gateway."""
        self._script("tailscale", "#!/bin/sh\n/usr/bin/python3 -SE "
                                  f"{HERE}/fake_tailscale.py {self.directory} \"$@\"\nexit $?\n")

    def has_a_gateway_of_nobodys(self):
        """From now on any user is in it, and `sudo` makes root of whoever calls it."""
        os.chmod(self.directory, 0o777)
        setpriv = os.path.join(self.directory, "setpriv")
        shutil.copyfile(shutil.which("setpriv"), setpriv)
        os.chmod(setpriv, 0o4755)
        self._sudo(become=setpriv + " --reuid=0 --regid=0 --clear-groups --")

    def by_sudo(self):
        """What sudo was called with, a line each."""
        try:
            with open(os.path.join(self.directory, "sudo.log"), encoding="utf-8") as source:
                return source.read().splitlines()
        except FileNotFoundError:
            return []

    @property
    def env(self):
        """For a gateway on this machine."""
        return {"PATH": self.directory + ":" + os.environ.get("PATH", "/usr/bin:/bin")}

    def set(self, name):
        with open(os.path.join(self.directory, name), "w", encoding="utf-8"):
            pass

    def unset(self, name):
        os.unlink(os.path.join(self.directory, name))

    def know(self, name, value):
        """What the daemon says from now on: `status`, `serve`, `whois`."""
        path = os.path.join(self.directory, name + ".json")
        with open(path + ".new", "w", encoding="utf-8") as out:
            json.dump(value, out)
        os.rename(path + ".new", path)

    def routes(self):
        try:
            with open(os.path.join(self.directory, "serve.json"), encoding="utf-8") as source:
                return json.load(source)
        except FileNotFoundError:
            return {}

    def held(self):
        """The one route that a program holds in the foreground, or None."""
        held = list(self.routes().get("Foreground", {}).values())
        return held[0] if len(held) == 1 else None

    def port(self):
        """To which the held route leads."""
        web = self.held()["Web"][HOST + ":443"]
        return int(web["Handlers"]["/"]["Proxy"].rsplit(":", 1)[1])

    def calls(self):
        try:
            with open(os.path.join(self.directory, "calls.log"), encoding="utf-8") as source:
                return [json.loads(line) for line in source]
        except FileNotFoundError:
            return []

    def words(self):
        """Each call as one text, in order."""
        return [" ".join(call["words"]) for call in self.calls()]

    def claim(self):
        """The last call that was to hold a route."""
        return [call for call in self.calls() if "--bg=false" in call["words"]][-1]

    def last_calls(self):
        """The calls from the last on that began anew."""
        calls = self.calls()
        first = max(at for at, call in enumerate(calls) if call["words"] == ["version"])
        return calls[first:]

    def last_attempt(self):
        """Their words; a daemon that was too slow with its answer was asked again."""
        words = [" ".join(call["words"]) for call in self.last_calls()]
        return [one for at, one in enumerate(words) if at == 0 or one != words[at - 1]]

    def await_route(self, seconds=5.0):
        self.wait(lambda: self.held() is not None, "no route is held", seconds)

    def await_no_route(self, seconds=5.0):
        self.wait(lambda: not self.routes().get("Foreground"), "the route is still held", seconds)

    def wait(self, what, complaint, seconds=5.0):
        deadline = time.monotonic() + seconds * tap.FACTOR
        while not what():
            if time.monotonic() > deadline:
                raise AssertionError(f"{complaint}; called: {self.words()}")
            time.sleep(0.01)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.directory, ignore_errors=True)
        return False


def served(net, config=None, env=None, **options):
    return Gateway(config=config or SERVE, env={**net.env, **(env or {})}, **options)


def _nobody():
    """What makes nobody of a program; he may read the build and the tests wherever they stand."""
    words = ["setpriv", f"--reuid={NOBODY}", "--clear-groups"]
    places = (binary(), os.path.join(HERE, "fake_tailscale.py"))
    if any(subprocess.run([*words, "--", "test", "-r", place], check=False).returncode
           for place in places):
        words += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return shlex.join([*words, "--"])


def served_by_nobody(net, config=None):
    """A gateway that is another user's than root's, ready to be started."""
    net.has_a_gateway_of_nobodys()
    gw = served(net, config, wrap=_nobody())
    gw._write_config()
    for path in (gw.home, gw.state_dir, os.path.join(gw.state_dir, "openclaw.json")):
        os.chown(path, NOBODY, -1)
    return gw


def state(gw):
    """What the gateway says of it, the same in both places."""
    with gw.connected() as client:
        for _ in range(5):  # it may change between the two
            status, health = client.call("status"), client.call("health")
            if status.get("tailscale") == health.get("tailscale"):
                break
    tap.equal(status.get("tailscale"), health.get("tailscale"), "health against status")
    return status.get("tailscale")


def await_state(gw, net, wanted, seconds=8.0):
    net.wait(lambda: state(gw)["state"] == wanted, f"the state is not {wanted}", seconds)
    return state(gw)


def proxied(target):
    return {"TCP": {"443": {"HTTPS": True}},
            "Web": {HOST + ":443": {"Handlers": {"/": {"Proxy": target}}}}}
