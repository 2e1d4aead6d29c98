// SPDX-License-Identifier: MIT
// All surfaces of the page, and what is done with messages.
import { readContents } from "./contents.js";
import { ErrorLog, show } from "./errors.js";
import { readMessages } from "./messages.js";
import { Surface } from "./surface.js";

const MOST_SURFACES = 100;
const STANDARD = /a2ui\.org\/specification\/v0_8\/|^$/;

export class App {
  #surfaces = new Map();
  #log = new ErrorLog();
  #options;

  /** `container` takes the surfaces; `catalog` maps a type to the function that draws it. */
  constructor({ container, catalog, onAction, onChange }) {
    this.#options = { container, catalog, onAction, onChange };
  }

  /**
   * Returns {ok, surfaces}; with ok false also the error, in words. A message that cannot be used
   * is left out, the others are applied. What is wrong inside a component is in errors() only.
   */
  apply(input) {
    const refused = [];
    for (const entry of readMessages(input)) {
      const wrong = entry.wrong ?? this.#attempt(() => this.#applyOne(entry));
      if (!wrong) continue;
      refused.push(wrong);
      this.#log.add(wrong, entry.surfaceId ? { surfaceId: entry.surfaceId } : {});
    }
    for (const [surfaceId, surface] of this.#surfaces) {
      const wrong = surface.begun ? this.#attempt(() => surface.flush()) : "";
      if (wrong) this.#log.add(wrong, { surfaceId });
    }
    this.#options.onChange();
    const result = { ok: !refused.length, surfaces: this.surfaceIds() };
    if (refused.length) result.error = `A2UI: ${refused.slice(0, 5).join("; ")}`;
    return result;
  }

  /** What the action returns; a message so odd that it throws is an error like any other. */
  #attempt(action) {
    try {
      return action() ?? "";
    } catch (error) {
      return `${error.message}`;
    }
  }

  #applyOne({ kind, surfaceId, body }) {
    if (kind === "deleteSurface") {
      this.#surfaces.get(surfaceId)?.end();
      this.#surfaces.delete(surfaceId);
      return "";
    }
    const surface = this.#surfaceFor(surfaceId);
    return surface ? this[`_${kind}`](surface, body) : `more than ${MOST_SURFACES} surfaces`;
  }

  #surfaceFor(id) {
    if (!this.#surfaces.has(id)) {
      if (this.#surfaces.size >= MOST_SURFACES) return undefined;
      const { catalog, onAction } = this.#options;
      this.#surfaces.set(id, new Surface(id, { catalog, onAction, log: this.#log }));
    }
    return this.#surfaces.get(id);
  }

  _beginRendering(surface, { root, styles, catalogId = "" }) {
    if (typeof root !== "string" || !root) return `beginRendering.root is no id: ${show(root)}`;
    if (!STANDARD.test(catalogId)) {
      surface.complain(`of the catalog ${show(catalogId)} only what v0.8 has too is drawn`);
    }
    surface.begin(root, styles);
    if (!surface.element.isConnected) this.#options.container.append(surface.element);
    return "";
  }

  _surfaceUpdate(surface, { components }) {
    if (!Array.isArray(components)) {
      return `surfaceUpdate.components is a list, not ${show(components)}`;
    }
    surface.update(components);
    return "";
  }

  _dataModelUpdate(surface, { path = "/", contents }) {
    if (typeof path !== "string") return `dataModelUpdate.path is text, not ${show(path)}`;
    let wrong = "";
    const value = readContents(contents, (message) => {
      wrong ||= `dataModelUpdate: ${message}`;
    });
    if (value !== undefined) surface.setData(path, value);
    return wrong;
  }

  reset() {
    for (const surface of this.#surfaces.values()) surface.end();
    this.#surfaces.clear();
    this.#log.clear();
    this.#options.onChange();
    return { ok: true };
  }

  /** The surfaces on the page, in the order in which they came. */
  surfaceIds() {
    return [...this.#surfaces].filter(([, surface]) => surface.begun).map(([id]) => id);
  }

  dataModel(surfaceId) {
    return this.#surfaces.get(surfaceId)?.model.json();
  }

  errors() {
    const missing = [...this.#surfaces].flatMap(([surfaceId, surface]) =>
      surface.missing().map((componentId) => ({
        surfaceId,
        componentId,
        message: "the component is named but never came",
      })),
    );
    return [...this.#log.list(), ...missing.slice(0, 200)];
  }
}
