// Which changes need another person.
import { useState } from "preact/hooks";
import { all, ask } from "../api/client.ts";
import type { ApprovalRule } from "../api/types.ts";
import { administering, Allowed, may } from "../app/rights.tsx";
import { hostsOf } from "../app/router.ts";
import { count } from "../format/numbers.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, ReasonField, valueOf } from "../ui/form.tsx";
import { Card, Empty, Fault, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";

const pathOf = (name: string): string => `/api/v1/approval-rules/${encodeURIComponent(name)}`;

export function Rules() {
  const rules = useResource("rules", () => all<ApprovalRule>("/api/v1/approval-rules", "rules"));
  const [isNew, setNew] = useState(false);
  const [removed, setRemoved] = useState<ApprovalRule>();
  return (
    <Card
      title="Rules"
      side={
        <Allowed to={administering}>
          <button type="button" onClick={() => setNew(true)}>
            New rule…
          </button>
        </Allowed>
      }>
      <Loaded of={rules}>
        {found =>
          found.length === 0 ? (
            <Empty title="No change needs another person.">
              <p>
                A rule says from how many hosts of a scope on a change waits for a second person: 100 hosts of
                the fleet, or every change of <code>env=prod</code>.
              </p>
            </Empty>
          ) : (
            <Table label="Rules" titles={["Name", "Changes of at least", "Of these hosts", "Do"]}>
              {found.map(rule => (
                <tr key={rule.name}>
                  <td class="strong">
                    <Text of={rule.name} max={80} />
                  </td>
                  <td class="number">{count(rule.hostsMin)}</td>
                  <td>
                    <a class={rule.scope ? "mono" : ""} href={hostsOf(rule.scope)}>
                      <Text of={rule.scope || "the whole fleet"} max={300} />
                    </a>
                  </td>
                  <td class="do">
                    {may(administering) && (
                      <RowButton title="Remove…" kind="danger" of={rule.name} act={() => setRemoved(rule)} />
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      <Lines of={{ method: "GET", path: "/api/v1/approval-rules" }} />
      {isNew && (
        <RuleDialog
          close={() => {
            setNew(false);
            rules.reload();
          }}
        />
      )}
      {removed && (
        <Confirm
          title="Remove the rule"
          verb="Remove the rule"
          isDangerous
          deed={{ method: "DELETE", path: pathOf(removed.name) }}
          done={rules.reload}
          close={() => setRemoved(undefined)}>
          <p>
            Changes that <Text of={removed.name} max={80} /> made wait are done at once from then on. Requests
            that wait by it go on waiting.
          </p>
        </Confirm>
      )}
    </Card>
  );
}

function RuleDialog({ close }: { close: () => void }) {
  const [name, setName] = useState("");
  const [hostsMin, setHostsMin] = useState(100);
  const [scope, setScope] = useState("");
  const [reason, setReason] = useState("");
  const [fault, attempt] = useAttempt();
  const body = { hostsMin, ...(scope.trim() && { scope: scope.trim() }) };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (await attempt(async () => void (await ask("PUT", pathOf(name), { body, reason })))) close();
  };
  return (
    <Dialog title="New rule" close={close} wide>
      <form onSubmit={event => void save(event)}>
        <div class="fields">
          <Field label="Name" id="rule-name">
            <input
              id="rule-name"
              value={name}
              required
              autocomplete="off"
              spellcheck={false}
              onInput={event => setName(valueOf(event).trim())}
            />
          </Field>
          <Field label="Hosts, from" id="rule-hosts" hint="1: every change of these hosts">
            <input
              id="rule-hosts"
              type="number"
              min={1}
              value={hostsMin}
              onInput={event => setHostsMin(Number(valueOf(event)))}
            />
          </Field>
          <Field label="Of the hosts of this query" id="rule-scope" hint="the whole fleet without it">
            <input
              id="rule-scope"
              class="mono"
              value={scope}
              autocomplete="off"
              spellcheck={false}
              placeholder="env=prod"
              onInput={event => setScope(valueOf(event))}
            />
          </Field>
        </div>
        <ReasonField id="rule-reason" value={reason} change={setReason} />
        <Fault of={fault} />
        <AskingFoot close={close}>
          <button type="submit" class="primary">
            Write the rule
          </button>
        </AskingFoot>
      </form>
      <Lines of={{ method: "PUT", path: pathOf(name || "NAME"), body }} />
    </Dialog>
  );
}
