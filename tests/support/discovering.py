# SPDX-License-Identifier: MIT
"""`openclaw gateway discover` on a host of a Lan, and name servers for it."""
import json
import os
import subprocess
import tempfile
import time

from . import tap
from .gateway import binary
from .lan import await_true

ZONE = """$ORIGIN openclaw.internal.
$TTL 60
@ IN SOA ns1 hostmaster 2026010101 7200 3600 1209600 60
@ IN NS ns1
ns1 IN A 127.0.0.1
far IN A 10.99.0.1
_openclaw-gw._tcp IN PTR far-gateway._openclaw-gw._tcp
far-gateway._openclaw-gw._tcp IN SRV 0 0 18789 far
far-gateway._openclaw-gw._tcp IN TXT "displayName=far (OpenClaw)" "role=gateway" "gatewayPort=18789"
"""


def discover(host, *words, config=None, told=(), **env):
    """(exit status, stdout, seconds) of the command on this host; `told` are parts of the lines on
    stderr."""
    with tempfile.TemporaryDirectory() as home, host.inside():
        state = os.path.join(home, ".openclaw")
        os.mkdir(state, 0o700)
        if config:
            with open(os.path.join(state, "openclaw.json"), "w", encoding="ascii") as out:
                out.write(config if isinstance(config, str) else json.dumps(config))
        begin = time.monotonic()
        done = subprocess.run([binary(), "gateway", "discover", *words], text=True, check=False,
                              capture_output=True, cwd=home, timeout=20 * tap.FACTOR,
                              env={"PATH": "/usr/bin:/bin", "HOME": home, "LANG": "C.UTF-8",
                                   **env})
        lines = done.stderr.splitlines()
        fit = len(lines) == len(told) and all(part in line for part, line in zip(told, lines))
        assert fit, lines
        return done.returncode, done.stdout, time.monotonic() - begin


def discovered(host, *words, **more):
    """Its answer as JSON."""
    status, text, _ = discover(host, "--json", *words, **more)
    tap.equal(status, 0)
    answer = json.loads(text)
    tap.equal(answer["count"], len(answer["beacons"]))
    return answer


def serve_zone(host, address, zone=ZONE, name="openclaw.internal", key="nsd",
               more=""):
    """nsd on that host, with this zone, when it answers."""
    folder = tempfile.mkdtemp(dir=host.folder)
    with open(os.path.join(folder, "zone"), "w", encoding="utf-8") as out:
        out.write(zone)
    config = os.path.join(folder, "nsd.conf")
    with open(config, "w", encoding="ascii") as out:
        out.write(f"""server:
  ip-address: {address}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/pid"
  xfrdfile: "{folder}/xfrd"
  zonelistfile: "{folder}/list"
  {more}
remote-control:
  control-enable: no
zone:
  name: {name}
  zonefile: zone
""")
    host.start(key, ["nsd", "-d", "-c", config])
    place, _, port = address.replace("::0", "::1").partition("@")
    await_true(lambda: host.run(["sh", "-c", f"dig +time=1 +tries=1 -p {port or 53} @{place} . "
                                 "> /dev/null && echo up || true"]), f"nsd on {address}")
