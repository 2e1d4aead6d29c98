#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# Every component of the catalog: what it is to a screen reader, and what it shows.
from pages import PIXEL, Site, begin, column, component, label, picture, push, roles, text, update
from support import tap


def shows(page, role, name):
    found = [properties for one, called, properties in page.accessibility()
             if (one, called) == (role, name)]
    assert found, f"no {role} {name!r} in {roles(page)}"
    return found[0]


def drawn(site, *components, data=None):
    """A page whose root is a column of these components."""
    page = site.surface([column("root", *[one["id"] for one in components]), *components], data)
    tap.equal(page.errors, [])
    return page


def test_texts_are_headings_captions_and_plain_text(site):
    hints = ["h1", "h2", "h3", "h4", "h5", "caption", "body"]
    page = drawn(site, *[label(hint, f"As {hint}", usageHint=hint) for hint in hints])
    for level in range(1, 6):
        tap.equal(shows(page, "heading", f"As h{level}")["level"], level)
    for hint in ("caption", "body"):
        shows(page, "StaticText", f"As {hint}")
        assert ("heading", f"As {hint}") not in roles(page)
    tap.equal(page.evaluate("""[...document.querySelectorAll(".text")].map(
        (element) => parseFloat(getComputedStyle(element).fontSize))
        .every((size, index, all) => index === 0 || index > 5 || size < all[index - 1])"""), True)


def test_markdown_in_a_text_is_the_small_part_without_html_pictures_and_links(site):
    source = ("# Plan\n**Bold** and *soft* `a*b`\n\n- one\n- two\n\n1. first\n"
              "<b>raw</b> [link](http://127.0.0.1/) ![picture](x.png) snake_case_name")
    page = drawn(site, label("words", source))
    shows(page, "heading", "Plan")
    for role in ("strong", "emphasis", "code", "list", "listitem"):
        assert role in [one for one, _ in roles(page)], (role, roles(page))
    tap.equal(page.evaluate('document.querySelectorAll(".surface b, .surface a, .surface img")'
                            '.length'), 0)
    shown = page.evaluate('document.querySelector(".text").textContent')
    for part in ("<b>raw</b>", "[link](http://127.0.0.1/)", "snake_case_name", "a*b"):
        assert part in shown, shown
    assert "**" not in shown, shown


def test_a_picture_has_its_alternative_text_and_one_without_is_decoration(site):
    page = drawn(site,
                 component("cat", "Image", url=text(PIXEL), altText=text("A cat"), fit="cover",
                           usageHint="avatar"),
                 component("plain", "Image", url=text(PIXEL)))
    shows(page, "image", "A cat")
    tap.equal(len([1 for role, _ in roles(page) if role == "image"]), 1)
    tap.equal(page.evaluate('getComputedStyle(document.querySelector(".avatar")).objectFit'),
              "cover")
    page.wait_for('document.querySelector(".avatar").naturalWidth === 1')


def test_every_icon_of_the_catalog_is_drawn_and_named(site):
    page = site.page()
    names = page.evaluate('import("/a2ui/icons.js").then((module) => module.iconNames)')
    tap.equal(len(names), 48)
    icons = [component(name, "Icon", name=text(name)) for name in [*names, "no_such_icon"]]
    push(page, [update([column("root", *names, "no_such_icon"), *icons]), begin()])
    shows(page, "image", "shopping cart")
    shows(page, "image", "no such icon")
    shapes = page.evaluate("""[...document.querySelectorAll(".icon path")].map(
        (path) => path.getBBox().width > 0 || path.getBBox().height > 0)""")
    tap.equal(shapes, [True] * 49)


def test_players_have_controls_and_names(site):
    page = drawn(site,
                 component("film", "Video", url=text("data:video/mp4;base64,AAAA")),
                 component("song", "AudioPlayer", url=text("data:audio/mp3;base64,AAAA"),
                           description=text("The song")))
    tap.equal(page.evaluate("""[...document.querySelectorAll("video, audio")].map(
        (media) => [media.controls, media.getAttribute("aria-label")])"""),
              [[True, "Video"], [True, "The song"]])
    shows(page, "StaticText", "The song")


def test_a_video_that_cannot_be_played_is_a_link(site):
    page = site.surface([component("root", "Video", url=text("/starter.html"))])
    page.wait_for('!document.querySelector(".video a").hidden')
    shows(page, "link", "Open the video")
    tap.equal(page.evaluate('document.querySelector("video").hidden'), True)


def test_rows_and_columns_arrange_by_weight_distribution_and_alignment(site):
    row = component("row", "Row", children={"explicitList": ["one", "two"]},
                    distribution="spaceBetween", alignment="end")
    page = drawn(site, row, label("one", "1"), label("two", "2"))
    style = 'getComputedStyle(document.querySelector(".row"))'
    tap.equal(page.evaluate(f"[{style}.justifyContent, {style}.alignItems]"),
              ["space-between", "flex-end"])
    weighed = [component("root", "Row", children={"explicitList": ["one", "two"]}),
               component("one", "Text", 1, text=text("1")),
               component("two", "Text", 3, text=text("2"))]
    page = site.surface(weighed)
    widths = page.evaluate("""[...document.querySelectorAll(".row > *")].map(
        (element) => element.getBoundingClientRect().width)""")
    assert 2.9 < widths[1] / widths[0] < 3.1, widths


