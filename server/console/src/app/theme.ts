import { signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

const key = "aops-theme";
const read = (): Theme => {
  const stored = localStorage.getItem(key);
  return stored === "light" || stored === "dark" ? stored : "auto";
};

/** The colours: those of the system, or one's own choice. */
export const theme = signal<Theme>(read());

/** Chooses colours, for this browser. */
export function choose(next: Theme): void {
  theme.value = next;
  if (next === "auto") localStorage.removeItem(key);
  else localStorage.setItem(key, next);
  show();
}

/** Puts the choice in force. */
export function show(): void {
  if (theme.value === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
}
