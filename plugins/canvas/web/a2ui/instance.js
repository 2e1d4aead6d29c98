// SPDX-License-Identifier: MIT
// One place on the page where a component is drawn: a component that a template repeats has many.
// This is what the catalog's functions get beside the component's properties.
import { make } from "./dom.js";
import { show } from "./errors.js";
import { Template } from "./template.js";
import { as, literalOf, pathOf } from "./values.js";

const MOST_DEPTH = 50;

function placeholder(text) {
  return make("p", { class: "placeholder", role: "note" }, text);
}

export class Instance {
  #surface;
  #parent;
  #endings = [];
  #children = new Set();

  /** `scope` is the place in the data that relative paths begin at. */
  constructor(surface, id, { parent, scope = [], inline = false } = {}) {
    this.#surface = surface;
    this.#parent = parent;
    this.id = id;
    this.scope = scope;
    this.inline = inline;
    this.depth = parent ? parent.depth + 1 : 0;
    this.key = [id, ...scope].join("/");
    this.alive = true;
    surface.joined(this);
    this.draw();
  }

  /** Draws anew, in the place of what was drawn before. */
  draw() {
    const before = this.element;
    this.#clear();
    this.element = this.#drawn();
    if (this.id) this.element.dataset.component = this.id;
    before?.replaceWith(this.element);
  }

  #drawn() {
    const component = this.#surface.components.get(this.id);
    if (!component) return make("span", { hidden: true });
    const wrong = this.#refusal(component);
    if (wrong) {
      this.complain(wrong);
      return placeholder(wrong);
    }
    let element;
    try {
      element = this.#surface.catalog.get(component.type)(component.props, this);
    } catch (error) {
      this.complain(`${component.type} could not be drawn: ${error.message}`);
      this.#clear();
      return placeholder(`${component.type} could not be drawn`);
    }
    if (component.weight !== undefined) element.style.flex = `${component.weight} 1 0%`;
    return element;
  }

  #refusal(component) {
    if (!this.#surface.catalog.has(component.type)) {
      return `This page has no component ${show(component.type)}`;
    }
    if (!this.room()) return "The page holds no more components";
    if (this.depth >= MOST_DEPTH) return `More than ${MOST_DEPTH} components inside each other`;
    for (let one = this.#parent; one; one = one.#parent) {
      if (one.key === this.key) return `The component "${this.id}" contains itself`;
    }
    return "";
  }

  #clear() {
    for (const end of this.#endings.splice(0)) end();
    for (const child of [...this.#children]) child.end();
  }

  end() {
    if (!this.alive) return;
    this.alive = false;
    this.#clear();
    this.#parent?.#children.delete(this);
    this.#surface.left(this);
  }

  onEnd(callback) {
    this.#endings.push(callback);
  }

  complain(message) {
    this.#surface.complain(message, this.id);
  }

  recall(name) {
    return this.#surface.memory.get(`${this.key} ${name}`);
  }

  /** Outlives being drawn anew: what is typed without a place in the data, which tab is open. */
  remember(name, value) {
    this.#surface.memory.set(`${this.key} ${name}`, value);
  }

  /** The place of a path in the data: inside a template in the item first, then from the root. */
  place(path) {
    return this.#surface.place(path, this.scope, (message) => this.complain(message));
  }

  /** A property to read and to write. Without a path it lives on this page, under `name`. */
  cell(bound, kind, name = "value") {
    const complain = (message) => this.complain(message);
    const path = pathOf(bound);
    if (path === undefined) {
      const literal = literalOf(bound);
      return {
        read: () => this.recall(name) ?? as(kind, literal, complain),
        write: (value) => this.remember(name, value),
      };
    }
    const place = this.place(path);
    const model = this.#surface.model;
    const literal = literalOf(bound);
    if (literal !== undefined && !model.has(place)) model.set(place, literal);
    return {
      place,
      raw: () => model.get(place),
      read: () => as(kind, model.get(place), complain),
      write: (value) => {
        const wrong = model.set(place, value);
        if (wrong) complain(wrong);
        else model.notify(place);
      },
    };
  }

  /** Applies the value of a property, once and whenever it changes. Returns its cell. */
  bind(bound, kind, apply, name) {
    const cell = this.cell(bound, kind, name);
    if (cell.place) this.onEnd(this.#surface.model.watch(cell.place, () => apply(cell.read())));
    apply(cell.read());
    return cell;
  }

  /** The element of a child; `options.inline` where no block may stand. */
  child(id, options = {}) {
    return this.childInstance(id, options).element;
  }

  childInstance(id, { scope = this.scope, inline = this.inline } = {}) {
    if (typeof id !== "string" || !id) this.complain(`no id of a child: ${show(id)}`);
    const child = new Instance(this.#surface, typeof id === "string" ? id : "", {
      parent: this,
      scope,
      inline,
    });
    this.#children.add(child);
    return child;
  }

  /** Draws the children into the container, each in what `wrap` makes of it. */
  children(container, spec, wrap = (element) => element) {
    const list = Array.isArray(spec) ? spec : spec?.explicitList;
    if (Array.isArray(list)) {
      for (const id of list) {
        if (!this.room()) return;
        // The child may be drawn anew before it is shown: the wrapper goes on holding it.
        container.append(wrap(this.child(id)));
      }
    } else if (spec?.template !== null && typeof spec?.template === "object") {
      const template = new Template(this, container, spec.template, wrap);
      this.onEnd(this.#surface.model.watch(template.place, () => template.refresh()));
      template.refresh();
    } else {
      this.complain(`no children: ${show(spec)}`);
    }
  }

  data(place) {
    return this.#surface.model.get(place);
  }

  /** Whether the surface may have one more component on the page; complains if not. */
  room() {
    return this.#surface.room();
  }

  act(action) {
    this.#surface.act(action, this);
  }
}
