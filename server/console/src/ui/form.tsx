import type { ComponentChildren } from "preact";

let last = 0;

/** A number for the id of a field; each is given once. */
export const nextId = (): string => `f${++last}`;

/** A labelled field; the function makes the control that has the id. */
export const Field = ({
  label,
  hint,
  id,
  children,
}: {
  label: string;
  hint?: ComponentChildren;
  id: string;
  children: ComponentChildren;
}) => (
  <div class="field">
    <label for={id}>{label}</label>
    {children}
    {hint && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
  </div>
);

/** The text of a control that an event came from. */
export const valueOf = (event: Event): string => (event.currentTarget as HTMLInputElement).value;

/** A field that chooses one of some names, or, by the empty text, none of them. */
export const ChoiceField = ({
  label,
  hint,
  id,
  none,
  names,
  value,
  choose,
}: {
  label: string;
  hint?: ComponentChildren;
  id: string;
  none: string;
  names: readonly string[];
  value: string;
  choose: (name: string) => void;
}) => (
  <Field label={label} id={id} hint={hint}>
    <select id={id} value={value} onChange={event => choose(valueOf(event))}>
      <option value="">{none}</option>
      {names.map(name => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  </Field>
);
