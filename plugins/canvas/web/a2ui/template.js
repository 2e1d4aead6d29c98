// SPDX-License-Identifier: MIT
// The children that a template makes, one for each item of a list or a map in the data. An item
// that stays keeps its elements, and with them what is typed and where the focus is.
import { show } from "./errors.js";

export class Template {
  #owner;
  #container;
  #id;
  #wrap;
  #rows = new Map();

  constructor(owner, container, { componentId, dataBinding }, wrap) {
    this.#owner = owner;
    this.#container = container;
    this.#id = componentId;
    this.#wrap = wrap;
    if (typeof dataBinding !== "string") {
      owner.complain(`the dataBinding of a template is a path, not ${show(dataBinding)}`);
    }
    this.place = owner.place(typeof dataBinding === "string" ? dataBinding : "");
  }

  #keys() {
    const data = this.#owner.data(this.place);
    if (data instanceof Map) return [...data.keys()];
    if (Array.isArray(data)) return data.map((_, index) => String(index));
    if (data !== undefined) this.#owner.complain(`a template takes a list, not ${show(data)}`);
    return [];
  }

  refresh() {
    const keys = this.#keys();
    const wanted = new Set(keys);
    for (const [key, row] of this.#rows) {
      if (wanted.has(key)) continue;
      Template.#outer(row).remove();
      row.instance.end();
      this.#rows.delete(key);
    }
    let next = this.#container.firstElementChild;
    for (const key of keys) {
      const row = this.#rows.get(key) ?? this.#make(key);
      if (!row) return;
      const outer = Template.#outer(row);
      if (outer === next) next = next.nextElementSibling;
      else this.#container.insertBefore(outer, next);
    }
  }

  #make(key) {
    if (!this.#owner.room()) return undefined;
    const scope = [...this.place, key];
    const instance = this.#owner.childInstance(this.#id, { scope });
    const outer = this.#wrap(instance.element);
    const row = { instance, wrapper: outer === instance.element ? undefined : outer };
    this.#rows.set(key, row);
    return row;
  }

  /** Without a wrapper it is the component itself, which has a new element when drawn anew. */
  static #outer(row) {
    return row.wrapper ?? row.instance.element;
  }
}
