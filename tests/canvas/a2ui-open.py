#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# What opens and closes: tabs and dialogs, by mouse and by keyboard; and that the keyboard reaches
# every control.
from pages import Site, begin, column, component, label, picture, push, roles, text, update
from support import tap


def tabs():
    items = [{"title": text(title), "child": title.lower()}
             for title in ("Overview", "Members", "Settings")]
    return [
        component("root", "Card", child="all"), column("all", "title", "tabs"),
        label("title", "Project Orion", usageHint="h2"),
        component("tabs", "Tabs", tabItems=items),
        column("overview", "about", "facts"),
        label("about", "A small telescope that **anybody** can build, from parts of a hardware "
                       "store.\n\n- Mirror: 15 cm\n- Weight: 8 kg\n- Build time: two weekends"),
        component("facts", "Row", children={"explicitList": ["done", "left"]},
                  distribution="spaceBetween"),
        label("done", "12 of 20 steps done", usageHint="caption"),
        label("left", "Due on Friday", usageHint="caption"),
        column("members", "who"), label("who", "Ada and Grace"),
        column("settings", "public"),
        component("public", "CheckBox", label=text("Public"), value={"path": "/public"}),
    ]


def selected(page):
    return page.evaluate("""[...document.querySelectorAll("[role=tab]")].filter(
        (tab) => tab.ariaSelected === "true").map((tab) => tab.textContent)""")


def focused(page):
    return page.evaluate("document.activeElement.textContent || document.activeElement.ariaLabel")


def test_a_tab_shows_its_panel_and_hides_the_others(site):
    page = site.surface(tabs())
    tap.equal(page.errors, [])
    tap.equal(selected(page), ["Overview"])
    for role, name in (("tablist", ""), ("tab", "Members"), ("tabpanel", "Overview")):
        assert (role, name) in roles(page), roles(page)
    assert ("tabpanel", "Members") not in roles(page)
    page.click("[role=tab]:nth-of-type(2)")
    tap.equal(selected(page), ["Members"])
    assert ("StaticText", "Ada and Grace") in roles(page), roles(page)
    assert ("tabpanel", "Overview") not in roles(page)


def test_the_arrows_go_from_tab_to_tab_and_tab_goes_into_the_panel(site):
    page = site.surface(tabs())
    page.press("Tab")
    tap.equal(focused(page), "Overview")
    for key, name in (("ArrowRight", "Members"), ("End", "Settings"), ("ArrowRight", "Overview"),
                      ("ArrowLeft", "Settings"), ("Home", "Overview")):
        page.press(key)
        tap.equal((focused(page), selected(page)), (name, [name]))
    page.press("Tab")
    tap.equal(page.evaluate("document.activeElement.role"), "tabpanel")
    page.press("Tab", shift=True)
    tap.equal(focused(page), "Overview")
    page.press("End")
    page.press("Tab")
    page.press("Tab")
    page.press("Space")
    tap.equal(page.evaluate("openclawA2UI.getDataModel()"), {"public": True})


def test_the_open_tab_stays_open_when_the_card_is_drawn_anew(site):
    page = site.surface(tabs())
    page.click("[role=tab]:nth-of-type(3)")
    items = [{"title": text(title), "child": title.lower()}
             for title in ("Overview", "Members", "Settings")]
    items[2]["title"] = text("Options")
    push(page, [update([component("tabs", "Tabs", tabItems=items)])])
    tap.equal(selected(page), ["Options"])


def test_a_tabbed_card_fits_the_window_in_light_and_in_dark(site):
    for scheme in ("light", "dark"):
        for width in (390, 1000):
            page = site.surface(tabs(), width=width, height=700, scheme=scheme)
            picture(page, f"tabs-{scheme}-{width}", full=False)
            tap.equal(page.evaluate("document.documentElement.scrollWidth <= innerWidth"), True)


def modal(entry):
    return [
        column("root", "ask"), component("ask", "Modal", entryPointChild="entry",
                                         contentChild="content"),
        *entry, column("content", "head", "body", "yes"), label("head", "Delete it?",
                                                                usageHint="h3"),
        label("body", "This cannot be undone."),
        component("yes", "Button", child="yes-text", primary=True, action={"name": "delete"}),
        label("yes-text", "Delete"),
    ]


