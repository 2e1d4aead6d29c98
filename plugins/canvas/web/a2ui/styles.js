// SPDX-License-Identifier: MIT
// The styles of a beginRendering: a primary colour and a font.
import { show } from "./errors.js";

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Black or white, whichever is easier to read on the colour. */
export function readableOn(colour) {
  return luminance(colour) > 0.179 ? "#000000" : "#ffffff";
}

export function applyStyles(element, styles, complain) {
  for (const name of ["--primary", "--on-primary", "font-family"]) {
    element.style.removeProperty(name);
  }
  if (styles === undefined || styles === null) return;
  const { primaryColor: colour, font } = styles;
  if (typeof colour === "string" && /^#[0-9a-f]{6}$/i.test(colour)) {
    element.style.setProperty("--primary", colour);
    element.style.setProperty("--on-primary", readableOn(colour));
  } else if (colour !== undefined) {
    complain(`primaryColor is not of the form #RRGGBB: ${show(colour)}`);
  }
  if (typeof font === "string" && /^[\p{L}\p{N} ,'"_-]{1,100}$/u.test(font)) {
    element.style.fontFamily = `${font}, system-ui, sans-serif`;
  } else if (font !== undefined) {
    complain(`font is no name of a font: ${show(font)}`);
  }
}
