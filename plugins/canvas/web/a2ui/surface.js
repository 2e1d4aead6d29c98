// SPDX-License-Identifier: MIT
// A surface: its components, its data, and what of them is on the page.
import { make } from "./dom.js";
import { show } from "./errors.js";
import { keepFocus } from "./focus.js";
import { Instance } from "./instance.js";
import { Model, segmentsOf, toJson } from "./model.js";
import { applyStyles } from "./styles.js";
import { eachDefault, literalOf, pathOf } from "./values.js";

const MOST_INSTANCES = 20000;
const MOST_COMPONENTS = 20000;

/** The type and the properties of `{"Type": {...}}`, or what is wrong with it. */
function readComponent(component) {
  if (typeof component === "string") return { wrong: "is of A2UI v0.9; this page draws v0.8" };
  const names = component === null ? [] : Object.keys(component ?? {});
  if (typeof component !== "object" || names.length !== 1) {
    return { wrong: `is not one type with its properties: ${show(component)}` };
  }
  const props = component[names[0]];
  if (props === null || typeof props !== "object" || Array.isArray(props)) {
    return { wrong: `has properties that are no object: ${show(props)}` };
  }
  return { type: names[0], props };
}

export class Surface {
  #log;
  #onAction;
  #root;
  #places = new Map();
  #dirty = new Set();
  #changed = [];
  #count = 0;

  constructor(id, { catalog, log, onAction }) {
    this.id = id;
    this.catalog = catalog;
    this.components = new Map();
    this.model = new Model();
    this.memory = new Map();
    this.element = make("section", { class: "surface", "data-surface": id });
    this.#log = log;
    this.#onAction = onAction;
  }

  get begun() {
    return this.#root !== undefined;
  }

  /** surfaceUpdate: adds components, and replaces those of the same id. */
  update(list) {
    for (const entry of list) {
      if (typeof entry?.id !== "string" || !entry.id) {
        this.complain(`a component has no id: ${show(entry)}`);
        continue;
      }
      const { wrong, type, props } = readComponent(entry.component);
      if (wrong) this.complain(`the component ${wrong}`, entry.id);
      else this.#define(entry, type, props);
    }
  }

  #define({ id, weight }, type, props) {
    const text = JSON.stringify([type, props, weight]);
    const known = this.components.get(id);
    if (known?.text === text) return;
    if (!known && this.components.size >= MOST_COMPONENTS) {
      this.complain(`more than ${MOST_COMPONENTS} components`);
      return;
    }
    const good = Number.isFinite(weight) && weight >= 0 && weight <= 1000;
    if (weight !== undefined && !good) this.complain(`no weight: ${show(weight)}`, id);
    this.components.set(id, { type, props, text, weight: good ? weight : undefined });
    this.#dirty.add(id);
    eachDefault(props, (path, literal) => {
      if (path.startsWith("/")) this.#put(path, literal, id);
    });
  }

  /** dataModelUpdate: the value takes the place of what is at the path. */
  setData(path, value) {
    this.#put(path, value);
  }

  #put(path, value, id) {
    const place = segmentsOf(path);
    const wrong = place ? this.model.set(place, value) : "too deep";
    if (wrong) this.complain(`nothing is written at ${show(path)}: ${wrong}`, id);
    else this.#changed.push(place);
  }

  /** beginRendering */
  begin(root, styles) {
    applyStyles(this.element, styles, (message) => this.complain(message));
    if (this.#root?.id === root) return;
    this.#root?.end();
    this.#root = new Instance(this, root);
    this.element.replaceChildren(this.#root.element);
    // What came with the same messages is on the page by this.
    this.#dirty.clear();
    this.#changed = [];
  }

  /** Brings what changed since the last time on the page. */
  flush() {
    const stale = [...this.#dirty].flatMap((id) => [...(this.#places.get(id) ?? [])]);
    const changed = this.#changed;
    this.#dirty.clear();
    this.#changed = [];
    stale.sort((one, other) => one.depth - other.depth);
    keepFocus(this.element, () => {
      // One that ended was drawn anew with what it stands in.
      for (const instance of stale) if (instance.alive) instance.draw();
      for (const place of changed) this.model.notify(place);
    });
  }

  end() {
    this.#root?.end();
    this.element.remove();
  }

  joined(instance) {
    this.#count += 1;
    if (!this.#places.has(instance.id)) this.#places.set(instance.id, new Set());
    this.#places.get(instance.id).add(instance);
  }

  left(instance) {
    this.#count -= 1;
    const places = this.#places.get(instance.id);
    places?.delete(instance);
    if (!places?.size) this.#places.delete(instance.id);
  }

  room() {
    if (this.#count <= MOST_INSTANCES) return true;
    this.complain(`more than ${MOST_INSTANCES} components on the page`);
    return false;
  }

  /** Where a path leads from a place inside a template; see openclaw-canvas(7). */
  place(path, scope, complain) {
    const segments = segmentsOf(path);
    if (!segments) {
      complain(`a path with too many steps: ${show(path)}`);
      return scope;
    }
    if (!scope.length || !segments.length) return [...scope, ...segments];
    const inside = [...scope, ...segments];
    if (!path.startsWith("/") || this.model.has([...scope, segments[0]])) return inside;
    if (this.model.has([segments[0]])) return segments;
    return segments[0] === "item" ? [...scope, ...segments.slice(1)] : inside;
  }

  act(action, instance) {
    const name = action?.name;
    if (typeof name !== "string" || !name) {
      instance.complain(`the action has no name: ${show(action)}`);
      return;
    }
    this.#onAction({
      name,
      surfaceId: this.id,
      sourceComponentId: instance.id,
      context: this.#context(action.context, instance),
    });
  }

  #context(context, instance) {
    const entries = Array.isArray(context)
      ? context.map((entry) => [entry?.key, entry?.value])
      : Object.entries(context ?? {});
    const resolved = entries
      .filter(([key]) => typeof key === "string")
      .map(([key, bound]) => {
        const path = pathOf(bound);
        const value =
          path === undefined ? literalOf(bound) : this.model.get(instance.place(path));
        return [key, toJson(value) ?? null];
      });
    return Object.fromEntries(resolved);
  }

  /** The ids that a component on the page names and that no message has brought yet. */
  missing() {
    return [...this.#places.keys()].filter((id) => id && !this.components.has(id));
  }

  complain(message, componentId) {
    this.#log.add(message, {
      surfaceId: this.id,
      ...(componentId ? { componentId } : {}),
    });
  }
}
