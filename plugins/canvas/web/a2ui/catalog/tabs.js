// SPDX-License-Identifier: MIT
import { make, uniqueId } from "../dom.js";
import { show } from "../errors.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

function neighbour(key, at, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return key in STEPS ? (at + STEPS[key] + count) % count : undefined;
}

function tabOf(title, self) {
  const id = uniqueId("tab");
  const tab = make("button", { type: "button", role: "tab", id, "aria-controls": `${id}-panel` });
  self.bind(title, "string", (text) => {
    tab.textContent = text || "Untitled";
  });
  return tab;
}

function panelOf(tab, child, self) {
  return make(
    "div",
    { role: "tabpanel", id: `${tab.id}-panel`, "aria-labelledby": tab.id, tabindex: "0" },
    self.child(child),
  );
}

/** One tab is in the tab order; the arrows go to the others. */
export function Tabs({ tabItems }, self) {
  const list = make("div", { role: "tablist" });
  const element = make("div", { class: "tabs" }, list);
  const tabs = [];
  const panels = [];
  const open = (index) => {
    self.remember("tab", index);
    tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === index));
      tab.tabIndex = at === index ? 0 : -1;
      panels[at].hidden = at !== index;
    });
  };
  if (!Array.isArray(tabItems)) self.complain(`tabItems is a list, not ${show(tabItems)}`);
  for (const item of Array.isArray(tabItems) ? tabItems : []) {
    if (!self.room()) break;
    const index = tabs.length;
    const tab = tabOf(item?.title, self);
    tab.addEventListener("click", () => open(index));
    tabs.push(tab);
    panels.push(panelOf(tab, item?.child, self));
  }
  list.append(...tabs);
  list.addEventListener("keydown", (event) => {
    const to = neighbour(event.key, tabs.indexOf(event.target), tabs.length);
    if (to === undefined) return;
    event.preventDefault();
    open(to);
    tabs[to].focus();
  });
  element.append(...panels);
  open(Math.min(self.recall("tab") ?? 0, Math.max(tabs.length - 1, 0)));
  return element;
}
