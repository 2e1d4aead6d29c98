// SPDX-License-Identifier: MIT
import { make } from "../dom.js";

/** An icon beside a text says nothing that the text does not. */
function hideIcons(button) {
  if (!button.textContent.trim()) return;
  for (const icon of button.querySelectorAll(".icon")) icon.setAttribute("aria-hidden", "true");
}

export function Button({ child, primary, action, label }, self) {
  const element = make("button", { type: "button", class: primary === true ? "primary" : "plain" });
  if (child === undefined && label !== undefined) {
    self.bind(label, "string", (text) => {
      element.textContent = text;
    });
  } else {
    element.append(self.child(child, { inline: true }));
  }
  hideIcons(element);
  element.addEventListener("click", () => self.act(action));
  return element;
}
