// SPDX-License-Identifier: MIT
// One line at the foot of the page for what a screen reader is to hear too: what became of an
// action.

const BRIEF = 1500;
const LONG = 6000;

export class StatusLine {
  #element;
  #pending;
  #timer;
  #debug = false;

  constructor(element) {
    this.#element = element;
  }

  #show(text, { error = false, forTime } = {}) {
    clearTimeout(this.#timer);
    this.#element.classList.toggle("error", error);
    this.#element.textContent = text;
    if (forTime) this.#timer = setTimeout(() => this.#show(""), forTime);
  }

  sending(id, name) {
    this.#pending = { id, name };
    this.#show(`Sending: ${name}`);
  }

  sent(id) {
    if (this.#pending?.id !== id) return;
    this.#pending.sent = true;
    this.#show(`Sent: ${this.#pending.name}`);
  }

  failed(id, reason) {
    if (this.#pending?.id !== id) return;
    this.#show(`Not sent: ${this.#pending.name}. ${reason}`, { error: true, forTime: LONG });
    this.#pending = undefined;
  }

  /** New messages are the answer to an action that was sent. */
  updated() {
    if (!this.#pending?.sent) return;
    this.#show(`Updated: ${this.#pending.name}`, { forTime: BRIEF });
    this.#pending = undefined;
  }

  clear() {
    this.#pending = undefined;
    this.#show("");
  }

  showDebug(enabled) {
    this.#debug = enabled;
    if (!enabled && !this.#pending) this.#show("");
  }

  debug(title, subtitle) {
    if (!this.#debug || this.#pending) return;
    const parts = [title, subtitle].filter((part) => typeof part === "string" && part);
    this.#show(parts.join(": "));
  }
}
