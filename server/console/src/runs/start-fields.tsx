// The fields of the form of a run.
import type { Runbook, RunbookParameter } from "../api/run-types.ts";
import { href } from "../app/router.ts";
import { Faulty, Hint } from "../ui/faulty.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { LengthField } from "../ui/length.tsx";
import { usualLengths } from "../ui/lengths.ts";
import { Text } from "../ui/parts.tsx";
import { actions } from "./actions.ts";
import { nameOf, takes } from "./runbooks.tsx";
import type { Faults, PaceInput } from "./pace.ts";
import { mayCheck } from "./start-body.ts";
import { WindowFields } from "./window-fields.tsx";

export const BookField = ({
  books,
  value,
  choose,
}: {
  books: readonly Runbook[];
  value: string;
  choose: (name: string) => void;
}) => (
  <Field
    label="What is run"
    id="run-book"
    hint={
      books.length === 0 && (
        <>
          No runbook is published: see <a href={href(["runs", "runbooks"])}>Runbooks</a>.
        </>
      )
    }>
    <select id="run-book" value={value} onChange={event => choose(valueOf(event))}>
      <option value="">choose</option>
      <optgroup label="Runbooks">
        {books.map(book => (
          <option key={nameOf(book)} value={nameOf(book)} disabled={book.needsSignature || !!book.fault}>
            {nameOf(book)}
            {book.needsSignature ? ": needs a signed command" : book.fault ? ": its content is not here" : ""}
          </option>
        ))}
      </optgroup>
      <optgroup label="Actions of the host itself">
        {actions.map(book => (
          <option key={book.name} value={nameOf(book)}>
            {book.title}
          </option>
        ))}
      </optgroup>
    </select>
  </Field>
);

const isChoice = ({ values, isSecret }: RunbookParameter): boolean => values !== undefined && !isSecret;

export function ParameterFields({
  of,
  values,
  faults,
  change,
}: {
  of: Runbook;
  values: Record<string, string>;
  faults: Faults;
  change: (values: Record<string, string>) => void;
}) {
  return (
    <div class="fields parameters">
      {of.parameters.map(parameter => {
        const { name, description, isRequired, isSecret, default: byDefault } = parameter;
        const [id, value] = [`run-parameter-${name}`, values[name] ?? ""];
        const set = (text: string) => change({ ...values, [name]: text });
        const label = `${name}${isRequired ? "" : " (optional)"}`;
        // What is only missing is not told before anything was typed.
        const fault = value === "" && isRequired ? undefined : faults[name];
        if (isChoice(parameter))
          return (
            <Field
              key={name}
              label={label}
              id={id}
              hint={<Hint fault={fault} hint={<Text of={description} max={300} />} />}>
              <select id={id} value={value} onChange={event => set(valueOf(event))}>
                <option value="">{byDefault ?? (isRequired ? "choose" : "none")}</option>
                {parameter.values
                  ?.filter(one => one !== byDefault)
                  .map(one => (
                    <option key={one} value={one}>
                      {one}
                    </option>
                  ))}
              </select>
            </Field>
          );
        return (
          <Faulty
            key={name}
            label={label}
            id={id}
            value={value}
            fault={fault}
            change={set}
            isSecret={isSecret}
            placeholder={byDefault ?? ""}
            hint={
              <>
                {description && (
                  <>
                    <Text of={description} max={300} />{" "}
                  </>
                )}
                <span class="mono">
                  <Text of={takes(parameter)} max={300} />
                </span>
              </>
            }
          />
        );
      })}
    </div>
  );
}

/** Whether a playbook only looks; nothing where it is none, or may not. */
export const CheckField = ({
  of,
  value,
  change,
}: {
  of: Runbook;
  value: boolean;
  change: (check: boolean) => void;
}) =>
  !of.playbook ? null : mayCheck(of) ? (
    <Field
      label="What it does"
      id="run-check"
      hint={
        value
          ? "Nothing is changed on any host. The tasks that would change something are the drift of each host."
          : "It is applied: each host becomes what the playbook says."
      }>
      <label class="choice">
        <input
          id="run-check"
          type="checkbox"
          checked={value}
          onChange={event => change(event.currentTarget.checked)}
        />
        check only: look at what it would change
      </label>
    </Field>
  ) : (
    <p class="hint">It has no check: its publisher says that it cannot only look.</p>
  );

export const TermFields = ({
  input,
  faults,
  change,
  hasTimeout,
}: {
  input: PaceInput;
  faults: Faults;
  /** Whether it is a program, which may run for as long as it is told. */
  hasTimeout: boolean;
  change: (next: Partial<PaceInput>) => void;
}) => (
  <>
    <div class="fields parameters">
      <Field label="Offline hosts" id="run-offline">
        <select
          id="run-offline"
          value={input.whileOffline}
          onChange={event => change({ whileOffline: valueOf(event) as PaceInput["whileOffline"] })}>
          <option value="skip">are skipped</option>
          <option value="queue">run it once they are back</option>
        </select>
      </Field>
      <LengthField
        id="run-within"
        label="No host starts it after"
        lengths={usualLengths}
        value={input.startWithin}
        choose={startWithin => change({ startWithin })}
      />
      <Faulty
        label="Hosts at once"
        id="run-concurrency"
        placeholder="100"
        value={input.concurrency}
        fault={faults["concurrency"]}
        change={concurrency => change({ concurrency })}
      />
      <Faulty
        label="May fail before it halts"
        id="run-budget"
        placeholder="10%"
        value={input.budget}
        fault={faults["budget"]}
        hint="a number of hosts, or a share"
        change={budget => change({ budget })}
      />
      <Faulty
        label="Begins on"
        id="run-ramp"
        placeholder="as many as run at once"
        value={input.ramp}
        fault={faults["ramp"]}
        hint="1, 10% is one host, then a tenth of all, then the rest"
        change={ramp => change({ ramp })}
      />
      {hasTimeout && (
        <Faulty
          label="Longest time on a host, in seconds"
          id="run-timeout"
          placeholder="that of the runbook"
          value={input.timeout}
          fault={faults["timeout"]}
          change={timeout => change({ timeout })}
        />
      )}
    </div>
    <WindowFields input={input} faults={faults} change={change} />
  </>
);
