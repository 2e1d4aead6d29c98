#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The script of openclaw-simple(7), run as the page prints it.
import json
import os
import subprocess

from sdk_client import node
from support import tap
from support.gateway import Gateway

PAGE = os.path.join(os.environ["OPENCLAW_SOURCE"], "man", "openclaw-simple.7")


def script():
    """What stands between the lines of the page that say where it begins and ends."""
    with open(PAGE, encoding="utf-8") as source:
        text = source.read().split(".Pa hello.mjs :\n.Bd -literal\n", 1)[1].split(".Ed\n", 1)[0]
    assert "\\" not in text, "roff would change it"
    return text


def output(gateway, until, token=None):
    """The lines it prints up to the first that `until` is true of."""
    path = os.path.join(gateway.home, "hello.mjs")
    with open(path, "w", encoding="utf-8") as out:
        out.write(script())
    env = dict(os.environ) if token is None else {**os.environ, "TOKEN": token}
    frames = []
    with subprocess.Popen([node(), path, f"ws://127.0.0.1:{gateway.port}"], text=True, env=env,
                          stdout=subprocess.PIPE) as process:
        for line in process.stdout:
            frames.append(json.loads(line))
            if until(frames[-1]):
                break
        process.kill()
    return frames


def conversation(gateway, token=None):
    frames = output(gateway, lambda frame: frame.get("event") == "agent.done", token)
    answers = [frame["result"] for frame in frames if "result" in frame]
    tap.equal(answers[0], {"ok": True})
    tap.equal(answers[1]["status"], "accepted")
    texts = [frame["data"]["text"] for frame in frames if frame.get("event") == "agent.text"]
    tap.equal(texts[-1], "Hello!")
    tap.equal(frames[-1]["data"]["status"], "ok")


def test_it_has_five_lines():
    tap.equal(len(script().splitlines()), 5)


def test_on_a_fresh_gateway_it_needs_no_token():
    with Gateway(auth=None) as gateway:
        conversation(gateway)


def test_with_the_token_it_talks_to_any():
    with Gateway() as gateway:
        conversation(gateway, token="tok")


def test_without_the_token_it_is_told_that_it_is_missing():
    with Gateway() as gateway:
        error = output(gateway, lambda frame: "error" in frame)[-1]["error"]
        assert "token missing" in error["message"], error


if __name__ == "__main__":
    tap.main(globals())
