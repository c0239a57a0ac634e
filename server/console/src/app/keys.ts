// Keys that work on every page: `/` the query, `g` and a letter a page, `?` the list of them.
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
      case "?":
        helpShown.value = true;
        break;
    }
  });
}
