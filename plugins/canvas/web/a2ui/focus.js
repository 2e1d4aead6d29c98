// SPDX-License-Identifier: MIT
// Keeps the keyboard where it is while a part of the page is drawn anew.
import { FOCUSABLE } from "./dom.js";

function selectionOf(element) {
  try {
    return [element.selectionStart, element.selectionEnd];
  } catch {
    return [null, null];
  }
}

/** Runs the change; if it takes the focused control away, its successor gets the focus. */
export function keepFocus(root, change) {
  const focused = document.activeElement;
  if (!focused || !root.contains(focused)) {
    change();
    return;
  }
  const owner = focused.closest("[data-component]");
  const order = owner ? [...owner.querySelectorAll(FOCUSABLE)].indexOf(focused) : -1;
  const owners = () =>
    [...root.querySelectorAll("[data-component]")].filter(
      (element) => element.dataset.component === owner?.dataset.component,
    );
  const which = owner ? owners().indexOf(owner) : -1;
  const [from, to] = selectionOf(focused);
  change();
  if (focused.isConnected || which < 0) return;
  const successor = owners()[which];
  const control = order < 0 ? successor : successor?.querySelectorAll(FOCUSABLE)[order];
  control?.focus({ preventScroll: true });
  if (from === null || typeof control?.setSelectionRange !== "function") return;
  try {
    control.setSelectionRange(from, to);
  } catch {
    // A control of this kind has no selection.
  }
}
