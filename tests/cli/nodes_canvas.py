#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# `openclaw nodes canvas`: what is shown on a node, and what is refused before it is sent.
import base64
import json
import os

from node_beside import Node, fails, gateway, reads, says
from support import tap

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
TREE = {"surfaceUpdate": {"surfaceId": "main", "components": [
    {"id": "root", "component": {"Text": {"text": {"literalString": "Hi"}}}}]}}
BEGIN = {"beginRendering": {"surfaceId": "main", "root": "root"}}


def canvas(gw, *words):
    return says(gw, "canvas", *words, "--node", "desk")


def refused(gw, *words):
    return fails(gw, "canvas", *words, "--node", "desk")


def result(value):
    return lambda *_ask: {"ok": True, "payload": {"result": value}}


def written(gw, name, *lines):
    path = os.path.join(gw.home, name)
    with open(path, "w", encoding="utf-8") as out:
        out.write("".join((line if isinstance(line, str) else json.dumps(line)) + "\n"
                          for line in lines))
    return path


def test_the_canvas_is_shown_moved_and_hidden():
    with gateway() as gw, Node(gw) as node:
        tap.equal(canvas(gw, "present"), "canvas present ok\n")
        tap.equal(canvas(gw, "present", "--target", "/x.html", "--x", "-1.5", "--width", "640"),
                  "canvas present ok\n")
        tap.equal(canvas(gw, "navigate", "https://example.com/"), "canvas navigate ok\n")
        tap.equal(canvas(gw, "hide"), "canvas hide ok\n")
        tap.equal(canvas(gw, "a2ui", "reset"), "canvas a2ui reset ok\n")
        tap.equal(node.asked, [
            ("canvas.present", {}),
            ("canvas.present", {"url": "/x.html", "placement": {"x": -1.5, "width": 640}}),
            ("canvas.navigate", {"url": "https://example.com/"}), ("canvas.hide", None),
            ("canvas.a2ui.reset", None)])
        tap.equal(reads(gw, "canvas", "hide", "--node", "desk", "--json")["command"], "canvas.hide")
        tap.equal(refused(gw, "present", "--x", "left"),
                  "nodes canvas present failed: Invalid --x. Use a number, for example 100.\n")


def test_javascript_is_executed_and_its_result_printed():
    for value, text in (("5 apples", "5 apples"), (7, "7"), ({"a": [1]}, '{"a":[1]}'),
                        (False, "false"), (None, "canvas eval ok"), ("", "canvas eval ok"),
                        ("a\x1b[2Jb\nc", "a?[2Jb\nc")):
        with gateway() as gw, Node(gw, result(value)) as node:
            tap.equal(canvas(gw, "eval", "1 + 1"), text + "\n")
            tap.equal(canvas(gw, "eval", "--js", "1 + 1"), text + "\n")
            tap.equal(node.asked, [("canvas.eval", {"javaScript": "1 + 1"})] * 2)
    with gateway() as gw:
        for words in ((), ("a", "--js", "b")):
            tap.equal(refused(gw, "eval", *words), "nodes canvas eval failed: give the JavaScript "
                                                   "once: as a word or with --js\n")


def picture(payload):
    return lambda *_ask: {"ok": True, "payload": payload}


def test_a_picture_becomes_a_file_that_only_its_owner_reads():
    whole = {"format": "png", "base64": base64.b64encode(PICTURE).decode()}
    with gateway() as gw, Node(gw, picture(whole)) as node:
        line = canvas(gw, "snapshot", "--format", "png", "--max-width", "300", "--quality", "0.5")
        path = line.removeprefix("MEDIA:").rstrip("\n")
        assert path.startswith(gw.home + "/openclaw-canvas-snapshot-"), line
        assert path.endswith(".png"), line
        tap.equal(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, "rb") as file:
            tap.equal(file.read(), PICTURE)
        tap.equal(node.asked[0][1], {"format": "png", "maxWidth": 300, "quality": 0.5})
        answer = json.loads(canvas(gw, "snapshot", "--json"))["file"]
        tap.equal((answer["format"], os.path.exists(answer["path"])), ("png", True))
        tap.equal(node.asked[1][1], {"format": "jpeg"})


