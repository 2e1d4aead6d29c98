#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A stand-in for `tailscale` and its daemon, after the recorded answers of the real ones.

fake_tailscale.py <directory> <words...>: the directory holds what the daemon knows
(status.json, serve.json, whois.json), a line a call (calls.log), and files that change how it
behaves: see support/tailnet.py, which makes it.
"""
import fcntl
import json
import os
import signal
import sys
import time

HOST = "gw.tail1234.ts.net"
DENIED = ("error: Access denied: serve config denied\n\nUse 'sudo tailscale serve' or "
          "'tailscale up --operator=$USER' to not require root.")
AWAY = ("failed to connect to local tailscaled; it doesn't appear to be running (sudo systemctl "
        "start tailscaled ?)")


class Daemon:
    def __init__(self, directory):
        self.directory = directory

    def path(self, name):
        return os.path.join(self.directory, name)

    def has(self, name):
        return os.path.exists(self.path(name))

    def read(self, name, otherwise):
        try:
            with open(self.path(name), encoding="utf-8") as source:
                return json.load(source)
        except FileNotFoundError:
            return otherwise

    def change(self, edit):
        """Runs edit(config) on the routes while nobody else does."""
        with open(self.path("serve.lock"), "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            config = self.read("serve.json", {})
            result = edit(config)
            fresh = self.path(f"serve.json.{os.getpid()}")
            with open(fresh, "w", encoding="utf-8") as out:
                json.dump(config, out)
            os.rename(fresh, self.path("serve.json"))
            return result

    def note(self, words):
        line = json.dumps({"words": words, "root": "FAKE_ROOT" in os.environ, "pid": os.getpid(),
                           "group": os.getpgrp(), "environment": sorted(os.environ),
                           "descriptors": sorted(os.listdir("/proc/self/fd"), key=int)})
        with open(self.path("calls.log"), "a", encoding="utf-8") as out:
            out.write(line + "\n")


def fail(message, status=1):
    print(message, file=sys.stderr)
    sys.exit(status)


def show(value):
    print("# a line that is no JSON")
    print(json.dumps(value, indent=2))


def status(daemon):
    if daemon.has("deny-name") and daemon.read("serve.json", {}).get("Foreground"):
        fail("permission denied")
    state = "Starting" if daemon.has("boot") else "NeedsLogin" if daemon.has("login") else "Running"
    node = {"ID": "n1", "HostName": "gw", "DNSName": HOST + ".", "Online": True,
            "TailscaleIPs": ["100.64.0.1", "fd7a:115c:a1e0::1"]}
    show(daemon.read("status.json", {"Version": "1.80.0", "BackendState": state, "Self": node,
                                     "MagicDNSSuffix": "tail1234.ts.net", "Peer": {}}))


def whois(daemon, address):
    people = daemon.read("whois.json", {})
    if address not in people:
        fail("peer not found")
    login, name = people[address]
    show({"Node": {"Name": "laptop.tail1234.ts.net."},
          "UserProfile": {"LoginName": login, "DisplayName": name, "ProfilePicURL": ""}})


def take_off(config, port, path):
    for place in [one for one in config.get("Web", {}) if one.endswith(":" + port)]:
        config["Web"][place]["Handlers"].pop(path, None)
        if config["Web"][place]["Handlers"]:
            return
        del config["Web"][place]
        config.get("AllowFunnel", {}).pop(place, None)
    config.get("TCP", {}).pop(port, None)


def route(mode, port, target):
    place = f"{HOST}:{port}"
    out = {"TCP": {port: {"HTTPS": True}},
           "Web": {place: {"Handlers": {"/": {"Proxy": f"http://127.0.0.1:{target}"}}}}}
    if mode == "funnel":
        out["AllowFunnel"] = {place: True}
    return out


def flood():
    line = b"x" * 8191 + b"\n"
    while True:
        os.write(sys.stdout.fileno(), line)


def hold(daemon, mode, port, target):
    session = f"{os.getpid():016x}"

    def enter(config):
        held = config.setdefault("Foreground", {})
        ports = [config.get("TCP", {}), *(one["TCP"] for one in held.values())]
        if daemon.has("taken") or any(port in one for one in ports):
            fail(f"error: foreground listener already exists for port {port}")
        held[session] = route(mode, port, target)

    def leave(*_):
        daemon.change(lambda config: config.get("Foreground", {}).pop(session, None))
        os._exit(0)

    daemon.change(enter)
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    where = "on the internet" if mode == "funnel" else "within your tailnet"
    print(f"Available {where}:\n\nhttps://{HOST}/\n|-- proxy http://127.0.0.1:{target}\n\n"
          "Press Ctrl+C to exit.", flush=True)
    if daemon.has("flood-serve"):
        flood()
    while True:
        signal.pause()


def serve(daemon, mode, words):
    if daemon.has("deny") and "FAKE_ROOT" not in os.environ:
        fail(DENIED)
    if words[:2] == ["status", "--json"]:
        if daemon.has("flood-serve-status"):
            flood()
        return show(daemon.read("serve.json", {}))
    options = dict((word[2:].split("=", 1) + ["true"])[:2] for word in words if word[:2] == "--")
    last = words[-1]
    port = options.get("https", "443")
    if last == "off":
        return daemon.change(lambda config: take_off(config, port, options.get("set-path", "/")))
    if daemon.has("disabled"):
        print("Serve is not enabled on your tailnet.\nTo enable, visit:\n\n"
              "  https://login.tailscale.com/f/serve?node=n1", flush=True)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(3600)
    if options.get("bg") == "false":
        return hold(daemon, mode, port, last)
    daemon.change(lambda config: config.update({"AllowFunnel": {}, **route(mode, port, last)}))
    return print("Serve started and running in the background.")


def main():
    os.umask(0)  # root and the gateway's user write the same files
    daemon, words = Daemon(sys.argv[1]), sys.argv[2:]
    daemon.note(words)
    once = daemon.has("hang-once-" + words[0])
    if once:
        os.unlink(daemon.path("hang-once-" + words[0]))
    if once or daemon.has("hang-" + words[0]):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            time.sleep(3600)
    if words[0] != "serve" and daemon.has("flood-" + words[0]):
        flood()
    if words[0] == "version":
        return print("1.80.0\n  tailscale commit: none")
    if daemon.has("down"):
        fail(AWAY)
    if words == ["status", "--json"]:
        return status(daemon)
    if words[:2] == ["whois", "--json"]:
        return whois(daemon, words[2])
    if words[0] in ("serve", "funnel"):
        return serve(daemon, words[0], words[1:])
    return fail("unknown subcommand: " + words[0], 2)


if __name__ == "__main__":
    main()
