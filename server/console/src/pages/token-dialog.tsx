import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import type { Token } from "../api/types.ts";
import { parseLabels } from "../hosts/actions.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Copy, Lines } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { Facts, Fault, FullTime } from "../ui/parts.tsx";

const lifetimes = [
  ["1h", 3600],
  ["8h", 28_800],
  ["1d", 86_400],
  ["7d", 604_800],
  ["30d", 2_592_000],
] as const;

interface Draft {
  ttl: string;
  uses: number;
  note: string;
  labels: string;
  networks: string;
  approval: string;
}

/** The body of the request. @throws Error A label is none. */
export function tokenBody(draft: Draft): Record<string, unknown> {
  const labels = draft.labels.trim() ? parseLabels(draft.labels) : undefined;
  if (labels && Object.values(labels).includes(null))
    throw new Error("A token sets labels (NAME=VALUE) and removes none.");
  const networks = draft.networks.split(/[\s,]+/).filter(Boolean);
  return {
    ttlSeconds: lifetimes.find(([name]) => name === draft.ttl)?.[1] ?? 3600,
    uses: draft.uses,
    approval: draft.approval,
    ...(draft.note && { note: draft.note }),
    ...(labels && { labels }),
    ...(networks.length > 0 && { networks }),
  };
}

const cliOf = (draft: Draft): string =>
  line(
    "aops",
    "token",
    "create",
    "--ttl",
    draft.ttl,
    "--uses",
    String(draft.uses),
    ...(draft.note ? ["--note", draft.note] : []),
    ...draft.labels
      .split(/\s+/)
      .filter(Boolean)
      .flatMap(label => ["-l", label]),
    ...draft.networks
      .split(/[\s,]+/)
      .filter(Boolean)
      .flatMap(network => ["--network", network]),
    ...(draft.approval === "manual" ? ["--approval", "manual"] : []),
  );

/** Makes a token, and shows it once, with the line for the host. */
export function TokenDialog({ close }: { close: () => void }) {
  const [draft, setDraft] = useState<Draft>({
    ttl: "1h",
    uses: 1,
    note: "",
    labels: "",
    networks: "",
    approval: "auto",
  });
  const [made, setMade] = useState<{ token?: string; details: Token }>();
  const [fault, attempt] = useAttempt();
  const set = (name: keyof Draft) => (event: Event) =>
    setDraft({ ...draft, [name]: name === "uses" ? Number(valueOf(event)) : valueOf(event) });
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    return attempt(async () => {
      const body = tokenBody(draft);
      setMade((await ask<{ token?: string; details: Token }>("POST", "/api/v1/tokens", { body })).body);
    });
  };
  if (made)
    return (
      <Dialog title="The token, shown this once" close={close} wide>
        <Made token={made.token ?? ""} details={made.details} close={close} />
      </Dialog>
    );
  return (
    <Dialog title="New enrolment token" close={close} wide>
      <form onSubmit={event => void make(event)}>
        <div class="fields">
          <Field label="Lifetime" id="token-ttl">
            <select id="token-ttl" value={draft.ttl} onChange={set("ttl")}>
              {lifetimes.map(([name]) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </Field>
          <Field label="Hosts that may use it" id="token-uses">
            <input id="token-uses" type="number" min={1} value={draft.uses} onInput={set("uses")} />
          </Field>
          <Field label="What for" id="token-note">
            <input id="token-note" value={draft.note} maxLength={200} onInput={set("note")} />
          </Field>
          <Field label="Labels that hosts get" id="token-labels" hint="env=prod tier=web">
            <input id="token-labels" value={draft.labels} onInput={set("labels")} spellcheck={false} />
          </Field>
          <Field label="From these networks alone" id="token-networks" hint="10.1.0.0/16; any without it">
            <input id="token-networks" value={draft.networks} onInput={set("networks")} spellcheck={false} />
          </Field>
          <Field label="Who lets a host in" id="token-approval">
            <select id="token-approval" value={draft.approval} onChange={set("approval")}>
              <option value="auto">the token alone</option>
              <option value="manual">an operator, for each host</option>
            </select>
          </Field>
        </div>
        <Fault of={fault} />
        <AskingFoot close={close}>
          <button type="submit" class="primary">
            Make the token
          </button>
        </AskingFoot>
      </form>
      <Lines of={{ cli: cliOf(draft), method: "POST", path: "/api/v1/tokens", body: safeBody(draft) }} />
    </Dialog>
  );
}

function safeBody(draft: Draft): Record<string, unknown> {
  try {
    return tokenBody(draft);
  } catch {
    return tokenBody({ ...draft, labels: "" });
  }
}

function Made({ token, details, close }: { token: string; details: Token; close: () => void }) {
  const server = location.origin;
  return (
    <>
      <p>The server stores its hash alone: it is not shown again.</p>
      <Copy label="Token" text={token} />
      <h3>
        On the host, with the server's <code>ca.pem</code> there
      </h3>
      <p class="soft">
        The token goes by a file, so that no list of processes shows it. The blank before the line keeps it
        out of the shell's history where HISTCONTROL says so.
      </p>
      <Copy
        label="Install line"
        text={` (umask 077; printf '%s\\n' '${token}' >aops.token) && curl -fsS --cacert ca.pem ${server}/install.sh | sh -s -- --token-file aops.token`}
      />
      <p class="soft">
        <a href="/ca.pem">ca.pem</a> can be taken from here; compare its fingerprint with the one that the
        server printed at its start.
      </p>
      <Facts
        rows={[
          ["Ends", <FullTime key="ends" at={details.expiresAt} />],
          ["Hosts", String(details.usesMax)],
        ]}
      />
      <ClosingFoot close={close} title="I have it" />
    </>
  );
}
