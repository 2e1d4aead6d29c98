// SPDX-License-Identifier: MIT
// The icons of the standard catalog, drawn with strokes in a square of 24.
import { makeSvg } from "./dom.js";

const BELL = "M6 16v-5a6 6 0 0 1 12 0v5l2 2H4zM10 21h4";
const EYE = "M2 12s4-7 10-7 10 7 10 7-4 7-10 7-10-7-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z";
const HEART = "M12 20S4 15 4 9a4 4 0 0 1 8-1.5 4 4 0 0 1 8 1.5c0 6-8 11-8 11z";
const PHONE =
  "M5 4h4l2 5-3 2a11 11 0 0 0 5 5l2-3 5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2z";
const RING = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z";
const SLASH = "M4 4l16 16";
const STAR = "M12 3l2.7 5.8 6.3.7-4.7 4.3 1.3 6.2-5.6-3.2L6.4 20l1.3-6.2L3 9.5l6.3-.7z";
const DATE = "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4";

const PATHS = {
  accountCircle: `${RING}M12 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM6 18a7 7 0 0 1 12 0`,
  add: "M12 5v14M5 12h14",
  arrowBack: "M20 12H4M10 6l-6 6 6 6",
  arrowForward: "M4 12h16M14 6l6 6-6 6",
  attachFile: "M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l8-8",
  calendarToday: `${DATE}M8 14h3v2H8z`,
  call: PHONE,
  camera: "M3 7h4l2-3h6l2 3h4v13H3zM12 9a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  check: "M5 13l4 4L19 7",
  close: "M6 6l12 12M18 6L6 18",
  delete: "M4 6h16M9 6V4h6v2M6 6l1 15h10l1-15M10 10v7M14 10v7",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  event: `${DATE}M13 14h3v3h-3z`,
  error: `${RING}M12 7v6M12 16v.5`,
  favorite: HEART,
  favoriteOff: `${HEART}${SLASH}`,
  folder: "M3 6h7l2 2h9v12H3z",
  help: `${RING}M9 10a3 3 0 1 1 4 2.8c-.7.3-1 .7-1 1.7M12 17v.5`,
  home: "M3 12l9-8 9 8M6 10v10h12V10M10 20v-6h4v6",
  info: `${RING}M12 11v6M12 7.5v.5`,
  locationOn: "M12 21s7-6 7-12a7 7 0 0 0-14 0c0 6 7 12 7 12zM12 7a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  lock: "M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3M12 15v2",
  lockOpen: "M6 11h12v9H6zM8 11V7a4 4 0 0 1 8-1M12 15v2",
  mail: "M3 6h18v13H3zM3 7l9 7 9-7",
  menu: "M4 7h16M4 12h16M4 17h16",
  moreVert: "M12 5v.5M12 12v.5M12 19v.5",
  moreHoriz: "M5 12h.5M12 12h.5M19 12h.5",
  notifications: BELL,
  notificationsOff: `${BELL}${SLASH}`,
  payment: "M3 6h18v13H3zM3 10h18M6 15h4",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20a8 8 0 0 1 16 0",
  phone: PHONE,
  photo: "M4 5h16v14H4zM4 17l5-5 4 4 3-3 4 4M15 8.5v.5",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  refresh: "M20 12a8 8 0 1 1-2.5-5.8L20 9M20 4v5h-5",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5",
  send: "M4 5l17 7-17 7 2-7zM6 12h15",
  settings: "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4",
  share: "M8 12l8-4M8 12l8 4M6 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM18 5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z"
    + "M18 15a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  shoppingCart: "M3 4h3l2 11h10l2-8H7M9 19v.5M17 19v.5",
  star: STAR,
  starHalf: `${STAR}M12 3v13.8`,
  starOff: `${STAR}${SLASH}`,
  upload: "M12 16V5M7 9l5-5 5 5M4 20h16",
  visibility: EYE,
  visibilityOff: `${EYE}${SLASH}`,
  warning: "M12 4l10 16H2zM12 10v5M12 17.5v.5",
};
const FILLED = ["favorite", "star"];
const OTHER = "M12 4l8 8-8 8-8-8z";

/** The picture for a name in words, such as "shopping cart"; a lozenge for what has none. */
export function iconElement(words) {
  const name = words.replace(/ (\w)/g, (_, letter) => letter.toUpperCase());
  const path = Object.hasOwn(PATHS, name) ? PATHS[name] : OTHER;
  const filled = FILLED.includes(name) ? "filled" : false;
  const square = { viewBox: "0 0 24 24", "aria-hidden": "true", class: filled };
  return makeSvg("svg", square, makeSvg("path", { d: path }));
}

export const iconNames = Object.keys(PATHS);
