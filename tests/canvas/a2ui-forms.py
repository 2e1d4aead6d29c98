#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What is typed and chosen goes into the data, what comes into the data is shown, and a button
# sends the user's action to the node.
import re

from pages import (Site, begin, column, component, label, model, picture, push, text, update)
from support import tap


def path(where):
    return {"path": where}


def fields():
    options = [{"label": text(name), "value": name.lower()}
               for name in ("Window", "Garden", "Quiet corner", "Near the door")]
    return [
        component("name", "TextField", label=text("Name"), text=path("/form/name")),
        component("mail", "TextField", label=text("Mail"), text=path("/form/mail"),
                  validationRegexp="[^@ ]+@[^@ ]+"),
        component("when", "DateTimeInput", label=text("Day and hour"), value=path("/form/when"),
                  enableDate=True, enableTime=True),
        component("guests", "Slider", label=text("Guests"), value=path("/form/guests"),
                  minValue=1, maxValue=12),
        component("seats", "MultipleChoice", label=text("Seats"), selections=path("/form/seats"),
                  options=options, maxAllowedSelections=2, variant="chips"),
        component("notes", "TextField", label=text("Anything else?"), text=path("/form/notes"),
                  textFieldType="longText"),
        component("news", "CheckBox", label=text("Send me the menu beforehand"),
                  value=path("/form/news")),
    ]


def actions():
    keys = ("name", "mail", "when", "guests", "seats", "notes", "news")
    context = [{"key": key, "value": path(f"/form/{key}")} for key in keys]
    context.append({"key": "source", "value": text("test")})
    return [
        component("buttons", "Row", children={"explicitList": ["book", "cancel"]},
                  distribution="end"),
        component("book", "Button", child="book-row", primary=True,
                  action={"name": "book_table", "context": context}),
        component("book-row", "Row", children={"explicitList": ["book-icon", "book-text"]}),
        component("book-icon", "Icon", name=text("check")),
        label("book-text", "Book the table"),
        component("cancel", "Button", child="cancel-text", action={"name": "cancel"}),
        label("cancel-text", "Cancel"),
    ]


def form(**styles):
    order = ["head", "name", "mail", "when", "guests", "seats", "notes", "news", "line", "buttons"]
    components = [
        component("root", "Card", child="all"), column("all", *order), column("head", "title",
                                                                              "hint"),
        label("title", "Book a table", usageHint="h2"),
        label("hint", "We keep it for **15 minutes**.", usageHint="caption"),
        component("line", "Divider"), *fields(), *actions(),
    ]
    data = {"form": {"name": "Ada", "mail": "", "when": "2026-05-02T19:30", "guests": 4,
                     "seats": '["garden"]', "notes": "", "news": False}}
    return [update(components), model(data), begin(styles=styles or None)]


def shown(site, messages=None, **view):
    page = site.page(**view)
    result = push(page, messages or form())
    assert result["ok"], result
    tap.equal(page.evaluate("openclawA2UI.errors()"), [])
    return page


def field(name):
    return f'[data-component="{name}"] :is(input, textarea)'


def data(page):
    return page.evaluate("openclawA2UI.getDataModel().form")


def test_the_button_sends_what_the_user_typed_and_chose(site):
    page = shown(site)
    page.apply("(selector) => document.querySelector(selector).select()", field("name"))
    page.type("Grace")
    page.click(field("mail"))
    page.type("grace@example.org")
    page.click(field("guests"))
    page.press("ArrowRight")
    page.click('[data-component="seats"] label:nth-of-type(1)')
    page.click('[data-component="news"]')
    page.click('[data-component="book"]')
    [action] = page.wait_for("actions.length === 1 && actions")
    at = action.pop("timestamp")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", at), at
    assert len(action.pop("id")) > 8
    guests = action["context"].pop("guests")
    assert guests in (7, 8), guests
    tap.equal(action, {
        "name": "book_table", "surfaceId": "main", "sourceComponentId": "book",
        "context": {"name": "Grace", "mail": "grace@example.org", "when": "2026-05-02T19:30",
                    "seats": ["window", "garden"], "notes": "", "news": True, "source": "test"}})


def test_an_icon_beside_the_text_of_a_button_is_not_read_out(site):
    page = shown(site)
    tap.equal([name for role, name, _ in page.accessibility() if role == "button"][-2:],
              ["Book the table", "Cancel"])


def test_what_comes_into_the_data_is_shown(site):
    page = shown(site)
    push(page, [model({"name": "Edsger", "guests": 9, "news": True, "seats": '["quiet corner"]',
                       "when": "2027-01-01T08:00", "mail": "", "notes": "x"}, "/form")])
    tap.equal(page.evaluate("""[...document.querySelectorAll(
        ".field :is(input, textarea)")].map((input) => input.value)"""),
              ["Edsger", "", "2027-01-01T08:00", "9", "x"])
    tap.equal(page.evaluate("""[...document.querySelectorAll("[type=checkbox]")].map(
        (input) => input.checked)"""), [False, False, True, False, True])


