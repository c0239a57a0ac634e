// Elements from data. Text always goes in as text: nothing that a host reports is ever read as markup.

export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child);
  }
  return element;
}

export const badge = (kind, text, title) => el("span", { class: `badge ${kind}`, title }, text);

export const card = (title, ...content) =>
  el("section", { class: "card pane" }, title && el("h2", null, title), ...content);

export function facts(rows) {
  return el("dl", null, rows
    .filter(([, value]) => value !== null && value !== undefined && value !== "")
    .flatMap(([name, value]) => [el("dt", null, name), el("dd", null, value)]));
}

export function meter(name, detail, percent) {
  const level = percent >= 95 ? "bad" : percent >= 85 ? "warn" : null;
  const share = Math.max(0, Math.min(100, percent));
  return el("div", { class: "meter" },
    el("div", { class: "row" }, el("span", null, name), el("span", null, detail)),
    el("progress", { class: level, max: 100, value: share, "aria-label": `${name}: ${Math.round(share)} %` }));
}

export function table(heads, rows) {
  return el("div", { class: "scroll" }, el("table", null,
    el("thead", null, el("tr", null, heads.map(head => el("th", { scope: "col" }, head)))),
    el("tbody", null, rows)));
}