def test_a_list_is_a_list(site):
    page = drawn(site,
                 component("list", "List", children={"explicitList": ["one", "two"]}),
                 component("wide", "List", direction="horizontal",
                           children={"explicitList": ["one", "two"]}),
                 label("one", "First"), label("two", "Second"))
    tap.equal([role for role, _ in roles(page)].count("list"), 2)
    tap.equal([role for role, _ in roles(page)].count("listitem"), 4)


def test_cards_and_dividers_are_on_the_page(site):
    page = drawn(site, component("card", "Card", child="inside"), label("inside", "In the card"),
                 component("line", "Divider"), component("post", "Divider", axis="vertical"))
    tap.equal(page.evaluate('document.querySelector(".card").textContent'), "In the card")
    tap.equal([properties.get("orientation") for role, _, properties in page.accessibility()
               if role == "splitter" or role == "separator"], ["horizontal", "vertical"])


def test_fields_have_the_names_of_their_labels(site):
    kinds = {"shortText": "text", "longText": "textarea", "number": "number",
             "obscured": "password", "date": "date"}
    page = drawn(site, *[component(kind, "TextField", label=text(f"My {kind}"),
                                   textFieldType=kind) for kind in kinds])
    tap.equal(page.evaluate("""[...document.querySelectorAll(".field")].map((field) => {
      const control = field.querySelector("input, textarea");
      return [control.labels[0].textContent, control.type];
    })"""), [[f"My {kind}", shown] for kind, shown in kinds.items()])
    shows(page, "textbox", "My shortText")
    shows(page, "spinbutton", "My number")


def test_dates_and_times_have_a_name_of_their_own(site):
    page = drawn(site,
                 component("date", "DateTimeInput", value=text("2026-03-01"), enableDate=True),
                 component("time", "DateTimeInput", value=text("09:30"), enableTime=True),
                 component("both", "DateTimeInput", value=text("2026-03-01T09:30:00"),
                           enableDate=True, enableTime=True))
    tap.equal(page.evaluate("""[...document.querySelectorAll("input")].map(
        (input) => [input.type, input.value, input.getAttribute("aria-label")])"""),
              [["date", "2026-03-01", "Date"], ["time", "09:30", "Time"],
               ["datetime-local", "2026-03-01T09:30", "Date and time"]])


def test_a_check_box_a_slider_and_a_button_say_their_state(site):
    page = drawn(site,
                 component("box", "CheckBox", label=text("Agreed"), value={"literalBoolean": True}),
                 component("slide", "Slider", label=text("Guests"), value={"literalNumber": 4},
                           minValue=1, maxValue=9),
                 component("go", "Button", child="go-text", primary=True, action={"name": "go"}),
                 label("go-text", "Go on"))
    tap.equal(shows(page, "checkbox", "Agreed")["checked"], "true")
    slider = shows(page, "slider", "Guests")
    tap.equal([slider[name] for name in ("value", "valuemin", "valuemax")], [4, 1, 9])
    shows(page, "button", "Go on")
    tap.equal(page.evaluate('document.querySelector("button.primary").textContent'), "Go on")


def test_one_choice_makes_radio_buttons_and_several_make_check_boxes(site):
    options = [{"label": text(name), "value": name.lower()} for name in ("Tea", "Coffee", "Milk")]
    page = drawn(site,
                 component("one", "MultipleChoice", selections={"literalArray": ["tea"]},
                           options=options, maxAllowedSelections=1),
                 component("two", "MultipleChoice", selections={"literalArray": ["milk", "tea"]},
                           options=options, maxAllowedSelections=2, variant="chips",
                           filterable=True))
    tap.equal(shows(page, "radio", "Tea")["checked"], "true")
    tap.equal(shows(page, "checkbox", "Milk")["checked"], "true")
    tap.equal(shows(page, "checkbox", "Coffee").get("disabled"), True)
    shows(page, "searchbox", "Filter the choices")
    shows(page, "radiogroup", "Choices")


def test_an_unknown_component_says_so_in_its_place(site):
    page = site.surface([column("root", "chart", "after"), component("chart", "Chart", data=[1]),
                         label("after", "Still here")])
    assert any(role == "note" for role, _ in roles(page)), roles(page)
    shows(page, "StaticText", 'This page has no component "Chart"')
    shows(page, "StaticText", "Still here")
    tap.equal(page.errors, [{"surfaceId": "main", "componentId": "chart",
                             "message": 'This page has no component "Chart"'}])
    tap.equal(page.result["ok"], True)


def test_an_empty_page_says_that_it_waits(site):
    page = site.page()
    shows(page, "heading", "Nothing here yet")
    picture(page, "empty", full=False)
    tap.equal(page.console, [])


if __name__ == "__main__":
    tap.main(globals(), Site)
