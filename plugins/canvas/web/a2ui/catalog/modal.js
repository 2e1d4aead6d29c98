// SPDX-License-Identifier: MIT
import { FOCUSABLE, make, uniqueId } from "../dom.js";
import { iconElement } from "../icons.js";

function dialogOf(content) {
  const close = make("button", { type: "button", class: "close", "aria-label": "Close" });
  close.append(iconElement("close"));
  const dialog = make("dialog", { class: "modal" }, make("div", {}, content, close));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}

function nameIt(dialog) {
  const heading = dialog.querySelector("h1, h2, h3, h4, h5");
  if (!heading) {
    dialog.setAttribute("aria-label", "Dialog");
    return;
  }
  heading.id ||= uniqueId("heading");
  dialog.setAttribute("aria-labelledby", heading.id);
}

/** Whatever stands at the entry opens the dialog; a control of its own does so by its click. */
function makeEntry(entry, open) {
  const control = entry.matches(FOCUSABLE) ? entry : entry.querySelector(FOCUSABLE);
  const opener = control ?? make("div", { role: "button", tabindex: "0" }, entry);
  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", open);
  if (!control) {
    opener.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      open();
    });
  }
  return control ? entry : opener;
}

export function Modal({ entryPointChild, contentChild }, self) {
  const dialog = dialogOf(self.child(contentChild));
  const open = () => {
    if (!dialog.isConnected || dialog.open) return;
    nameIt(dialog);
    dialog.showModal();
    self.remember("open", true);
  };
  dialog.addEventListener("close", () => self.remember("open", false));
  const element = make("div", { class: "modal-entry" });
  element.append(makeEntry(self.child(entryPointChild), open), dialog);
  // Drawn anew while it is open, it opens again once it is on the page.
  if (self.recall("open")) queueMicrotask(open);
  return element;
}
