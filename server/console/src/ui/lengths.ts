// Lengths of time that have a name.

/** Lengths by their names, in seconds; undefined is without an end. */
export type Lengths = readonly (readonly [title: string, seconds: number | undefined])[];

const units: readonly (readonly [name: string, seconds: number])[] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const hourSeconds = 3600;

/** From an hour to seven days. */
export const usualLengths: Lengths = [
  ["1 hour", hourSeconds],
  ["4 hours", 4 * hourSeconds],
  ["1 day", 24 * hourSeconds],
  ["7 days", 7 * 24 * hourSeconds],
];

/** The same, and a month. */
export const longLengths: Lengths = [...usualLengths, ["30 days", 30 * 24 * hourSeconds]];

/** The name of a length, which loses nothing of it: `90 minutes`. */
export function titleOf(seconds: number): string {
  const [name, size] = units.find(([, size]) => seconds % size === 0) ?? ["second", 1];
  const many = seconds / size;
  return `${many} ${name}${many === 1 ? "" : "s"}`;
}

/** The seconds of such a name; undefined for what is none. */
export function secondsOf(title: string): number | undefined {
  const [, many, name] = /^(\d+) (day|hour|minute|second)s?$/.exec(title) ?? [];
  const size = units.find(([unit]) => unit === name)?.[1];
  return size === undefined ? undefined : Number(many) * size;
}

/** When a length that begins now ends, as the API writes times; undefined without an end. */
export function endOf(lengths: Lengths, title: string): string | undefined {
  const seconds = lengths.find(([name]) => name === title)?.[1];
  return seconds === undefined ? undefined : new Date(Date.now() + seconds * 1000).toISOString();
}
