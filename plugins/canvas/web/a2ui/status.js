// SPDX-License-Identifier: MIT
// One line at the foot of the page for what a screen reader is to hear too: what became of an
// action.

const BRIEF = 1500;
const LONG = 8000;

export class StatusLine {
  #element;
  #pending;
  #timer;

  constructor(element) {
    this.#element = element;
  }

  #show(text, { error = false, forTime = LONG } = {}) {
    clearTimeout(this.#timer);
    this.#element.classList.toggle("error", error);
    this.#element.textContent = text;
    if (text) this.#timer = setTimeout(() => this.#show(""), forTime);
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
    this.#show(`Not sent: ${this.#pending.name}. ${reason}`, { error: true });
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
}
