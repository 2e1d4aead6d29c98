#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `openclaw logs`: what it asks for, and how lines look for people and for programs.
import json
import os
import shutil

from command_line import Home
from fake_gateway import FakeGateway
from support import tap
from support.gateway import Gateway

TIME = "2026-11-20T23:21:24.655+00:00"


def record(message, level="INFO", subsystem="gateway/ws", **more):
    name = json.dumps({"subsystem": subsystem})
    return json.dumps({"0": name, "1": message, "_meta": {"logLevelName": level, "name": name},
                       "time": TIME, "message": message, **more}, ensure_ascii=False)


LINES = [record("all is well ü"), record("take care", "WARN"), record("it broke", "ERROR", "store"),
         "no record at all"]


def show(home, *arguments, answers=None, lines=None, **more):
    """The outcome, and the parameters of each request."""
    given = iter(answers or [{"file": "/x/y.log", "cursor": 9, "size": 9,
                              "lines": LINES if lines is None else lines, **more}])

    def answer(peer, frame):
        try:
            peer.reply(frame, next(given))
        except StopIteration:
            peer.fail(frame, {"code": "UNAVAILABLE", "message": "that is all"})
    with FakeGateway(answer) as gateway:
        outcome = home.run("logs", *arguments, OPENCLAW_GATEWAY_PORT=str(gateway.port),
                           OPENCLAW_GATEWAY_TOKEN="t")
        return outcome, gateway.of("logs.tail")


def test_people_get_a_heading_and_a_line_each(home):
    outcome, asked = show(home)
    tap.equal((outcome.status, outcome.err), (0, ""))
    tap.equal(outcome.out, f"Log file: /x/y.log\n{TIME} info gateway/ws all is well ü\n"
                           f"{TIME} warn gateway/ws take care\n{TIME} error store it broke\n"
                           "no record at all\n")
    tap.equal(asked, [{"limit": 200, "maxBytes": 250000}])


def test_programs_get_an_object_a_line(home):
    outcome, _ = show(home, "--json", truncated=True)
    objects = [json.loads(line) for line in outcome.out.splitlines()]
    tap.equal([o["type"] for o in objects], ["meta", "log", "log", "log", "raw", "notice"])
    tap.equal(objects[0], {"type": "meta", "file": "/x/y.log", "cursor": 9, "size": 9})
    tap.equal(objects[1], {"type": "log", "time": TIME, "level": "info", "subsystem": "gateway/ws",
                           "message": "all is well ü", "raw": LINES[0]})
    tap.equal(objects[4], {"type": "raw", "raw": "no record at all"})


def test_limits_are_passed_on_under_either_name(home):
    for flag in ("--limit", "--tail"):
        _, asked = show(home, flag, "7", "--max-bytes", "900")
        tap.equal(asked, [{"limit": 7, "maxBytes": 900}])


def test_a_level_leaves_out_what_is_less_severe(home):
    outcome, _ = show(home, "--level", "warn")
    tap.equal([line.split(" ")[1] for line in outcome.out.splitlines()[1:]], ["warn", "error"])
    outcome = home.run("logs", "--level", "loud")
    tap.equal(outcome.status, 1)
    assert outcome.err.startswith("Invalid --level (use "), outcome.err


def test_what_is_missing_is_told_on_stderr(home):
    outcome, _ = show(home, truncated=True, reset=True)
    tap.equal(outcome.err, "Log tail truncated (increase --max-bytes).\n"
                           "Log cursor reset (file rotated).\n")


def test_following_goes_on_from_the_cursor(home):
    answers = [{"file": "/x", "cursor": 5, "size": 5, "lines": [record("one")]},
               {"file": "/x", "cursor": 8, "size": 8, "lines": [record("two")]},
               {"file": "/x", "cursor": 8, "size": 8, "lines": []}]
    outcome, asked = show(home, "-f", "--interval", "20", answers=answers)
    tap.equal([params.get("cursor") for params in asked], [None, 5, 8, 8])
    tap.equal(outcome.out, f"Log file: /x\n{TIME} info gateway/ws one\n"
                           f"{TIME} info gateway/ws two\n")
    tap.equal((outcome.status, outcome.err), (1, "Gateway logs failed: that is all\n"))


def test_a_line_moves_no_cursor_of_a_terminal(home):
    outcome, _ = show(home, lines=[record("a\x1b[2Jb\nc"), "raw\x1b]0;x\x07"])
    assert "\x1b" not in outcome.out and "\x07" not in outcome.out, outcome.out
    tap.equal(len(outcome.out.splitlines()), 3)


def test_times_can_be_those_of_this_machine(home):
    outcome, _ = show(home, "--local-time", lines=[
        record("x"), record("y", time="2026-11-20T18:21:24.655-05:00"), record("z", time="never")])
    tap.equal([line.split(" ")[0] for line in outcome.out.splitlines()[1:]],
              [TIME, TIME, "never"])


def test_lines_of_other_writers_are_understood(home):
    outcome, _ = show(home, lines=[
        '{"0":{"module":"irc"},"1":"hello","2":{"n":1},"_meta":{"logLevelName":"DEBUG",'
        '"date":"2026-01-01T00:00:00.000Z"}}', '{"0":"a","1":"b","time":"t"}', "{}", "[1]"])
    tap.equal(outcome.out.splitlines()[1:],
              ['2026-01-01T00:00:00.000Z debug irc hello {"n":1}', "t a b", "", "[1]"])


def test_without_a_gateway_it_fails_and_says_so(home):
    outcome = home.run("logs")
    tap.equal((outcome.status, outcome.out), (1, ""))
    assert outcome.err.startswith("Gateway logs failed: connect ECONNREFUSED"), outcome.err
    outcome = home.run("logs", "--json")
    tap.equal(json.loads(outcome.err)["type"], "error")


def test_where_no_gateway_runs_its_file_is_read(home):
    folder = os.path.join(home.path, "log")
    os.makedirs(folder)
    for day, text in (("2026-11-19", "older"), ("2026-11-20", "newer")):
        with open(os.path.join(folder, f"openclaw-{day}.log"), "w", encoding="utf-8") as out:
            out.write(record(text) + "\n")
    outcome = home.run("logs")
    tap.equal((outcome.status, outcome.err), (0, "Gateway not reachable; reading its log file.\n"))
    path = os.path.join(folder, "openclaw-2026-11-20.log")
    tap.equal(outcome.out, f"Log file: {path}\n{TIME} info gateway/ws newer\n")
    assert f"File logs: {path}\n" in home.run("gateway", "status").out
    elsewhere = home.run("logs", "--url", f"ws://127.0.0.1:{home.port}", "--token", "t")
    tap.equal((elsewhere.status, elsewhere.out), (1, ""))
    shutil.rmtree(folder)


def test_a_real_gateway_shows_its_log(home):
    with Gateway() as gw:
        outcome = home.run("logs", "--limit", "50", OPENCLAW_GATEWAY_PORT=str(gw.port),
                           OPENCLAW_STATE_DIR=gw.state_dir)
        tap.equal(outcome.status, 0, outcome.err)
        assert " info gateway listening on ws://" in outcome.out, outcome.out


tap.main(globals(), Home)
