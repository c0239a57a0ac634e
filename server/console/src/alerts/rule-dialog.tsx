// Writes a rule; a dry run tells whether it would hold now.
import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import type { AlertRule, AlertRuleReply } from "../api/alert-types.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { Badge, Fault, Text } from "../ui/parts.tsx";
import { conditions } from "./conditions.ts";
import { draftOf, ruleBody, ruleLine, type Draft } from "./rule-body.ts";

export function RuleDialog({ rule, close }: { rule?: AlertRule | undefined; close: () => void }) {
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [preview, setPreview] = useState<AlertRuleReply>();
  const [fault, attempt] = useAttempt();
  const set = (next: Partial<Draft>) => {
    setDraft({ ...draft, ...next });
    setPreview(undefined);
  };
  const path = rule ? `/api/v1/alert-rules/${encodeURIComponent(rule.name)}` : "/api/v1/alert-rules";
  const method = rule ? "PUT" : "POST";
  const body = ruleBody(draft, !rule);
  const send = async (isDry: boolean) =>
    (
      await ask<AlertRuleReply>(method, path, {
        body,
        query: { dry_run: isDry },
        ...(rule && { ifMatch: `"${rule.revision}"` }),
      })
    ).body;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (await attempt(async () => void (await send(false)))) close();
  };
  return (
    <Dialog
      title={
        rule ? (
          <>
            Change <Text of={rule.name} max={80} />
          </>
        ) : (
          "New rule"
        )
      }
      close={close}
      wide>
      <form onSubmit={event => void save(event)}>
        <Fields draft={draft} set={set} isNew={!rule} />
        <Fault of={fault} />
        {preview && (
          <p class="verdict" role="status">
            <Badge
              of={
                preview.holds === undefined
                  ? "not known yet"
                  : preview.holds
                    ? "holds now"
                    : "does not hold now"
              }
              kind={preview.holds ? "warn" : "good"}
            />{" "}
            <Text of={preview.why} max={600} />
          </p>
        )}
        <AskingFoot close={close}>
          <button type="button" onClick={() => void attempt(async () => setPreview(await send(true)))}>
            Try it
          </button>
          <button type="submit" class="primary">
            Write the rule
          </button>
        </AskingFoot>
      </form>
      <Lines of={{ cli: ruleLine(draft, !rule), method, path, body }} />
    </Dialog>
  );
}

function Fields({
  draft,
  set,
  isNew,
}: {
  draft: Draft;
  set: (next: Partial<Draft>) => void;
  isNew: boolean;
}) {
  const isOfHosts = draft.condition === "hosts";
  const text = (label: string, name: "name" | "note" | "q" | "of" | "routes", hint?: string) => (
    <Field label={label} id={`rule-${name}`} hint={hint}>
      <input
        id={`rule-${name}`}
        class={name === "q" || name === "of" ? "mono" : ""}
        value={draft[name]}
        required={name === "name" || name === "q"}
        autocomplete="off"
        spellcheck={name === "note"}
        onInput={event => set({ [name]: valueOf(event) })}
      />
    </Field>
  );
  const number = (label: string, name: "threshold" | "riseSeconds" | "forSeconds", least: number) => (
    <Field label={label} id={`rule-${name}`}>
      <input
        id={`rule-${name}`}
        type="number"
        min={least}
        value={draft[name]}
        onInput={event => set({ [name]: Number(valueOf(event)) })}
      />
    </Field>
  );
  const choice = (label: string, name: "severity" | "condition", options: [string, string][]) => (
    <Field label={label} id={`rule-${name}`}>
      <select id={`rule-${name}`} value={draft[name]} onChange={event => set({ [name]: valueOf(event) })}>
        {options.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </Field>
  );
  const unit = draft.share && isOfHosts ? "% of hosts" : (conditions[draft.condition]?.unit ?? "");
  return (
    <>
      <div class="fields">
        {isNew && text("Name", "name")}
        {choice(
          "What it looks at",
          "condition",
          Object.entries(conditions).map(([value, { title }]) => [value, title]),
        )}
        {isOfHosts && text("Hosts, as a query", "q", "such as: failing > 0")}
        {number(`Threshold, ${unit}`, "threshold", 1)}
        {isOfHosts && (
          <label class="choice">
            <input
              type="checkbox"
              checked={draft.share}
              onChange={event => set({ share: event.currentTarget.checked })}
            />{" "}
            as a share
          </label>
        )}
        {isOfHosts && draft.share && text("Of these hosts", "of", "the fleet without it")}
        {isOfHosts && number("Risen within, seconds", "riseSeconds", 0)}
        {number("Lasting, seconds", "forSeconds", 0)}
        {choice("Severity", "severity", [
          ["critical", "critical"],
          ["warning", "warning"],
          ["info", "info"],
        ])}
        {text("Webhooks that are told", "routes", "* is every one; blanks between names")}
        <label class="choice">
          <input
            type="checkbox"
            checked={draft.enabled}
            onChange={event => set({ enabled: event.currentTarget.checked })}
          />{" "}
          looked at
        </label>
      </div>
      {text("What it is for, and what to do", "note")}
    </>
  );
}
