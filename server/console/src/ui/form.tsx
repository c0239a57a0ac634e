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

/** A field of one line of text. */
export const TextField = ({
  label,
  hint,
  id,
  value,
  change,
  required = false,
}: {
  label: string;
  hint?: ComponentChildren;
  id: string;
  value: string;
  change: (text: string) => void;
  required?: boolean;
}) => (
  <Field label={label} id={id} hint={hint}>
    <input
      id={id}
      value={value}
      required={required}
      autocomplete="off"
      spellcheck={false}
      onInput={event => change(valueOf(event))}
    />
  </Field>
);

/** The field of a deed's reason, which the audit holds. */
export const ReasonField = ({
  label = "Why (for the audit)",
  id,
  value,
  change,
  required = false,
}: {
  label?: string;
  id: string;
  value: string;
  change: (reason: string) => void;
  required?: boolean;
}) => (
  <Field label={label} id={id}>
    <input
      id={id}
      value={value}
      required={required}
      maxLength={1000}
      autocomplete="off"
      onInput={event => change(valueOf(event))}
    />
  </Field>
);

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
