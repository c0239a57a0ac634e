// A length of time that is chosen by its name.
import { Field, valueOf } from "./form.tsx";

const hourSeconds = 3600;

/** Lengths by their names, in seconds; undefined is without an end. */
export type Lengths = readonly (readonly [title: string, seconds: number | undefined])[];

/** From an hour to seven days. */
export const usualLengths: Lengths = [
  ["1 hour", hourSeconds],
  ["4 hours", 4 * hourSeconds],
  ["1 day", 24 * hourSeconds],
  ["7 days", 7 * 24 * hourSeconds],
];

/** The same, and a month. */
export const longLengths: Lengths = [...usualLengths, ["30 days", 30 * 24 * hourSeconds]];

/** When a length that begins now ends, as the API writes times; undefined without an end. */
export function endOf(lengths: Lengths, title: string): string | undefined {
  const seconds = lengths.find(([name]) => name === title)?.[1];
  return seconds === undefined ? undefined : new Date(Date.now() + seconds * 1000).toISOString();
}

/** A field for one of some lengths. */
export const LengthField = ({
  id,
  label = "For",
  lengths,
  value,
  choose,
}: {
  id: string;
  label?: string;
  lengths: Lengths;
  value: string;
  choose: (title: string) => void;
}) => (
  <Field label={label} id={id}>
    <select id={id} value={value} onChange={event => choose(valueOf(event))}>
      {lengths.map(([title]) => (
        <option key={title}>{title}</option>
      ))}
    </select>
  </Field>
);
