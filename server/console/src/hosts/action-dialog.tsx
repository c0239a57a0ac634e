// One action on chosen hosts: what it would do, by a dry run; the exact count to confirm; what became of each host.
import { useMemo, useRef, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { AwaitingApproval } from "../api/problem.ts";
import type { ReleaseList } from "../api/types.ts";
import { count as shown, many } from "../format/numbers.ts";
import { useAttempt } from "../ui/attempt.ts";
import { byVersionDown } from "../format/text.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { ChoiceField, Field, nextId, valueOf } from "../ui/form.tsx";
import { Fault } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { callsOf, countOf, effectOf, perform, withCount, type Reply } from "./action-calls.ts";
import { cliOf, type Action, type ActionInput } from "./actions.ts";
import { BatchResults, BulkResults } from "./action-results.tsx";
import { queriesOf, sizeOf, type Target } from "./target.ts";

export function ActionDialog({
  action,
  target,
  close,
}: {
  action: Action;
  target: Target;
  close: () => void;
}) {
  const [input, setInput] = useState<ActionInput>({ version: "", subAgent: "", labels: "", message: "" });
  const [done, setDone] = useState<Reply>();
  const [fault, attempt] = useAttempt();
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const calls = useMemo(() => {
    try {
      return callsOf(action, target, input);
    } catch (problem) {
      return problem as Error;
    }
  }, [action, target, input]);
  const isReady = !(calls instanceof Error);
  // A message changes nothing that a dry run tells.
  const preview = useResource(
    isReady ? JSON.stringify(callsOf(action, target, { ...input, message: "" })) : "",
    signal => (isReady ? perform(calls, true, undefined, signal) : Promise.resolve(undefined)),
    { isLive: false },
  );
  const expected = preview.data;

  const run = async () => {
    if (!isReady || !expected) return;
    setBusy(true);
    const isDone = await attempt(async () => setDone(await perform(calls, false, expected)));
    // What was counted may have changed; whoever waits has nothing to count.
    if (!isDone) preview.reload();
    setBusy(false);
  };
  const first = isReady ? calls[0] : undefined;
  const needsTyping = action.isDangerous === true && expected !== undefined && effectOf(expected) > 0;
  const mayRun =
    isReady &&
    expected !== undefined &&
    !isBusy &&
    // Sent once more it would wait twice.
    !(fault instanceof AwaitingApproval) &&
    effectOf(expected) > 0 &&
    (!needsTyping || typed === String(effectOf(expected)));
  return (
    <Dialog title={`${action.title}: ${many(sizeOf(target), "host")}`} close={close} wide>
      <p>{action.meaning}</p>
      {done ? (
        <Results of={done} close={close} />
      ) : (
        <>
          <Inputs action={action} input={input} change={setInput} />
          {calls instanceof Error && <p class="hint">{calls.message}</p>}
          {isReady && (
            <Loaded of={preview} rows={3}>
              {found => found && <Preview of={found} action={action} />}
            </Loaded>
          )}
          <Fault of={fault} />
          {needsTyping && expected && <Confirm count={effectOf(expected)} typed={typed} change={setTyped} />}
          <AskingFoot close={close}>
            <button
              type="button"
              class={action.isDangerous ? "danger primary" : "primary"}
              disabled={!mayRun}
              onClick={() => void run()}>
              {expected
                ? `${action.isDangerous ? "Remove" : action.verb} ${many(effectOf(expected), "host")}`
                : action.verb}
            </button>
          </AskingFoot>
          {first && (
            <Lines
              of={{
                cli: cliOf(action.name, target, queriesOf(target)[0] ?? "", input),
                method: "POST",
                path: first.path,
                body: expected ? withCount(first, countOf(expected)) : first.body,
              }}
            />
          )}
        </>
      )}
    </Dialog>
  );
}

function Inputs({
  action,
  input,
  change,
}: {
  action: Action;
  input: ActionInput;
  change: (next: ActionInput) => void;
}) {
  const ids = useRef([nextId(), nextId(), nextId(), nextId()]).current;
  const set = (name: keyof ActionInput) => (event: Event) => change({ ...input, [name]: valueOf(event) });
  const takesSubAgent = action.name === "update" || action.name === "restart";
  const releases = useResource(
    "releases",
    signal => get<ReleaseList>("/api/v1/releases", { limit: 1000 }, signal),
    { isLive: false },
  );
  const known = (releases.data?.releases ?? []).filter(release =>
    input.subAgent
      ? release.kind === "subagent" && release.name === input.subAgent
      : release.kind === "agent",
  );
  const versions = [...new Set(known.map(release => release.version))].sort(byVersionDown);
  const names = useResource(
    "sub-agents",
    signal =>
      get<{ facets: { values: { value: string }[] }[] }>(
        "/api/v1/hosts/facets",
        { by: "sub_agents" },
        signal,
      ),
    { isLive: false },
  );
  return (
    <div class="fields">
      {takesSubAgent && (
        <ChoiceField
          label="What"
          id={ids[0] ?? ""}
          none="the agent itself"
          names={(names.data?.facets[0]?.values ?? []).map(one => one.value)}
          value={input.subAgent}
          choose={subAgent => change({ ...input, subAgent, version: "" })}
        />
      )}
      {action.name === "update" && (
        <ChoiceField
          label="Version"
          id={ids[1] ?? ""}
          hint={
            versions.length === 0 && releases.data ? (
              <>
                No release of it is published: see <a href="#/releases">Releases</a>.
              </>
            ) : undefined
          }
          none="choose"
          names={versions}
          value={input.version}
          choose={version => change({ ...input, version })}
        />
      )}
      {action.name === "label" && (
        <Field
          label="Labels"
          id={ids[2] ?? ""}
          hint="env=prod sets one, old- removes one; with blanks between">
          <input
            id={ids[2]}
            value={input.labels}
            onInput={set("labels")}
            autocomplete="off"
            spellcheck={false}
          />
        </Field>
      )}
      {action.name !== "label" && (
        <Field label="Why (for the history of each host)" id={ids[3] ?? ""}>
          <input
            id={ids[3]}
            value={input.message}
            maxLength={200}
            onInput={set("message")}
            autocomplete="off"
          />
        </Field>
      )}
    </div>
  );
}

function Preview({ of, action }: { of: Reply; action: Action }) {
  if (of.kind === "bulk") return <BulkResults of={of.replies} isDry isRemoval={action.name === "remove"} />;
  return <BatchResults of={of.reply} />;
}

const Confirm = ({
  count,
  typed,
  change,
}: {
  count: number;
  typed: string;
  change: (text: string) => void;
}) => (
  <Field label={`Type ${count} to confirm`} id="confirm-count">
    <input
      id="confirm-count"
      inputMode="numeric"
      value={typed}
      autocomplete="off"
      onInput={event => change(valueOf(event).trim())}
    />
  </Field>
);

function Results({ of, close }: { of: Reply; close: () => void }) {
  return (
    <>
      {of.kind === "batch" ? (
        <BatchResults of={of.reply} />
      ) : (
        <BulkResults
          of={of.replies}
          isDry={false}
          isRemoval={of.replies.some(one => one.removed !== undefined)}
        />
      )}
      <ClosingFoot close={close}>
        <span class="soft">{shown(countOf(of))} in all</span>
      </ClosingFoot>
    </>
  );
}
