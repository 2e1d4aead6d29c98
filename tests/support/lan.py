# SPDX-License-Identifier: MIT
"""A local network of several hosts, each with its own interfaces, name, /run, D-Bus and avahi.

    def test_something():
        with Lan("gwhost", "client1", avahi=["gwhost"]) as lan:
            with lan["client1"].inside():
                ...        # sockets and programs of here are that host's

A host is a set of namespaces held by a process that sleeps. All hosts are on one bridge, as
10.99.0.1, .2, ... What cannot be had is an error, never a skip.
"""
import contextlib
import ctypes
import os
import signal
import subprocess
import tempfile
import time

from .tap import FACTOR

CLONE_FS = 0x200
KINDS = (("net", 0x40000000), ("uts", 0x04000000), ("mnt", 0x00020000))
LIBC = ctypes.CDLL(None, use_errno=True)
BUS = "/run/dbus/system_bus_socket"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/>
<allow send_type="method_call"/><allow send_type="signal"/><allow send_requested_reply="true"/>
<allow receive_type="method_call"/><allow receive_type="signal"/>
<allow receive_type="method_return"/><allow receive_type="error"/></policy></busconfig>
"""
AVAHI_CONFIG = """[server]
host-name=%s
use-ipv4=yes
use-ipv6=no
ratelimit-interval-usec=0
ratelimit-burst=0
[publish]
publish-hinfo=no
publish-workstation=no
"""


def _checked(result, what):
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def await_true(fn, what, seconds=10.0):
    """The first true value of fn()."""
    deadline = time.monotonic() + seconds * FACTOR
    while True:
        value = fn()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"in vain: {what}")
        time.sleep(0.02)


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


class Host:
    """One host of a Lan."""

    def __init__(self, name, number, folder):
        self.name, self.number = name, number
        self.address = f"10.99.0.{number}"
        self.folder = os.path.join(folder, name)
        os.mkdir(self.folder)
        self._programs = {}
        self._holder = subprocess.Popen(
            ["unshare", "--net", "--uts", "--mount", "sh", "-c",
             f"hostname {name} && mount -t tmpfs tmpfs /run && echo up && exec sleep 1000"],
            stdout=subprocess.PIPE, text=True)
        assert self._holder.stdout.readline() == "up\n", f"no namespaces for the host {name}"

    def plug(self):
        """Joins the bridge. lan0 is no veth itself: not all programs can read their names."""
        ip(f"link add far{self.number} type veth peer name wire netns {self._holder.pid}")
        ip(f"link set far{self.number} master lan up")
        with self.inside():
            ip("link set lo up")
            ip("link add lan0 type bridge mcast_snooping 0 forward_delay 0")
            ip("link set wire addrgenmode none master lan0 up")
            ip(f"addr add {self.address}/24 dev lan0")
            ip("link set lan0 up multicast on")
            ip("route add 224.0.0.0/4 dev lan0")

    @contextlib.contextmanager
    def inside(self):
        """The calling thread is on this host meanwhile, and so are those that it starts here."""
        here = os.getcwd()
        own = [(os.open(f"/proc/self/ns/{kind}", os.O_RDONLY), flag) for kind, flag in KINDS]
        theirs = [(os.open(f"/proc/{self._holder.pid}/ns/{kind}", os.O_RDONLY), flag)
                  for kind, flag in KINDS]
        try:
            self._enter(theirs, here)
            yield self
        finally:
            self._enter(own, here)
            for descriptor, _ in own + theirs:
                os.close(descriptor)

    @staticmethod
    def _enter(namespaces, folder):
        _checked(LIBC.unshare(CLONE_FS), "unshare")
        for descriptor, flag in namespaces:
            _checked(LIBC.setns(descriptor, flag), "setns")
        os.chdir(folder)

    # --- programs ----------------------------------------------------------------------------
    def start(self, key, words, env=None):
        """A program in the background, until stop(key) or the end; its words go to <key>.log."""
        with self.inside(), open(self.log_path(key), "ab") as log:
            self._programs[key] = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env)
        return self._programs[key]

    def pid(self, key):
        return self._programs[key].pid

    def runs(self, key):
        return key in self._programs and self._programs[key].poll() is None

    def log_path(self, key):
        return os.path.join(self.folder, key + ".log")

    def log(self, key):
        with open(self.log_path(key), encoding="utf-8", errors="replace") as source:
            return source.read()

    def clear(self, key):
        """Its log begins anew."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.log_path(key))

    def dump(self):
        for file in sorted(os.listdir(self.folder)):
            if file.endswith(".log"):
                for line in self.log(file[:-4]).splitlines()[-40:]:
                    print(f"# {self.name} {file[:-4]}: {line[:400]}")

    def signal(self, key, number):
        self._programs[key].send_signal(number)

    def stop(self, key):
        program = self._programs.pop(key, None)
        if program is not None:
            program.kill()
            program.wait()

    def run(self, words, **options):
        """A program that ends: what it wrote to stdout."""
        options.setdefault("timeout", 20 * FACTOR)
        with self.inside():
            return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  check=True, text=True, **options).stdout

    def start_dbus(self):
        config = os.path.join(self.folder, "bus.conf")
        with open(config, "w", encoding="ascii") as out:
            out.write(BUS_CONFIG % BUS)
        with self.inside():
            os.makedirs(os.path.dirname(BUS), exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                os.unlink(BUS)
            self.start("dbus", ["dbus-daemon", f"--config-file={config}", "--nofork",
                                "--nopidfile"])
            await_true(lambda: os.path.exists(BUS), "the bus of " + self.name)

    def start_avahi(self):
        """With a D-Bus when there is none yet."""
        self.stop("avahi")
        if "dbus" not in self._programs:
            self.start_dbus()
        config = os.path.join(self.folder, "avahi.conf")
        with open(config, "w", encoding="ascii") as out:
            out.write(AVAHI_CONFIG % self.name)
        self.clear("avahi")
        self.start("avahi", ["avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits",
                             "-f", config])
        await_true(lambda: "startup complete" in self.log("avahi"), "avahi of " + self.name)

    def end(self):
        for key in list(self._programs):
            with contextlib.suppress(ProcessLookupError):
                self.signal(key, signal.SIGCONT)
            self.stop(key)
        self._holder.kill()
        self._holder.wait()
        self._holder.stdout.close()


class Lan:
    """Hosts by their names, in a network of their own; those of `avahi` have one that runs."""

    def __init__(self, *names, avahi=()):
        self._names = names
        self._avahi = avahi
        self._hosts = {}

    def __getitem__(self, name):
        return self._hosts[name]

    def __enter__(self):
        # The bridge lives in namespaces that end with this program.
        _checked(LIBC.unshare(CLONE_FS | 0x40000000 | 0x00020000), "unshare (are you root?)")
        subprocess.run(["mount", "--make-rprivate", "/"], check=True)
        self._folder = tempfile.TemporaryDirectory(prefix="oc-lan-")
        ip("link set lo up")
        ip("link add lan type bridge mcast_snooping 0 forward_delay 0")
        ip("link set lan up")
        for number, name in enumerate(self._names, 1):
            self._hosts[name] = Host(name, number, self._folder.name)
            self._hosts[name].plug()
        for name in self._avahi:
            self._hosts[name].start_avahi()
        return self

    def dump(self):
        """What its programs wrote, as TAP comments."""
        for host in self._hosts.values():
            host.dump()

    def __exit__(self, *_):
        for host in self._hosts.values():
            host.end()
        self._hosts = {}
        self._folder.cleanup()
        return False
