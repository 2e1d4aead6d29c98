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


def test_an_end_in_the_middle_leaves_a_whole_zone():
    gw = Gateway(config=ON)
    try:
        for port in (free_port(), free_port(), free_port()):
            gw.port = port
            gw.spawn()
            gw.await_log("wide-area DNS-SD")
            gw.kill()
            text = zone(gw)
            assert text.startswith("; openclaw-content-hash: ") and text.endswith('"\n'), text
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
    with Gateway() as gw:
        assert "wide-area" not in gw.log()


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
    try:
        with Gateway(config=ON) as gw:
            gw.await_log("no Tailscale IPv4 address was found; the unicast DNS-SD zone is not "
                         "written until there is one")
            assert not os.path.exists(zone_path(gw))
    finally:
        netns.ip(f"addr add {ADDRESS}/32 dev near")


if __name__ == "__main__":
    netns.enter("10.99.7.1/24", ADDRESS + "/32")
    tap.main(globals())
