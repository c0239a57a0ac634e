// A field that says what is wrong with its value.
import type { ComponentChildren } from "preact";
import { Field, valueOf } from "./form.tsx";
import { Text } from "./parts.tsx";

/** A field with what is wrong with it. */
export const Faulty = ({
  label,
  id,
  hint,
  fault,
  value,
  change,
  isSecret,
  placeholder,
}: {
  label: string;
  id: string;
  hint?: ComponentChildren;
  fault: string | undefined;
  value: string;
  change: (text: string) => void;
  isSecret?: boolean;
  placeholder?: string;
}) => {
  const attributes = {
    id,
    value,
    placeholder: placeholder ?? "",
    spellcheck: false,
    "aria-invalid": fault ? ("true" as const) : undefined,
    "aria-describedby": `${id}-hint`,
    onInput: (event: Event) => change(valueOf(event)),
  };
  return (
    <Field label={label} id={id} hint={<Hint hint={hint} fault={fault} />}>
      {isSecret ? (
        <input type="password" autocomplete="new-password" {...attributes} />
      ) : (
        <input autocomplete="off" {...attributes} />
      )}
    </Field>
  );
};

export const Hint = ({ hint, fault }: { hint: ComponentChildren; fault: string | undefined }) => (
  <>
    {fault && (
      <span class="bad-text">
        <Text of={fault} max={300} />{" "}
      </span>
    )}
    {hint}
  </>
);
