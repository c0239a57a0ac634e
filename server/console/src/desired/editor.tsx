// Writes the document of a layer: checked by the server first, refused where another operator was quicker.
import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import { Allowed, changing } from "../app/rights.tsx";
import type { LayerPreview, Revision } from "../api/types.ts";
import { many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Copy, Lines } from "../ui/copy.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { Fault, OperationLink, Text } from "../ui/parts.tsx";
import type { LayerState } from "./desired.tsx";
import { JsonFault, parseJson, template } from "./json-text.ts";
import { PlanButton, planDeed } from "../rollouts/plan-button.tsx";
import { PreviewView } from "./preview.tsx";

const shape = `{"agent": {"version": "1.4.2"},
 "subAgents": [{"name": "host-metrics", "version": "1.4.2", "running": true, "env": {"EVERY": "10"}, "args": []},
               {"name": "old-one", "removed": true}],
 "replaceSubAgents": false, "paused": false, "settings": {"heartbeatInterval": "10s"}}`;

export function Editor({ layer, state, reload }: { layer: string; state: LayerState; reload: () => void }) {
  const stored = JSON.stringify(state.revision.document ?? {}, null, 2);
  const [text, setText] = useState<string>();
  const [base, setBase] = useState(state);
  const [message, setMessage] = useState("");
  const [force, setForce] = useState(false);
  const [supersede, setSupersede] = useState(false);
  const [preview, setPreview] = useState<{ text: string; of: LayerPreview }>();
  const [fault, attempt, forgetFault] = useAttempt();
  const [done, setDone] = useState<Revision>();
  const isChanged = text !== undefined && text !== stored;
  const shown = text ?? stored;
  const path = `/api/v1/layers/${encodeURIComponent(layer)}`;
  const edit = (next: string) => {
    // What is edited is the revision that was there when the first key was pressed.
    if (text === undefined) setBase(state);
    setText(next);
    setPreview(undefined);
    setDone(undefined);
  };
  const write = async (isDry: boolean) => {
    const isDone = await attempt(async () => {
      const body = { document: parseJson(shown), strategy: "all-at-once", ...(message && { message }) };
      const answer = await ask<LayerPreview & Revision>("PUT", path, {
        body,
        query: { dry_run: isDry, force, supersede },
        ...(base.etag && { ifMatch: base.etag }),
      });
      if (isDry) return setPreview({ text: shown, of: answer.body });
      setDone(answer.body);
      setText(undefined);
      setMessage("");
      reload();
    });
    if (!isDone || !isDry) setPreview(undefined);
  };
  const isPreviewed = preview !== undefined && preview.text === shown;
  const words = ["-f", "FILE", "--strategy", "all-at-once", ...(message ? ["-m", message] : [])];
  const flags = [...(force ? ["--force"] : []), ...(supersede ? ["--supersede"] : [])];
  const cli = line("aops", "desired", "apply", layer, ...words, ...flags);
  return (
    <>
      {isChanged && base.revision.revision !== state.revision.revision && (
        <Fault
          of={
            new Error(
              `Another operator wrote revision ${state.revision.revision} meanwhile; you are editing ${base.revision.revision}.`,
            )
          }
        />
      )}
      <Field
        label="Document"
        id="document"
        hint={
          <details>
            <summary>What it may say</summary>
            <pre class="log" tabIndex={0} aria-label="Example">
              {shape}
            </pre>
            <p>Every member may be absent; an absent one says nothing, so that the layers below hold.</p>
          </details>
        }>
        <textarea
          id="document"
          class="mono"
          spellcheck={false}
          rows={Math.min(30, Math.max(8, shown.split("\n").length + 1))}
          value={shown}
          aria-invalid={fault ? true : undefined}
          onInput={event => edit(event.currentTarget.value)}
        />
      </Field>
      <div class="fields">
        {stored === "{}" && (
          <button type="button" class="quiet" onClick={() => edit(template)}>
            Begin with an example
          </button>
        )}
        <Field label="Why (for the history)" id="desired-message">
          <input
            id="desired-message"
            value={message}
            maxLength={200}
            onInput={event => setMessage(valueOf(event))}
          />
        </Field>
        <label class="choice">
          <input
            type="checkbox"
            checked={force}
            onChange={() => {
              setForce(!force);
              setPreview(undefined);
            }}
          />{" "}
          take versions that are not published
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={supersede}
            onChange={() => {
              setSupersede(!supersede);
              setPreview(undefined);
            }}
          />{" "}
          give all hosts at once what an unfinished rollout brings
        </label>
      </div>
      {fault instanceof JsonFault ? (
        <div class="fault" role="alert">
          <strong>{fault.message}</strong>
          {fault.line && (
            <pre>
              {fault.line}: <Text of={fault.excerpt} />
            </pre>
          )}
        </div>
      ) : (
        <Fault of={fault} />
      )}
      {isPreviewed && <PreviewView of={preview.of} />}
      {done && (
        <p role="status" class="verdict">
          Revision {done.revision} is written; it moves {many(done.hosts ?? 0, "host")}.
          <OperationLink id={done.operation}>An operation moves the rest.</OperationLink>
        </p>
      )}
      <div class="dialog-foot">
        {isChanged && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              setText(undefined);
              setPreview(undefined);
              forgetFault();
            }}>
            Drop my changes
          </button>
        )}
        <button type="button" disabled={!isChanged} onClick={() => void write(true)}>
          Preview
        </button>
        <Allowed to={changing}>
          <PlanButton
            layer={layer}
            change={{ document: isPreviewed ? parseJson(shown) : {} }}
            reason={message}
            disabled={!isPreviewed}
            attempt={attempt}
          />
          <button type="button" class="primary" disabled={!isPreviewed} onClick={() => void write(false)}>
            {isPreviewed ? `Write for ${many(preview.of.hosts, "host")}` : "Write"}
          </button>
        </Allowed>
      </div>
      {isChanged && !isPreviewed && (
        <details class="lines">
          <summary>The same from a shell</summary>
          <Copy label="aops" text={cli} />
        </details>
      )}
      {isPreviewed && (
        <Lines
          of={{
            cli,
            method: "PUT",
            path,
            body: { document: parseJson(shown), strategy: "all-at-once", ...(message && { message }) },
          }}
          or={[planDeed(layer, { document: parseJson(shown) }, message)]}
        />
      )}
    </>
  );
}
