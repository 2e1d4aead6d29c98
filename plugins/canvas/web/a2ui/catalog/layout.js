// SPDX-License-Identifier: MIT
import { make } from "../dom.js";
import { show } from "../errors.js";

const DISTRIBUTION = {
  start: "flex-start",
  center: "center",
  end: "flex-end",
  spaceBetween: "space-between",
  spaceAround: "space-around",
  spaceEvenly: "space-evenly",
};
const ALIGNMENT = {
  start: "flex-start",
  center: "center",
  end: "flex-end",
  stretch: "stretch",
};

function arrange(element, { distribution, alignment }, self) {
  const known = (table, value, name) => {
    if (value === undefined) return "";
    if (!Object.hasOwn(table, value)) self.complain(`no ${name}: ${show(value)}`);
    return Object.hasOwn(table, value) ? table[value] : "";
  };
  element.style.justifyContent = known(DISTRIBUTION, distribution, "distribution");
  element.style.alignItems = known(ALIGNMENT, alignment, "alignment");
}

function box(kind, props, self) {
  const element = make(self.inline ? "span" : "div", { class: kind });
  arrange(element, props, self);
  self.children(element, props.children);
  return element;
}

export function Row(props, self) {
  return box("row", props, self);
}

export function Column(props, self) {
  return box("column", props, self);
}

export function List(props, self) {
  const sideways = props.direction === "horizontal";
  // A list that scrolls sideways has to be within reach of the keyboard.
  const element = make("ul", {
    class: sideways ? "list sideways" : "list",
    role: "list",
    tabindex: sideways ? "0" : false,
    "aria-label": sideways ? "List" : false,
  });
  arrange(element, { alignment: props.alignment }, self);
  self.children(element, props.children, (child) => make("li", {}, child));
  return element;
}

export function Card({ child, children }, self) {
  const element = make(self.inline ? "span" : "div", { class: "card" });
  if (child === undefined && children !== undefined) self.children(element, children);
  else element.append(self.child(child));
  return element;
}
