#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Messages that mean harm, or make no sense: the page goes on, and says what was wrong.
import time

from pages import Site, begin, column, component, label, model, push, text, update
from support import tap

ODD = [None, True, -1, 1e400, "", "x", [], [[]], {}, {"path": 5}, {"path": "/a/b"},
       {"literalString": {"a": 1}}, {"explicitList": "x"}, {"explicitList": [None, 5, {}]},
       {"template": {}}, {"template": {"componentId": 7, "dataBinding": "/"}}]
PROPS = {
    "Text": ["text", "usageHint"], "Image": ["url", "altText", "fit", "usageHint"],
    "Icon": ["name"], "Video": ["url"], "AudioPlayer": ["url", "description"],
    "Row": ["children", "distribution", "alignment"], "Column": ["children"],
    "List": ["children", "direction"], "Card": ["child"], "Tabs": ["tabItems"],
    "Divider": ["axis"], "Modal": ["entryPointChild", "contentChild"],
    "Button": ["child", "primary", "action"], "CheckBox": ["label", "value"],
    "TextField": ["label", "text", "textFieldType", "validationRegexp"],
    "DateTimeInput": ["value", "enableDate"], "Slider": ["label", "value", "minValue", "maxValue"],
    "MultipleChoice": ["selections", "options", "maxAllowedSelections"],
}


def fine(page):
    """The page still draws, and nothing was thrown."""
    push(page, [update([label("root", "Still here")], "after"), begin(surface="after")])
    tap.equal(page.evaluate('document.querySelector("[data-surface=after]").textContent'),
              "Still here")
    tap.equal(page.console, [])


def errors(page):
    return [one["message"] for one in page.evaluate("openclawA2UI.errors()")]


@tap.timeout(60)
def test_no_odd_property_of_any_component_throws(site):
    page = site.page()
    for kind, names in PROPS.items():
        components = []
        for name in names:
            for number, value in enumerate(ODD):
                value = "1e400" if value == 1e400 else value
                components.append(component(f"{name}{number}", kind, **{name: value}))
        components.append(component("bare", kind))
        answer = push(page, [update([column("root", *[one["id"] for one in components]),
                                     *components], kind), begin(surface=kind)])
        tap.equal(answer["ok"], True, kind)
        page.evaluate("document.querySelectorAll('.surface button:not([role])')"
                      ".forEach((button) => button.click())")
        page.evaluate("openclawA2UI.reset()")
    # Odd text may still be the address of nothing.
    page.console[:] = [line for line in page.console if "Failed to load" not in line]
    fine(page)


def test_a_component_that_contains_itself_is_told(site):
    page = site.surface([column("root", "one"), component("one", "Card", child="two"),
                         component("two", "Row", children={"explicitList": ["one", "root"]})])
    tap.equal(sorted(errors(page)), ['The component "one" contains itself',
                                     'The component "root" contains itself'])
    data = {"list": {"a": {"x": "y"}}}
    page = site.surface([component("root", "Column", children={"template": {
        "componentId": "root", "dataBinding": "/list"}})], data)
    assert any("contains itself" in one for one in errors(page)), errors(page)
    fine(page)


def test_components_in_each_other_without_end_are_cut_off(site):
    deep = [component(f"c{number}", "Card", child=f"c{number + 1}") for number in range(3000)]
    page = site.surface([component("root", "Card", child="c0"), *deep])
    tap.equal(errors(page), ["More than 50 components inside each other"])
    fine(page)


@tap.timeout(60)
def test_components_that_double_at_every_step_are_cut_off(site):
    doubling = [column(f"c{number}", *[f"c{number + 1}"] * 40) for number in range(40)]
    page = site.surface([column("root", "c0"), *doubling])
    assert "more than 20000 components on the page" in errors(page), errors(page)[:3]
    fine(page)


@tap.timeout(60)
def test_ten_thousand_components_are_drawn(site):
    page = site.page()
    names = [f"t{number}" for number in range(10000)]
    began = time.monotonic()
    answer = push(page, [update([column("root", *names),
                                 *[label(name, name) for name in names]]), begin()])
    tap.equal((answer["ok"], errors(page)), (True, []))
    tap.equal(page.evaluate('document.querySelectorAll(".text").length'), 10000)
    assert time.monotonic() - began < 10 * tap.FACTOR
    fine(page)


@tap.timeout(60)
def test_floods_of_surfaces_messages_and_errors_have_an_end(site):
    page = site.page()
    push(page, [begin(surface=f"s{number}") for number in range(300)])
    tap.equal(page.evaluate("openclawA2UI.getSurfaces().length"), 100)
    push(page, [{"what": number} for number in range(3000)])
    found = errors(page)
    assert len(found) < 500 and "more errors were not kept" in "".join(found), len(found)
    page.evaluate("openclawA2UI.reset()")
    fine(page)