def test_two_fields_of_one_place_show_the_same(site):
    page = site.surface([column("root", "one", "two", "mirror"),
                         component("one", "TextField", label=text("One"), text=path("/same")),
                         component("two", "TextField", label=text("Two"), text=path("/same")),
                         component("mirror", "Text", text=path("/same"))], {"same": "a"})
    page.click(field("one"))
    page.press("End")
    page.type("bc")
    tap.equal(page.evaluate(f"document.querySelector('{field('two')}').value"), "abc")
    tap.equal(page.evaluate('document.querySelector(".text").textContent'), "abc")


def test_a_literal_beside_a_path_is_what_the_data_begins_with(site):
    page = site.page()
    start = component("root", "TextField", label=text("Name"),
                      text={"path": "/user/name", "literalString": "Guest"})
    push(page, [update([start]), begin()])
    tap.equal(page.evaluate("openclawA2UI.getDataModel()"), {"user": {"name": "Guest"}})
    push(page, [model({"name": "Ada"}, "/user"), update([start])])
    tap.equal(page.evaluate('document.querySelector("input").value'), "Ada")


def test_numbers_stay_numbers_and_text_stays_text(site):
    page = site.surface([column("root", "one", "two"),
                         component("one", "TextField", label=text("One"), text=path("/count"),
                                   textFieldType="number"),
                         component("two", "TextField", label=text("Two"), text=path("/words"))],
                        {"count": 3, "words": ""})
    for name, typed in (("one", "14"), ("two", "[1]")):
        page.apply("(selector) => document.querySelector(selector).select()", field(name))
        page.type(typed)
    tap.equal(page.evaluate("openclawA2UI.getDataModel()"), {"count": 14, "words": "[1]"})


def test_a_time_with_a_zone_stays_one(site):
    page = site.surface([component("root", "DateTimeInput", value=path("/at"), enableDate=True,
                                   enableTime=True)], {"at": "2026-05-02T19:30:00Z"})
    page.evaluate("""(() => {
      const input = document.querySelector("input");
      const at = new Date(input.value);
      at.setMinutes(at.getMinutes() + 15 - at.getTimezoneOffset());
      input.value = at.toISOString().slice(0, 16);
      input.dispatchEvent(new Event("change"));
    })()""")
    tap.equal(page.evaluate("openclawA2UI.getDataModel().at"), "2026-05-02T19:45:00.000Z")


def test_a_value_that_does_not_fit_its_pattern_is_marked(site):
    page = shown(site)
    page.click(field("mail"))
    page.type("grace")
    page.press("Tab")
    marked = [(properties.get("invalid"), properties.get("description"))
              for role, name, properties in page.accessibility()
              if (role, name) == ("textbox", "Mail")]
    tap.equal(marked, [("true", "This is not in the expected form.")])
    page.click(field("mail"))
    page.press("End")
    page.type("@example.org")
    tap.equal(page.evaluate(f"document.querySelector('{field('mail')}').ariaInvalid"), "false")


def test_typing_goes_on_while_components_are_drawn_anew(site):
    page = shown(site)
    page.click(field("name"))
    page.press("End")
    page.type(" Love")
    push(page, [update([component("name", "TextField", label=text("Full name"),
                                  text=path("/form/name"))])])
    page.type("lace")
    tap.equal(data(page)["name"], "Ada Lovelace")
    tap.equal(page.evaluate("document.activeElement.labels[0].textContent"), "Full name")


def test_the_page_says_what_became_of_an_action(site):
    page = shown(site)
    status = 'document.getElementById("status").textContent'

    def answer(ok, error=None):
        page.apply("""(ok, error) => dispatchEvent(new CustomEvent(
            "openclaw:a2ui-action-status", { detail: { id: actions.at(-1).id, ok, error } }))""",
                   ok, error)
        return page.evaluate(status)
    page.click('[data-component="cancel"]')
    tap.equal(page.evaluate(status), "Sending: cancel")
    tap.equal(answer(True), "Sent: cancel")
    push(page, [model({"notes": "cancelled"}, "/note")])
    tap.equal(page.evaluate(status), "Updated: cancel")
    page.click('[data-component="cancel"]')
    tap.equal(answer(False, "gateway away"), "Not sent: cancel. gateway away")
    tap.equal([role for role, _, _ in page.accessibility()].count("status"), 1)


def test_without_a_node_the_page_says_that_nothing_was_sent(site):
    page = shown(site, node=False)
    page.click('[data-component="cancel"]')
    said = page.evaluate('document.getElementById("status").textContent')
    tap.equal(said, "Not sent: cancel. this page is not shown by a node")


def test_the_form_looks_as_its_styles_say(site):
    page = shown(site, form(primaryColor="#0b6e4f", font="Georgia"))
    tap.equal(page.evaluate("""(() => {
      const button = getComputedStyle(document.querySelector("button.primary"));
      const surface = getComputedStyle(document.querySelector(".surface"));
      return [button.backgroundColor, button.color, surface.fontFamily.split(",")[0]];
    })()"""), ["rgb(11, 110, 79)", "rgb(255, 255, 255)", "Georgia"])
    for scheme in ("light", "dark"):
        for width in (390, 1000):
            page = shown(site, width=width, height=800, scheme=scheme)
            picture(page, f"form-{scheme}-{width}")
            tap.equal(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), True)


if __name__ == "__main__":
    tap.main(globals(), Site)
