#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What can be measured of how the page looks: contrast in light and in dark, room for a finger, the
# width of a phone.
from pages import Site, begin, column, component, label, push, text
from support import tap

# The ratio of WCAG 2 between the text of an element and the ground it stands on.
CONTRAST = """(selector) => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parts = (colour) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => {
    const [r, g, b] = parts(colour).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const element = document.querySelector(selector);
  let ground = element;
  while (parts(getComputedStyle(ground).backgroundColor)[3] < 255) ground = ground.parentElement;
  const both = [getComputedStyle(element).color, getComputedStyle(ground).backgroundColor];
  const [less, more] = both.map(light).sort((one, other) => one - other);
  return (more + 0.05) / (less + 0.05);
}"""


def everything():
    items = [{"title": text("First"), "child": "body"}, {"title": text("Second"), "child": "body"}]
    option = [{"label": text("Yes"), "value": "yes"}, {"label": text("No"), "value": "no"}]
    return [
        component("root", "Card", child="all"),
        column("all", "head", "body", "small", "go", "back", "tabs", "field", "box", "choice",
               "odd"),
        label("head", "Heading", usageHint="h2"), label("body", "Body"),
        label("small", "Caption", usageHint="caption"),
        component("go", "Button", child="body", primary=True, action={"name": "go"}),
        component("back", "Button", child="body", action={"name": "back"}),
        component("tabs", "Tabs", tabItems=items),
        component("field", "TextField", label=text("Field"), text=text("Text")),
        component("box", "CheckBox", label=text("Box"), value={"literalBoolean": True}),
        component("choice", "MultipleChoice", selections={"literalArray": ["yes"]},
                  options=option, variant="chips"),
        component("odd", "Chart"),
    ]


TEXTS = ["h2", ".text", ".caption", "button.primary", "button.plain", "[role=tab]",
         "[role=tab][aria-selected=false]", ".field label", ".field input", ".check",
         ".placeholder", ".chips .check", ".chips .check:nth-child(2)"]


def test_texts_are_readable_in_light_and_in_dark(site):
    grounds = set()
    for scheme in ("light", "dark"):
        page = site.surface(everything(), scheme=scheme)
        for selector in TEXTS:
            ratio = page.apply(CONTRAST, selector)
            assert ratio >= 4.5, f"{scheme}: {selector} has a contrast of {ratio:.2f}"
        grounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    tap.equal(len(grounds), 2, "grounds of the page")


def test_a_primary_colour_keeps_its_text_readable(site):
    for colour in ("#ffffff", "#ffe000", "#00bfff", "#777777", "#8000ff", "#000000"):
        page = site.surface(everything())
        push(page, [begin(styles={"primaryColor": colour})])
        for selector in ("button.primary", "[role=tab][aria-selected=true]", ".chips .check"):
            ratio = page.apply(CONTRAST, selector)
            assert ratio >= 4.5, f"{colour}: {selector} has a contrast of {ratio:.2f}"


def test_controls_have_room_for_a_finger(site):
    page = site.surface(everything(), width=390, height=800)
    sizes = page.evaluate("""[...document.querySelectorAll(
        "button, .field input, .check")].map((element) => {
      const { height, width } = element.getBoundingClientRect();
      return [element.className || element.role || element.localName, height, width];
    })""")
    tap.equal([one for one in sizes if one[1] < 40 or one[2] < 40], [])


def test_long_words_do_not_make_the_page_wider_than_a_phone(site):
    long = "Donaudampfschifffahrtsgesellschaftskapitaen" * 4
    row = component("row", "Row", children={"explicitList": ["icon", "one", "two"]})
    page = site.surface([column("root", "card", "row", "go", "box"),
                         component("card", "Card", child="one"), row,
                         component("icon", "Icon", name=text("info")),
                         label("one", long), label("two", long, usageHint="h1"),
                         component("go", "Button", child="one", action={"name": "go"}),
                         component("box", "CheckBox", label=text(long),
                                   value={"literalBoolean": False})], width=320, height=700)
    tap.equal(page.evaluate("document.documentElement.scrollWidth"), 320)


if __name__ == "__main__":
    tap.main(globals(), Site)