def test_no_script_comes_in_by_an_address(site):
    page = site.page()
    addresses = ["javascript:globalThis.bad=1", " java\nscript:globalThis.bad=1",
                 "data:text/html,<script>parent.bad=1</script>", "file:///etc/passwd",
                 "vbscript:x", "blob:x", "data:image/svg+xml,<svg onload='bad=1'/>"]
    components = []
    for number, address in enumerate(addresses):
        for kind in ("Image", "Video", "AudioPlayer"):
            components.append(component(f"{kind}{number}", kind, url=text(address)))
    push(page, [update([column("root", *[one["id"] for one in components]), *components]), begin()])
    shown = page.evaluate("""[...document.querySelectorAll("main [src], main [href]")].map(
        (element) => element.src ?? element.href).filter((url) => !url.startsWith("http"))""")
    assert all(url.startswith(("data:image/", "blob:")) for url in shown), shown
    tap.equal(page.evaluate("globalThis.bad"), None)
    tap.equal(len([one for one in errors(page) if one.startswith("no address")]), 5 * 3 + 2)
    page.console.clear()
    fine(page)


def test_text_is_never_markup(site):
    markup = '<img src=x onerror="globalThis.bad=1"><script>globalThis.bad=1</script>'
    option = [{"label": text(markup), "value": markup}]
    components = [
        label("text", markup), label("head", f"# {markup}"), label("code", f"`{markup}`"),
        component("icon", "Icon", name=text(markup)),
        component("box", "CheckBox", label=text(markup), value={"literalBoolean": False}),
        component("field", "TextField", label=text(markup), text=text(markup)),
        component("choice", "MultipleChoice", label=text(markup), options=option,
                  selections={"literalArray": [markup]}),
        component("tabs", "Tabs", tabItems=[{"title": text(markup), "child": "text"}]),
        component("song", "AudioPlayer", url=text("/x.mp3"), description=text(markup)),
        component(markup, markup), component("go", "Button", child="text",
                                             action={"name": markup}),
    ]
    page = site.surface([column("root", *[one["id"] for one in components]), *components])
    page.click('[data-component="go"]')
    tap.equal(page.evaluate('document.querySelectorAll("main img, main script").length'), 0)
    tap.equal(page.evaluate("globalThis.bad"), None)


def test_special_keys_are_keys_like_others(site):
    page = site.page()
    push(page, [model({"__proto__": {"polluted": "yes"}, "constructor": "c"}),
                model({"x": 1}, "/__proto__/deep"),
                update([component("__proto__", "Text", text={"path": "/constructor"})]),
                begin("__proto__")])
    tap.equal(page.evaluate("({}).polluted"), None)
    tap.equal(page.evaluate('document.querySelector(".text").textContent'), "c")
    tap.equal(page.evaluate("Object.keys(openclawA2UI.getDataModel())"),
              ["__proto__", "constructor"])


def test_a_pattern_that_takes_for_ever_is_not_used(site):
    page = site.surface([column("root", "slow", "bad"),
                         component("slow", "TextField", label=text("A"),
                                   validationRegexp="(a+)+$"),
                         component("bad", "TextField", label=text("B"), validationRegexp="(")])
    tap.equal(len(errors(page)), 2)
    page.click("input")
    page.type("a" * 60 + "!")
    page.press("Tab")
    fine(page)


def test_data_that_is_too_deep_or_too_sparse_is_refused(site):
    page = site.page()
    push(page, [model({"list": "[1, 2]"})])
    for path in ("/list/99999", "/list/word", "/" + "a/" * 100):
        push(page, [model({"x": 1}, path)])
    tap.equal(len(errors(page)), 3)
    tap.equal(page.evaluate("openclawA2UI.getDataModel()"), {"list": [1, 2]})
    nested = []
    for _ in range(100):
        nested = [{"key": "a", "valueMap": nested}]
    answer = push(page, [{"dataModelUpdate": {"surfaceId": "main", "contents": nested}}])
    assert not answer["ok"] and "deep" in answer["error"], answer
    answer = page.evaluate("""openclawA2UI.applyMessages(
        '{"surfaceUpdate":{"components":' + "[".repeat(20000) + "]".repeat(20000) + "}}")""")
    tap.equal(answer["ok"], True)
    fine(page)


def test_long_texts_with_many_marks_are_drawn_in_time(site):
    page = site.page()
    began = time.monotonic()
    marks = ["*" * 19000, "**a " * 4000, "_a*b`c" * 3000, "`" * 15000, "# " * 9000, "- a\n" * 5000,
             "x" * 1000000, "(" * 19000]
    components = [label(f"t{number}", mark) for number, mark in enumerate(marks)]
    push(page, [update([column("root", *[one["id"] for one in components]), *components]), begin()])
    assert time.monotonic() - began < 5 * tap.FACTOR, time.monotonic() - began
    fine(page)


if __name__ == "__main__":
    tap.main(globals(), Site)
