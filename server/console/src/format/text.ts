// Texts of hosts and operators may hold anything. What would act instead of being read is shown as an escape.

const shownMax = 4096;
// Control characters, marks that turn the writing direction, invisible characters, halves of a pair.
const acting =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

// Marks that are set over one another would be drawn over what stands around them.
const stacked = /(\p{M}{4})\p{M}+/gu;

const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A text as one line that can be shown, cut where it is longer than can be read. */
export function plain(value: unknown, max = shownMax): string {
  const text = typeof value === "string" ? value : value === undefined || value === null ? "" : String(value);
  const cut = text.length > max ? text.slice(0, max) : text;
  const shown = cut.replace(acting, escape).replace(stacked, "$1…");
  return text.length > max ? `${shown}… (${text.length.toLocaleString("en")} characters)` : shown;
}

/** Lines of a log: colours of a terminal are left out, tabs and new lines stay. */
export function plainLog(text: string, max = 262_144): string {
  const cut = text.length > max ? text.slice(text.length - max) : text;
  const shown = cut
    .replace(ansi, "")
    .replace(/\r\n?/g, "\n")
    .replace(stacked, "$1…")
    .replace(acting, character => (character === "\n" || character === "\t" ? character : escape(character)));
  return text.length > max
    ? `… (the last ${max.toLocaleString("en")} characters of ${text.length.toLocaleString("en")})\n${shown}`
    : shown;
}

/** Order of versions, the newest first. */
export const byVersionDown = (a: string, b: string): number => b.localeCompare(a, "en", { numeric: true });
