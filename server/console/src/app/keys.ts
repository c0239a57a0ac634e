// Keys that work on every page: `/` the query, `g` and a letter a page, the arrows rows, `?` the list of them.
import { signal } from "@preact/signals";
import { pages } from "./pages.ts";
import { go } from "./router.ts";

/** Whether the list of keys is shown. */
export const helpShown = signal(false);

const chordMilliseconds = 1500;
let chordUntil = 0;

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;

function focusQuery(): void {
  const query = document.querySelector<HTMLInputElement>("[data-query]");
  if (query) query.focus();
  else go(["hosts"], { focus: "1" });
}

// The rows of a page that lead somewhere or can be acted on; the table of hosts has keys of its own.
const rows = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>("main tbody tr")].filter(
    row => row.querySelector(rowTarget) && row.checkVisibility() && !row.closest(".window"),
  );
const rowTarget = "a[href], button:not([disabled])";

/** Goes to the next row, or the one before; Enter follows its link, as everywhere. Whether there is one. */
function goToRow(by: 1 | -1): boolean {
  const focused = document.activeElement;
  const hosts = document.querySelector<HTMLElement>(".window");
  if (hosts) {
    if (focused !== document.body) return false;
    hosts.focus();
    return true;
  }
  const all = rows();
  const at = all.findIndex(row => row.contains(focused));
  // Elsewhere the arrows are those of what has the focus: a log is scrolled by them.
  if (at < 0 && focused !== document.body && focused?.id !== "main") return false;
  const next = all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))];
  next?.querySelector<HTMLElement>(rowTarget)?.focus();
  return next !== undefined;
}

/** Takes the keys. */
export function listen(): void {
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (Date.now() < chordUntil) {
      chordUntil = 0;
      const page = pages.find(candidate => candidate.key === event.key);
      if (page) {
        event.preventDefault();
        go(page.path);
      }
      return;
    }
    switch (event.key) {
      case "g":
        chordUntil = Date.now() + chordMilliseconds;
        break;
      case "/":
        event.preventDefault();
        focusQuery();
        break;
      case "ArrowDown":
      case "ArrowUp":
        if (!event.defaultPrevented && goToRow(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
        break;
      case "?":
        helpShown.value = true;
        break;
    }
  });
}
