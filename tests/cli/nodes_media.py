#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `openclaw nodes camera` and `nodes location`.
import base64
import json

from node_beside import CANVAS, Node, fails, gateway, reads, says
from support import tap

PHOTO = b"\xff\xd8\xff" + bytes(range(256))
ALLOWED = {"gateway": {"nodes": {"commands": {"allow": [
    *CANVAS, "camera.snap", "camera.list", "location.get"]}}}}
OFFERED = ["camera.snap", "camera.list", "location.get"]


def node(gw, payload):
    return Node(gw, lambda *_ask: {"ok": True, "payload": payload}, commands=OFFERED)


def test_the_cameras_of_a_node_are_listed():
    found = [{"id": "c1", "name": "Front\x1b[2J", "position": "front"}, {"id": "c2"}]
    with gateway(**ALLOWED) as gw, node(gw, {"devices": found}):
        tap.equal(says(gw, "camera", "list", "--node", "desk"),
                  "Name            Position     ID\n"
                  "Front?[2J       front        c1\n"
                  "Unknown Camera  unspecified  c2\n")
        tap.equal(reads(gw, "camera", "list", "--node", "desk", "--json"), found)
    with gateway(**ALLOWED) as gw, node(gw, {}):
        tap.equal(says(gw, "camera", "list", "--node", "desk"), "No cameras reported.\n")


def test_a_photo_by_each_camera_becomes_a_file():
    photo = {"format": "jpg", "base64": base64.b64encode(PHOTO).decode(), "width": 1, "height": 1}
    with gateway(**ALLOWED) as gw, node(gw, photo) as one:
        lines = says(gw, "camera", "snap", "--node", "desk", "--max-width", "64").splitlines()
        for line, facing in zip(lines, ("front", "back"), strict=True):
            assert line.startswith(f"MEDIA:{gw.home}/openclaw-camera-snap-{facing}-"), line
            with open(line.removeprefix("MEDIA:"), "rb") as file:
                tap.equal(file.read(), PHOTO)
        tap.equal(one.asked, [("camera.snap", {"facing": facing, "format": "jpg", "maxWidth": 64})
                              for facing in ("front", "back")])
        files = json.loads(says(gw, "camera", "snap", "--node", "desk", "--facing", "back",
                                "--device-id", "c1", "--delay-ms", "5", "--json"))["files"]
        tap.equal([one["facing"] for one in files], ["back"])
        tap.equal(one.asked[-1][1], {"facing": "back", "format": "jpg", "delayMs": 5,
                                     "deviceId": "c1"})
        tap.equal(fails(gw, "camera", "snap", "--node", "desk", "--facing", "up"),
                  "nodes camera snap failed: Invalid --facing. Use front, back or both.\n")
        tap.equal(fails(gw, "camera", "snap", "--node", "desk", "--device-id", "c1"),
                  "nodes camera snap failed: with --device-id say --facing front or back\n")


def test_a_node_says_where_it_is():
    place = {"lat": 52.52, "lon": 13.405, "accuracyMeters": 12.34}
    with gateway(**ALLOWED) as gw, node(gw, place) as one:
        tap.equal(says(gw, "location", "get", "--node", "desk", "--accuracy", "coarse",
                       "--max-age", "1000"), "52.52,13.405 \u00b112.3m\n")
        tap.equal(one.asked, [("location.get", {"maxAgeMs": 1000, "desiredAccuracy": "coarse",
                                                "timeoutMs": 10000})])
        tap.equal(reads(gw, "location", "get", "--node", "desk", "--json"), place)
        tap.equal(fails(gw, "location", "get", "--node", "desk", "--accuracy", "x"),
                  "nodes location get failed: Invalid --accuracy. Use coarse, balanced or "
                  "precise.\n")


if __name__ == "__main__":
    tap.main(globals())
