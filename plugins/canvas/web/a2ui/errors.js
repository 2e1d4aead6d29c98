// SPDX-License-Identifier: MIT
// What was wrong with the messages, for whoever asks by openclawA2UI.errors().

const MOST = 200;

export class ErrorLog {
  #entries = new Map();
  #dropped = 0;

  /** `where` names the surface and the component, as far as there are any. */
  add(message, where = {}) {
    const entry = { ...where, message };
    const key = JSON.stringify(entry);
    if (this.#entries.has(key)) return;
    if (this.#entries.size >= MOST) this.#dropped += 1;
    else this.#entries.set(key, entry);
  }

  clear() {
    this.#entries.clear();
    this.#dropped = 0;
  }

  list() {
    const found = [...this.#entries.values()].map((entry) => ({ ...entry }));
    if (this.#dropped) found.push({ message: `${this.#dropped} more errors were not kept` });
    return found;
  }
}

/** A short picture of any value for a message. */
export function show(value) {
  let text;
  try {
    text = typeof value === "string" ? `"${value}"` : (JSON.stringify(value) ?? String(value));
  } catch {
    text = typeof value;
  }
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
