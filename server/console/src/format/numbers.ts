// How values are written for people.

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function bytes(value: number): string {
  let [shown, step] = [value, 0];
  while (shown >= 1024 && step < units.length - 1) {
    shown /= 1024;
    step++;
  }
  return `${shown >= 100 || step === 0 ? Math.round(shown) : shown.toFixed(1)} ${units[step]}`;
}

export const count = (value: number): string => value.toLocaleString("en");

/** `1 host`, `2 hosts`. */
export const many = (value: number, word: string): string =>
  `${count(value)} ${word}${value === 1 ? "" : "s"}`;

const steps: [number, string][] = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
];

/** A span in the largest whole unit. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  for (const [size, unit] of steps) if (whole >= size) return `${Math.floor(whole / size)} ${unit}`;
  return "0 s";
}

/** `3 min ago`, `in 2 d`, or `now`. */
export function relative(time: string, now: number): string {
  const seconds = (now - Date.parse(time)) / 1000;
  if (Number.isNaN(seconds)) return "";
  if (Math.abs(seconds) < 5) return "now";
  return seconds > 0 ? `${span(seconds)} ago` : `in ${span(-seconds)}`;
}

/** The time itself, in the operator's zone, to the second. */
export function absolute(time: string): string {
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? "" : at.toLocaleString("sv", { timeZoneName: "short" });
}
