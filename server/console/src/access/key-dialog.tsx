import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import { administering, grantWords, may } from "../app/rights.tsx";
import { me, type Grant } from "../app/session.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { Fault, Text } from "../ui/parts.tsx";
import { GrantsEditor, grantOptions, grantsBody } from "./grants.tsx";
import { KeyMade, type KeyReply } from "./key-made.tsx";

const daySeconds = 86_400;
const lifetimes: [string, number][] = [
  ["1d", daySeconds],
  ["30d", 30 * daySeconds],
  ["90d", 90 * daySeconds],
  ["365d", 365 * daySeconds],
  ["no end", 0],
];

/** Makes a key, and shows it once. */
export function KeyDialog({ close }: { close: () => void }) {
  const isUser = me.value?.kind === "user";
  const [name, setName] = useState("");
  const [isProgram, setProgram] = useState(!isUser);
  const [life, setLife] = useState("90d");
  const [grants, setGrants] = useState<Grant[]>();
  const [made, setMade] = useState<KeyReply>();
  const [fault, attempt] = useAttempt();
  const body = {
    name,
    ttlSeconds: lifetimes.find(([title]) => title === life)?.[1] ?? 0,
    ...(isProgram && { program: true }),
    ...(grants && { grants: grantsBody(grants) }),
  };
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    return attempt(async () => setMade((await ask<KeyReply>("POST", "/api/v1/keys", { body })).body));
  };
  if (made)
    return (
      <Dialog title="The key, shown this once" close={close} wide>
        <KeyMade of={made} />
        <ClosingFoot close={close} title="I have it" />
      </Dialog>
    );
  return (
    <Dialog title="New key" close={close} wide>
      <form onSubmit={event => void make(event)}>
        <div class="fields">
          <Field label="Name" id="key-name" hint="the audit names it: one for each use">
            <input
              id="key-name"
              value={name}
              required
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              onInput={event => setName(valueOf(event).trim())}
            />
          </Field>
          <Field label="Lifetime" id="key-life">
            <select id="key-life" value={life} onChange={event => setLife(valueOf(event))}>
              {lifetimes.map(([title]) => (
                <option key={title}>{title}</option>
              ))}
            </select>
          </Field>
          {may(administering) && (
            <Field label="For" id="key-for">
              <select
                id="key-for"
                value={isProgram ? "program" : "me"}
                disabled={!isUser}
                onChange={event => setProgram(valueOf(event) === "program")}>
                <option value="me">me: it ends when I go</option>
                <option value="program">a program: it goes on without me</option>
              </select>
            </Field>
          )}
        </div>
        <label class="choice">
          <input
            type="checkbox"
            checked={grants === undefined}
            onChange={event =>
              setGrants(event.currentTarget.checked ? undefined : [...(me.value?.grants ?? [])])
            }
          />
          <span>
            The roles that I have: <Text of={grantWords(me.value?.grants ?? [])} max={300} />
          </span>
        </label>
        {grants && <GrantsEditor grants={grants} change={setGrants} />}
        <Fault of={fault} />
        <AskingFoot close={close}>
          <button type="submit" class="primary">
            Make the key
          </button>
        </AskingFoot>
      </form>
      <Lines
        of={{
          cli: line(
            "aops",
            "key",
            "create",
            name || "NAME",
            ...(isProgram ? ["--program"] : []),
            ...grantOptions(grantsBody(grants ?? [])),
            ...(life === "no end" ? ["--no-expiry"] : ["--ttl", life]),
          ),
          method: "POST",
          path: "/api/v1/keys",
          body,
        }}
      />
    </Dialog>
  );
}
