// A length of time that is chosen by its name.
import { Field, valueOf } from "./form.tsx";
import type { Lengths } from "./lengths.ts";

/** A field for one of some lengths; one that has another keeps it. */
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
      {lengths.every(([title]) => title !== value) && <option>{value}</option>}
      {lengths.map(([title]) => (
        <option key={title}>{title}</option>
      ))}
    </select>
  </Field>
);
