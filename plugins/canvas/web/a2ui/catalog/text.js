// SPDX-License-Identifier: MIT
import { make } from "../dom.js";
import { show } from "../errors.js";
import { iconElement } from "../icons.js";
import { blocks, inline } from "../markdown.js";

const HINTS = ["h1", "h2", "h3", "h4", "h5", "caption", "body"];

export function Text({ text, usageHint: hint }, self) {
  if (hint !== undefined && !HINTS.includes(hint)) self.complain(`no usageHint: ${show(hint)}`);
  const heading = /^h[1-5]$/.test(hint);
  const block = heading ? hint : "div";
  const element = make(self.inline ? "span" : block, { class: "text" });
  if (heading || hint === "caption") element.classList.add(hint);
  self.bind(text, "string", (value) => {
    const plain = heading || self.inline;
    element.replaceChildren(
      ...(plain ? inline(value.replace(/^#{1,5}\s+/, "")) : blocks(value)),
    );
  });
  return element;
}

export function Icon({ name }, self) {
  const element = make("span", { class: "icon" });
  self.bind(name, "string", (value) => {
    const words = value
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .replace(/[_-]+/g, " ")
      .toLowerCase();
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", words || "icon");
    element.replaceChildren(iconElement(words));
  });
  return element;
}

export function Divider({ axis }, self) {
  const vertical = axis === "vertical";
  if (self.inline) return make("span", { class: "divider", role: "separator" });
  return make("hr", { class: "divider", "aria-orientation": vertical ? "vertical" : false });
}