def test_what_is_no_picture_becomes_no_file():
    with gateway() as gw:
        for payload in ({"format": "../../x", "base64": "AAAA"}, {"format": "png", "base64": "?"},
                        {"format": "png"}, {}):
            with Node(gw, picture(payload), name="desk") as node:
                tap.equal(refused(gw, "snapshot"), "nodes canvas snapshot failed: the node sent no "
                                                   "picture that is png or jpeg\n")
                says(gw, "remove", "--node", node.id)
        tap.equal([name for name in os.listdir(gw.home) if "snapshot" in name], [])
        tap.equal(refused(gw, "snapshot", "--format", "gif"),
                  "nodes canvas snapshot failed: Invalid --format. Use png, jpg or jpeg.\n")
        for value in ("2", "x", "nan"):
            tap.equal(refused(gw, "snapshot", "--quality", value),
                      "nodes canvas snapshot failed: Invalid --quality. Use a number from 0 to 1, "
                      "for example 0.8.\n")


def test_messages_are_pushed_as_they_are():
    with gateway() as gw, Node(gw) as node:
        path = written(gw, "ui.jsonl", TREE, "", BEGIN)
        tap.equal(canvas(gw, "a2ui", "push", "--jsonl", path),
                  "canvas a2ui push ok (v0.8, 2 messages)\n")
        with open(path, encoding="utf-8") as file:
            tap.equal(node.asked, [("canvas.a2ui.pushJSONL", {"jsonl": file.read()})])


def test_a_text_is_pushed_as_messages():
    with gateway() as gw, Node(gw) as node:
        tap.equal(canvas(gw, "a2ui", "push", "--text", 'Say "hi"'),
                  "canvas a2ui push ok (v0.8, 2 messages)\n")
        update, begin = map(json.loads, node.asked[0][1]["jsonl"].splitlines())
        tap.equal(begin, BEGIN)
        column, text = update["surfaceUpdate"]["components"]
        tap.equal(column, {"id": "root", "component": {
            "Column": {"children": {"explicitList": ["text"]}}}})
        tap.equal(text["component"]["Text"], {"text": {"literalString": 'Say "hi"'},
                                              "usageHint": "body"})


def test_messages_of_another_version_or_of_none_are_not_sent():
    failed = "nodes canvas a2ui push failed: "
    with gateway() as gw, Node(gw) as node:
        for message in ({"createSurface": {"surfaceId": "a"}}, {"version": "v0.9", **BEGIN},
                        {"updateComponents": {}}):
            path = written(gw, "new.jsonl", TREE, message)
            tap.equal(refused(gw, "a2ui", "push", "--jsonl", path), failed + "line 2: this is a "
                      "message of A2UI v0.9; v0.8 is what nodes draw. Nothing was sent.\n")
        path = written(gw, "bad.jsonl", "{", [1], {}, {**TREE, **BEGIN}, {"beginRendering": {}},
                       {"surfaceUpdate": {"surfaceId": "a", "components": []}},
                       {"surfaceUpdate": {"surfaceId": "a", "components": [{"id": "x"}]}},
                       {"dataModelUpdate": {"surfaceId": "a"}})
        err = refused(gw, "a2ui", "push", "--jsonl", path).splitlines()
        assert err[1].startswith("  line 1: invalid JSON at column 2: "), err
        tap.equal(err[:1] + err[2:], [
            failed + "this is no A2UI v0.8:", "  line 2: a message is a JSON object",
            "  line 3: a message is one of beginRendering, surfaceUpdate, dataModelUpdate, "
            "deleteSurface", "  line 4: beginRendering and surfaceUpdate are two messages",
            "  line 5: beginRendering needs a surfaceId",
            "  line 6: surfaceUpdate needs components, a list",
            '  line 7: component "x" needs a component, like {"Text":{...}}',
            "  line 8: dataModelUpdate needs contents, a list"])
        tap.equal(refused(gw, "a2ui", "push", "--jsonl", written(gw, "empty.jsonl", "", " ")),
                  failed + "there are no messages in it\n")
        tap.equal(refused(gw, "a2ui", "push", "--jsonl", "/nowhere"),
                  failed + "there is no file /nowhere\n")
        for words in ((), ("--text", "a", "--jsonl", "b")):
            tap.equal(refused(gw, "a2ui", "push", *words),
                      failed + "give either --jsonl <file> or --text <text>\n")
        tap.equal(node.asked, [])


if __name__ == "__main__":
    tap.main(globals())
