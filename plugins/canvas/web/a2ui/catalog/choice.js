// SPDX-License-Identifier: MIT
import { make, uniqueId } from "../dom.js";
import { show } from "../errors.js";

function optionsOf(options, self) {
  if (!Array.isArray(options)) {
    self.complain(`options is a list, not ${show(options)}`);
    return [];
  }
  return options.filter((option) => {
    const good = typeof option?.value === "string";
    if (!good) self.complain(`an option has no value: ${show(option)}`);
    return good;
  });
}

function rowOf({ label, value }, index, type, group, self) {
  const control = make("input", { type, name: group, value });
  const caption = make("span");
  self.bind(label ?? value, "string", (text) => {
    caption.textContent = text;
  }, `option-${index}`);
  return { control, value, row: make("label", { class: "check" }, control, caption), caption };
}

function filterOf(rows) {
  const control = make("input", {
    type: "search",
    "aria-label": "Filter the choices",
    placeholder: "Filter",
  });
  control.addEventListener("input", () => {
    const wanted = control.value.trim().toLowerCase();
    for (const { row, caption } of rows) {
      row.hidden = !caption.textContent.toLowerCase().includes(wanted);
    }
  });
  return control;
}

function limitOf(most, self) {
  if (most === undefined) return Infinity;
  if (Number.isInteger(most) && most > 0) return most;
  self.complain(`maxAllowedSelections is no count: ${show(most)}`);
  return Infinity;
}

/** One allowed selection makes radio buttons; at a higher limit what is not chosen is locked. */
export function MultipleChoice(props, self) {
  const limit = limitOf(props.maxAllowedSelections, self);
  const type = limit === 1 ? "radio" : "checkbox";
  const group = uniqueId("choice");
  const rows = optionsOf(props.options, self).map((option, index) =>
    rowOf(option, index, type, group, self),
  );
  const list = make("div", { class: "options" }, ...rows.map(({ row }) => row));
  const element = make("div", {
    class: props.variant === "chips" ? "choice chips" : "choice",
    role: limit === 1 ? "radiogroup" : "group",
  });
  const legend = make("p", { class: "legend", "aria-hidden": "true" });
  self.bind(props.label ?? props.description ?? "", "string", (text) => {
    legend.textContent = text;
    legend.hidden = !text;
    element.setAttribute("aria-label", text || "Choices");
  }, "label");
  element.append(legend);
  if (props.filterable === true) element.append(filterOf(rows));
  if (limit > 1 && limit < rows.length) {
    element.append(make("p", { class: "caption" }, `Choose up to ${limit}.`));
  }
  element.append(list);
  const reveal = (chosen) => {
    for (const { control, value } of rows) {
      control.checked = chosen.includes(value);
      control.disabled = limit > 1 && !control.checked && chosen.length >= limit;
    }
  };
  const cell = self.bind(props.selections, "list", reveal);
  element.addEventListener("change", (event) => {
    if (event.target.name !== group) return;
    const chosen = rows.filter(({ control }) => control.checked).map(({ value }) => value);
    cell.write(chosen);
    reveal(chosen);
  });
  return element;
}
