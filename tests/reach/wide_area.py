#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The zone by which a tailnet finds the gateway, read back from a real name server.
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

from support import netns, tap
from support.gateway import Gateway, binary, free_port
from support.lan import await_true

DOMAIN = "openclaw.internal"
SERVICE = "_openclaw-gw._tcp." + DOMAIN
ADDRESS = "100.64.7.1"
HOST = socket.gethostname().split(".")[0].lower()
ON = {"discovery": {"wideArea": {"enabled": True, "domain": DOMAIN}}}
NSD = """server:
  ip-address: 127.0.0.1@{port}
  username: ""
  chroot: ""
  zonesdir: "{zones}"
  database: ""
  pidfile: "{work}/nsd.pid"
  xfrdfile: "{work}/xfrd.state"
  zonelistfile: "{work}/zone.list"
remote-control:
  control-enable: no
zone:
  name: {domain}
  zonefile: {domain}.db
"""


class NameServer:
    """nsd with the zone of a gateway."""

    def __init__(self, gw):
        self.port = free_port()
        self.work = tempfile.mkdtemp(prefix="oc-nsd-")
        path = os.path.join(self.work, "nsd.conf")
        with open(path, "w", encoding="utf-8") as out:
            out.write(NSD.format(port=self.port, work=self.work, domain=DOMAIN,
                                 zones=os.path.join(gw.state_dir, "dns")))
        self.process = subprocess.Popen(["/usr/sbin/nsd", "-d", "-c", path])
        deadline = time.monotonic() + 5 * tap.FACTOR
        while not self.ask("SOA", DOMAIN) and time.monotonic() < deadline:
            time.sleep(0.02)

    def ask(self, kind, name):
        done = subprocess.run(["dig", "+short", "+time=1", "+tries=1", "@127.0.0.1", "-p",
                               str(self.port), kind, name], capture_output=True, text=True,
                              timeout=10, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(5)
        shutil.rmtree(self.work, ignore_errors=True)
        return False


def discovered(gw, dns):
    """What `gateway discover` finds in that domain."""
    env = {**gw.environment(), "OPENCLAW_WIDE_AREA_DNS": f"127.0.0.1:{dns.port}"}
    done = subprocess.run([binary(), "gateway", "discover", "--json", "--timeout", "1000"],
                          env=env, capture_output=True, text=True, timeout=20, check=True)
    return json.loads(done.stdout)["beacons"]


def zone_path(gw):
    return os.path.join(gw.state_dir, "dns", DOMAIN + ".db")


def zone(gw):
    with open(zone_path(gw), encoding="utf-8") as source:
        return source.read()


def serial(gw):
    return int(re.search(r"^@ IN SOA ns1 hostmaster (\d+) 7200 3600 1209600 60$", zone(gw),
                         re.MULTILINE).group(1))


def test_a_name_server_serves_what_is_written():
    with Gateway(config=ON) as gw:
        gw.await_log(f"wide-area DNS-SD updated ({DOMAIN}. → {zone_path(gw)})")
        with NameServer(gw) as dns:
            instance = dns.ask("PTR", SERVICE)
            tap.equal(instance, f"{HOST}-gateway.{SERVICE}.")
            tap.equal(dns.ask("SRV", instance), f"0 0 {gw.port} {HOST}.{DOMAIN}.")
            tap.equal(dns.ask("A", f"{HOST}.{DOMAIN}"), ADDRESS)
            tap.equal(dns.ask("NS", DOMAIN), f"ns1.{DOMAIN}.")
            tap.equal(dns.ask("A", f"ns1.{DOMAIN}"), ADDRESS)
            texts = re.findall(r'"([^"]*)"', dns.ask("TXT", instance))
            tap.equal(texts[1:], ["role=gateway", "transport=gateway", f"gatewayPort={gw.port}"])
            assert texts[0].startswith("displayName=" + socket.gethostname().split(".")[0]), texts
            tap.equal(dns.ask("SOA", DOMAIN).split()[2], str(serial(gw)))
            found = discovered(gw, dns)
            tap.equal([(one["instanceName"], one["domain"], one["wsUrl"]) for one in found],
                      [(f"{HOST}-gateway", DOMAIN + ".",
                        f"ws://{HOST}.{DOMAIN}:{gw.port}")])


def test_our_own_discover_finds_the_gateway_by_it():
    with Gateway(config=ON) as gw:
        gw.await_log("wide-area DNS-SD updated")
        with NameServer(gw) as dns, tempfile.TemporaryDirectory() as home:
            done = subprocess.run(
                [binary(), "gateway", "discover", "--json"], capture_output=True, timeout=20,
                check=True, env={"HOME": home, "OPENCLAW_WIDE_AREA_DOMAIN": DOMAIN,
                                 "OPENCLAW_WIDE_AREA_DNS": f"127.0.0.1:{dns.port}"})
        found = json.loads(done.stdout)["beacons"]
        tap.equal([(one["instanceName"], one["domain"], one["wsUrl"]) for one in found],
                  [(f"{HOST}-gateway", DOMAIN + ".", f"ws://{HOST}.{DOMAIN}:{gw.port}")])


def test_the_full_mode_tells_where_the_program_is_and_a_tailnet_its_name():
    config = {**ON["discovery"], "mdns": {"mode": "full"}}
    env = {"OPENCLAW_SSH_PORT": "2222", "OPENCLAW_CLI_PATH": "/opt/oc",
           "OPENCLAW_TAILNET_DNS": "gw.tail1234.ts.net."}
    with Gateway(config={"discovery": config}, env=env) as gw:
        gw.await_log("wide-area DNS-SD updated")
        text = zone(gw)
        assert '"tailnetDns=gw.tail1234.ts.net" "sshPort=2222" "cliPath=/opt/oc"\n' in text, text


def test_a_file_that_says_the_same_is_not_touched_and_another_gets_a_new_serial():
    gw = Gateway(config=ON).start()
    try:
        gw.await_log("wide-area DNS-SD updated")
        first, before = serial(gw), os.stat(zone_path(gw))
        tap.equal(before.st_mode & 0o777, 0o644)
        tap.equal(first, int(time.strftime("%Y%m%d01", time.gmtime())))
        gw.restart()
        gw.await_log("wide-area DNS-SD unchanged")
        after = os.stat(zone_path(gw))
        tap.equal((after.st_ino, after.st_mtime_ns), (before.st_ino, before.st_mtime_ns))
        gw.stop()
        gw.config = {"discovery": {"wideArea": {"domain": DOMAIN}, "mdns": {"mode": "full"}}}
        gw.start()
        gw.await_log("wide-area DNS-SD updated", times=2)
        tap.equal(serial(gw), first + 1)
        tap.equal(os.listdir(os.path.join(gw.state_dir, "dns")), [DOMAIN + ".db"])
    finally:
        gw.__exit__(None, None, None)


def begun(folder, before):
    """Whether something is being written there, or has been."""
    try:
        names = os.listdir(folder)
        if any(name.startswith(".") for name in names):
            return True
        with open(os.path.join(folder, DOMAIN + ".db"), encoding="utf-8") as source:
            return source.read() != before
    except FileNotFoundError:
        return False


def test_an_end_in_the_middle_leaves_a_whole_zone():
    """Killed when the file beside it appears, or is written, or has just taken its place."""
    gw = Gateway(config=ON)
    before = ""
    try:
        for number in range(5):
            gw.port = free_port()
            gw.spawn()
            watched = os.path.join(gw.state_dir, "dns")
            deadline = time.monotonic() + 10 * tap.FACTOR
            while time.monotonic() < deadline and not begun(watched, before):
                pass
            time.sleep(0.0005 * number)
            gw.kill()
            if os.path.exists(zone_path(gw)):
                before = zone(gw)
                assert before.startswith("; openclaw-content-hash: "), before
                assert before.endswith('"\n'), before
        gw.port = free_port()
        gw.spawn()
        await_true(lambda: os.path.exists(zone_path(gw)) and
                   f'"gatewayPort={gw.port}"' in zone(gw), "the last port")
        gw.kill()
        tap.equal(os.listdir(os.path.dirname(zone_path(gw))), [DOMAIN + ".db"])
    finally:
        gw.__exit__(None, None, None)


def test_what_is_missing_is_told_in_words():
    wide = {"wideArea": {"enabled": True}}
    with Gateway(config={"discovery": wide}) as gw:
        gw.await_log("discovery.wideArea.enabled is true, but no domain was configured; set "
                     "discovery.wideArea.domain to enable unicast DNS-SD")
    with Gateway(config={"discovery": {"wideArea": {"domain": "no such/name"}}}) as gw:
        gw.await_log('discovery.wideArea.domain is "no such/name", which is no DNS name')
        assert not os.path.exists(os.path.join(gw.state_dir, "dns"))
    with Gateway(config={"discovery": wide}, env={"OPENCLAW_WIDE_AREA_DOMAIN": DOMAIN}) as gw:
        gw.await_log("wide-area DNS-SD updated")
    off = {"wideArea": {"enabled": False, "domain": DOMAIN}}
    for config in (None, {"discovery": off}):
        with Gateway(config=config) as gw:
            time.sleep(1)  # as long as one that is on takes
            assert "wide-area" not in gw.log()
            assert not os.path.exists(os.path.join(gw.state_dir, "dns"))


def test_a_directory_that_cannot_be_written_is_told_and_ends_nothing():
    gw = Gateway(config=ON)
    os.makedirs(gw.state_dir, mode=0o700)
    with open(os.path.join(gw.state_dir, "dns"), "w", encoding="utf-8"):
        pass
    with gw:
        gw.await_log("wide-area discovery update failed: cannot")
        tap.equal(gw.get("/readyz").status, 200)


def test_a_tailnet_that_is_away_is_waited_for():
    netns.ip(f"addr del {ADDRESS}/32 dev near")
    back = False
    try:
        with Gateway(config=ON) as gw:
            gw.await_log("no Tailscale IPv4 address was found; the unicast DNS-SD zone is not "
                         "written until there is one")
            assert not os.path.exists(zone_path(gw))
            netns.ip(f"addr add {ADDRESS}/32 dev near")
            back = True
            gw.await_log("wide-area DNS-SD updated")
            assert f"\nns1 IN A {ADDRESS}\n" in zone(gw), zone(gw)
    finally:
        if not back:
            netns.ip(f"addr add {ADDRESS}/32 dev near")


def test_an_address_that_comes_later_is_written_with_a_new_serial():
    six = "fd7a:115c:a1e0::7"
    with Gateway(config=ON) as gw:
        gw.await_log("wide-area DNS-SD updated")
        first = serial(gw)
        assert "AAAA" not in zone(gw)
        with NameServer(gw) as dns:
            tap.equal(dns.ask("AAAA", f"{HOST}.{DOMAIN}"), "")
        netns.ip(f"addr add {six}/128 dev near")
        try:
            gw.await_log("wide-area DNS-SD updated", times=2)
            tap.equal(serial(gw), first + 1)
            with NameServer(gw) as dns:
                tap.equal(dns.ask("AAAA", f"{HOST}.{DOMAIN}"), six)
        finally:
            netns.ip(f"addr del {six}/128 dev near")


@tap.timeout(60)
def test_a_file_that_is_gone_is_written_again_and_one_that_is_right_left_and_not_told_of():
    with Gateway(config=ON) as gw:
        gw.await_log("wide-area DNS-SD updated")
        before = os.stat(zone_path(gw))
        netns.ip("addr add 10.99.8.1/24 dev near")
        netns.ip("addr del 10.99.8.1/24 dev near")
        time.sleep(2)
        tap.equal(os.stat(zone_path(gw)).st_mtime_ns, before.st_mtime_ns)
        os.unlink(zone_path(gw))
        gw.await_log("wide-area DNS-SD updated", times=2, seconds=40)
        assert os.path.exists(zone_path(gw)) and "unchanged" not in gw.log(), gw.log()


if __name__ == "__main__":
    netns.enter("10.99.7.1/24", ADDRESS + "/32")
    tap.main(globals())
