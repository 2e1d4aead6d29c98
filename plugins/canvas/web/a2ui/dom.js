// SPDX-License-Identifier: MIT
// Makes elements. Text only ever becomes text nodes, so that no markup can come in by it.

const SVG = "http://www.w3.org/2000/svg";
let serial = 0;

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** An element; an attribute that is false or undefined is left out, true is an empty one. */
export function make(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function makeSvg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** An id that no other element of the page has. */
export function uniqueId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}

export const FOCUSABLE =
  "button, input, select, textarea, a[href], audio, video, summary, [tabindex]";