BUTTON = [component("entry", "Button", child="entry-text", action={"name": "asked"}),
          label("entry-text", "Delete...")]


def is_open(page):
    return page.evaluate('document.querySelector("dialog").open')


def test_a_dialog_opens_by_its_button_and_closes_by_escape_and_by_its_cross(site):
    page = site.surface(modal(BUTTON))
    tap.equal(page.errors, [])
    for close in (lambda: page.press("Escape"), lambda: page.click(".close")):
        page.click('[data-component="entry"]')
        tap.equal(is_open(page), True)
        assert ("dialog", "Delete it?") in roles(page), roles(page)
        # What is behind it is out of reach.
        assert ("button", "Delete...") not in roles(page), roles(page)
        close()
        tap.equal(is_open(page), False)
        tap.equal(focused(page), "Delete...")
    tap.equal([action["name"] for action in page.evaluate("actions")], ["asked", "asked"])


def test_a_button_in_a_dialog_sends_its_action(site):
    page = site.surface(modal(BUTTON), height=600)
    page.click('[data-component="entry"]')
    picture(page, "modal", full=False)
    page.click('[data-component="yes"]')
    tap.equal(page.evaluate("actions.at(-1).name"), "delete")


def test_a_dialog_opens_by_the_keyboard_where_its_entry_is_no_control(site):
    page = site.surface(modal([label("entry", "Delete this")]))
    assert ("button", "Delete this") in roles(page), roles(page)
    for key in ("Enter", "Space"):
        page.evaluate('document.querySelector("[role=button]").focus()')
        page.press(key)
        tap.equal(is_open(page), True)
        page.press("Escape")


def test_an_open_dialog_stays_open_when_it_is_drawn_anew(site):
    page = site.surface(modal(BUTTON))
    page.click('[data-component="entry"]')
    push(page, [update([component("ask", "Modal", entryPointChild="entry",
                                  contentChild="head")])])
    page.wait_for('document.querySelector("dialog").open')


def controls():
    option = [{"label": text("A"), "value": "a"}, {"label": text("B"), "value": "b"}]
    kinds = ["shortText", "longText", "number", "obscured", "date"]
    fields = [component(kind, "TextField", label=text(kind), textFieldType=kind)
              for kind in kinds]
    rest = [
        component("box", "CheckBox", label=text("Box"), value={"literalBoolean": False}),
        component("slide", "Slider", label=text("Slide"), value={"literalNumber": 1}),
        component("one", "MultipleChoice", selections={"literalArray": ["a"]}, options=option,
                  maxAllowedSelections=1),
        component("many", "MultipleChoice", selections={"literalArray": []}, options=option),
        component("time", "DateTimeInput", value=text(""), enableTime=True),
        component("tabs", "Tabs", tabItems=[{"title": text("T"), "child": "words"}]),
        label("words", "Words"),
        component("ask", "Modal", entryPointChild="words", contentChild="words"),
        component("film", "Video", url=text("/film.mp4")),
        component("song", "AudioPlayer", url=text("/song.mp3")),
        component("go", "Button", child="words", action={"name": "go"}),
    ]
    names = [one["id"] for one in fields + rest if one["id"] != "words"]
    return names, [column("root", *names), *fields, *rest]


def test_the_keyboard_reaches_every_control_in_the_order_of_the_page(site):
    names, components = controls()
    page = site.surface(components)
    page.wait_for('document.querySelectorAll(".video a, .audio a").length === 2')
    reached = []
    for _ in range(60):
        page.press("Tab")
        at = page.evaluate("""(() => {
          const root = document.querySelector('[data-component="root"]');
          for (let at = document.activeElement; at; at = at.parentElement) {
            if (at.parentElement === root) return at.dataset.component;
          }
          return null;
        })()""")
        if at is None:
            break
        if at not in reached:
            reached.append(at)
    tap.equal(reached, names)


if __name__ == "__main__":
    tap.main(globals(), Site)
