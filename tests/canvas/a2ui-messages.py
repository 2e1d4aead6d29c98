#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# The messages themselves: what openclawA2UI takes, answers and refuses.
import json
import os

from pages import ROOT, Site, begin, column, component, label, model, push, text, update
from support import tap


def words(page):
    return page.evaluate("""[...document.querySelectorAll(".text")].map(
        (element) => element.textContent)""")


def errors(page):
    return [one["message"] for one in page.evaluate("openclawA2UI.errors()")]


def test_messages_come_as_a_list_as_one_object_and_as_jsonl(site):
    messages = [update([label("root", "Hello")]), begin()]
    lines = "\n".join(json.dumps(message) for message in messages)
    for given in (messages, lines, lines + "\n\n", json.dumps(messages)):
        page = site.page()
        tap.equal(push(page, given), {"ok": True, "surfaces": ["main"]})
        tap.equal(words(page), ["Hello"])
    page = site.page()
    for message in messages:
        tap.equal(push(page, message)["ok"], True)
    tap.equal(words(page), ["Hello"])


def test_nothing_is_shown_before_rendering_begins(site):
    page = site.page()
    tap.equal(push(page, [update([label("root", "Hello")])]), {"ok": True, "surfaces": []})
    tap.equal(words(page), [])
    tap.equal(push(page, [begin()]), {"ok": True, "surfaces": ["main"]})
    tap.equal(words(page), ["Hello"])


def test_components_may_come_after_their_parents(site):
    page = site.page()
    push(page, [begin("root"), update([column("root", "one", "two")])])
    tap.equal(errors(page), ["the component is named but never came"] * 2)
    push(page, [update([label("two", "2")])])
    tap.equal(words(page), ["2"])
    push(page, [update([label("one", "1")])])
    tap.equal((words(page), errors(page)), (["1", "2"], []))


def test_a_surface_has_its_own_components_and_data_and_can_be_deleted(site):
    page = site.page()
    for name in ("a", "b"):
        push(page, [update([component("root", "Text", text={"path": "/word"})], name),
                    model({"word": name}, surface=name), begin(surface=name)])
    tap.equal((words(page), page.evaluate("openclawA2UI.getSurfaces()")), (["a", "b"], ["a", "b"]))
    push(page, [model({"word": "new"}, surface="b")])
    tap.equal(words(page), ["a", "new"])
    tap.equal(push(page, [{"deleteSurface": {"surfaceId": "a"}}])["surfaces"], ["b"])
    tap.equal(words(page), ["new"])
    tap.equal(page.evaluate("openclawA2UI.reset()"), {"ok": True})
    tap.equal((words(page), page.evaluate("openclawA2UI.getSurfaces()")), ([], []))
    tap.equal(page.evaluate('document.getElementById("empty").hidden'), False)


def test_data_takes_the_place_of_what_is_at_its_path(site):
    page = site.page()
    push(page, [model({"a": 1, "deep": {"x": "y", "yes": True}})])
    push(page, [model({"z": 2.5}, "deep")])
    tap.equal(page.evaluate("openclawA2UI.getDataModel()"), {"a": 1, "deep": {"z": 2.5}})
    push(page, [{"dataModelUpdate": {"surfaceId": "main", "path": "/deep/z", "contents": [
        {"key": ".", "valueString": "plain"}]}}])
    push(page, [model({"list": '[1, {"two": 2}]'}, "/json")])
    push(page, [model({"two": 3}, "json.list[1]")])
    tap.equal(page.evaluate("openclawA2UI.getDataModel()"),
              {"a": 1, "deep": {"z": "plain"}, "json": {"list": [1, {"two": 3}]}})
    push(page, [model({"fresh": 1})])
    tap.equal(page.evaluate("openclawA2UI.getDataModel()"), {"fresh": 1})


def test_messages_of_a_later_version_are_refused_in_words(site):
    page = site.page()
    later = [{"version": "v0.9", "createSurface": {"surfaceId": "main", "catalogId": "x"}},
             {"version": "v0.9", "updateComponents": {"surfaceId": "main", "components": []}},
             {"updateDataModel": {"surfaceId": "main", "path": "/", "value": {}}},
             {"version": "v0.9", "deleteSurface": {"surfaceId": "main"}}]
    for message in later:
        answer = push(page, [message])
        tap.equal((answer["ok"], answer["surfaces"]), (False, []))
        assert "v0.9" in answer["error"] and "draws A2UI v0.8" in answer["error"], answer
    answer = push(page, [later[0], update([label("root", "Hello")]), begin()])
    assert not answer["ok"] and "createSurface is a message of A2UI v0.9" in answer["error"], answer
    tap.equal(words(page), ["Hello"])
    push(page, [update([{"id": "root", "component": "Text", "text": "flat"}])])
    assert any("v0.9" in one for one in errors(page)[1:]), errors(page)
    tap.equal(page.console, [])


def test_what_is_no_message_is_refused_and_the_others_are_applied(site):
    bad = [None, 5, "text", [], {}, {"beginRendering": {"root": "r"}, "deleteSurface": {}},
           {"surfaceUpdate": 7}, {"surfaceUpdate": {"components": {}}},
           {"beginRendering": {"root": 5}}, {"dataModelUpdate": {"contents": "x"}},
           {"dataModelUpdate": {"path": 4, "contents": []}}, {"deleteSurface": {"surfaceId": 9}}]
    page = site.page()
    for message in bad:
        answer = push(page, [message])
        tap.equal((answer["ok"], bool(answer["error"])), (False, True), repr(message))
    answer = push(page, [*bad, update([label("root", "Hello")]), begin()])
    tap.equal((answer["ok"], words(page)), (False, ["Hello"]))
    answer = push(page, '{"deleteSurface": {"surfaceId": "main"}}\n{"broken\n')
    assert not answer["ok"] and "line 2 is no JSON" in answer["error"], answer
    tap.equal((words(page), page.console), ([], []))


def test_another_catalog_and_odd_styles_are_told_and_drawn(site):
    page = site.page()
    push(page, [update([label("root", "Hello")]),
                begin(catalogId="https://example.org/mine.json",
                      styles={"primaryColor": "url(x)", "font": "x; } * { display: none"})])
    tap.equal(words(page), ["Hello"])
    tap.equal(len(errors(page)), 3)
    tap.equal(page.evaluate('document.querySelector(".surface").getAttribute("style") || ""'), "")


def test_a_component_that_comes_again_unchanged_is_left_alone(site):
    page = site.page()
    field = component("root", "TextField", label=text("Name"))
    push(page, [update([field]), begin()])
    page.evaluate('globalThis.before = document.querySelector("input")')
    push(page, [update([field]), begin()])
    tap.equal(page.evaluate('before === document.querySelector("input")'), True)


def test_the_first_page_of_the_manual_is_drawn_and_comes_back(site):
    with open(os.path.join(ROOT, "man", "openclaw-canvas.7"), encoding="utf-8") as source:
        manual = source.read().split(".Ss A first page\n")[1]
    example, rest = manual.split(".Bd -literal\n")[1].split("\n.Ed\n", 1)
    page = site.page()
    tap.equal(push(page, "\n".join(part.replace("\n", "") for part in example.split("\n\n"))),
              {"ok": True, "surfaces": ["main"]})
    page.click("button")
    expected = json.loads(rest.split("-offset indent\n")[1].split("\n.Ed\n")[0])
    [action] = page.evaluate("actions")
    tap.equal({**action, "id": "...", "timestamp": expected["timestamp"]}, expected)


if __name__ == "__main__":
    tap.main(globals(), Site)
