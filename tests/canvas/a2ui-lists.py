#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Lists that a template makes from the data, and how they follow it.
from pages import PIXEL, Site, begin, column, component, label, model, picture, push, text, update
from support import tap


def path(where):
    return {"path": where}


def template(identity="root", binding="/items", kind="List"):
    return component(identity, kind, children={"template": {"componentId": "row",
                                                            "dataBinding": binding}})


def words(page, selector=".surface .list .text"):
    return page.apply("(selector) => [...document.querySelectorAll(selector)].map("
                      "(element) => element.textContent)", selector)


def names(*listed):
    return {f"i{index}": {"name": name} for index, name in enumerate(listed)}


def plain(site, data, name="name"):
    page = site.surface([template(), component("row", "Text", text=path(name))], data)
    tap.equal(page.errors, [])
    return page


def test_a_list_has_one_child_for_each_item_in_the_order_of_the_data(site):
    page = plain(site, {"items": names("one", "two", "three")})
    tap.equal(words(page), ["one", "two", "three"])


def test_the_list_grows_and_shrinks_with_the_data(site):
    page = plain(site, {"items": names("one", "two")})
    push(page, [model({"name": "three"}, "/items/i2")])
    tap.equal(words(page), ["one", "two", "three"])
    push(page, [model({"name": "TWO"}, "/items/i1")])
    tap.equal(words(page), ["one", "TWO", "three"])
    push(page, [model({"b": {"name": "b"}, "i0": {"name": "one"}}, "/items")])
    tap.equal(words(page), ["b", "one"])
    push(page, [model({}, "/items")])
    tap.equal(words(page), [])


def test_a_list_comes_as_json_text_too(site):
    page = plain(site, {"items": '[{"name": "one"}, {"name": "two"}]'})
    tap.equal(words(page), ["one", "two"])
    page = plain(site, {"items": '["plain", "words"]'}, ".")
    tap.equal(words(page), ["plain", "words"])


def test_a_path_in_a_template_leads_into_the_item_first_and_then_from_the_root(site):
    components = [template(), component("row", "Row", children={"explicitList": list("abcd")}),
                  component("a", "Text", text=path("name")),
                  component("b", "Text", text=path("/name")),
                  component("c", "Text", text=path("/shop")),
                  component("d", "Text", text=path("./name"))]
    page = site.surface(components, {"items": names("tea"), "name": "root", "shop": "corner"})
    tap.equal(words(page), ["tea", "tea", "corner", "tea"])


def test_a_template_stands_in_a_template(site):
    components = [template(binding="/days"), component("row", "Column", children={
        "template": {"componentId": "talk", "dataBinding": "talks"}}),
                  component("talk", "Text", text=path("title"))]
    page = site.surface(components, {"days": {
        "mon": {"talks": {"a": {"title": "m1"}, "b": {"title": "m2"}}},
        "tue": {"talks": {"a": {"title": "t1"}}}}})
    tap.equal(words(page), ["m1", "m2", "t1"])
    push(page, [model({"title": "t2"}, "/days/tue/talks/b")])
    tap.equal(words(page), ["m1", "m2", "t1", "t2"])


def test_a_button_in_a_row_sends_the_data_of_its_row(site):
    context = [{"key": "id", "value": path("id")}, {"key": "item", "value": path(".")}]
    components = [template(),
                  component("row", "Button", child="caption",
                            action={"name": "open", "context": context}),
                  component("caption", "Text", text=path("name"))]
    page = site.surface(components, {"items": {"x": {"name": "one", "id": 1},
                                               "y": {"name": "two", "id": 2}}})
    page.click("li:nth-child(2) button")
    [action] = page.wait_for("actions.length && actions")
    tap.equal((action["context"], action["sourceComponentId"]),
              ({"id": 2, "item": {"name": "two", "id": 2}}, "row"))


def test_a_field_in_a_row_writes_to_its_row_and_keeps_the_focus_while_the_list_grows(site):
    components = [template(), component("row", "TextField", label=text("Name"),
                                        text=path("name"))]
    page = site.surface(components, {"items": names("one", "two")})
    page.click("li:nth-child(2) input")
    page.press("End")
    page.type("!")
    push(page, [model({"name": "three"}, "/items/i2")])
    page.type("!")
    tap.equal(page.evaluate("openclawA2UI.getDataModel().items"), names("one", "two!!", "three"))


def test_the_component_of_a_template_may_come_later_and_change(site):
    page = site.page()
    push(page, [model({"items": names("one", "two")}), update([template()]), begin()])
    tap.equal(words(page), [])
    push(page, [update([component("row", "Text", text=path("name"))])])
    tap.equal(words(page), ["one", "two"])
    push(page, [update([component("row", "Text", text=text("same"))])])
    tap.equal(words(page), ["same", "same"])
    tap.equal(page.evaluate("openclawA2UI.errors()"), [])


def orders():
    return [
        component("root", "Column", children={"explicitList": ["title", "list"]}),
        label("title", "Orders of today", usageHint="h1"), template("list", "/orders"),
        component("row", "Card", child="line"),
        component("line", "Row", children={"explicitList": ["photo", "words", "price", "open"]}),
        component("photo", "Image", url=text(PIXEL), usageHint="smallFeature"),
        component("words", "Column", 1, children={"explicitList": ["name", "detail", "stars"]}),
        component("name", "Text", text=path("name"), usageHint="h4"),
        component("detail", "Text", text=path("detail"), usageHint="caption"),
        component("stars", "Row", children={"explicitList": ["star", "note"]}),
        component("star", "Icon", name=text("star")),
        component("note", "Text", text=path("note"), usageHint="caption"),
        component("price", "Text", text=path("price"), usageHint="h5"),
        component("open", "Button", child="open-text", action={"name": "open"}),
        label("open-text", "Details"),
    ]


def test_a_list_of_cards_fits_the_window_in_light_and_in_dark(site):
    data = {"orders": {
        "1": {"name": "Oat milk latte", "detail": "Large, with an extra shot, to take away",
              "note": "4.8, a regular", "price": "6.45 EUR"},
        "2": {"name": "Chocolate croissant", "detail": "Warmed", "note": "4.9",
              "price": "4.25 EUR"},
        "3": {"name": "Soup of the day, with bread and butter", "detail": "Table 7",
              "note": "4.2", "price": "9.80 EUR"}}}
    for scheme in ("light", "dark"):
        for width in (390, 1000):
            page = site.surface(orders(), data, width=width, height=800, scheme=scheme)
            tap.equal(page.errors, [])
            picture(page, f"list-{scheme}-{width}")
            tap.equal(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), True)


if __name__ == "__main__":
    tap.main(globals(), Site)
