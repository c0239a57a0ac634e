// What may be done with a run: end it, or try again where it failed.
import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import { AwaitingApproval } from "../api/problem.ts";
import type { RunDetail, RunPlan } from "../api/run-types.ts";
import { useFrozen } from "../app/freeze.tsx";
import { administering, Allowed, changing, type RightNeed } from "../app/rights.tsx";
import { go } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, ReasonField, valueOf } from "../ui/form.tsx";
import { Fault } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { isOpen, isOver } from "./phases.ts";
import { PlanView } from "./plan.tsx";

// What stands in the place of a secret value, which was deleted with the end of the run.
const secret = "(secret)";

interface VerbProps {
  of: RunDetail;
  path: string;
  reload: () => void;
}

export function Verbs(props: VerbProps) {
  const [verb, setVerb] = useState<"cancel" | "rerun">();
  const { run } = props.of;
  const close = () => setVerb(undefined);
  const isAgain = isOver(run) && run.charged > 0;
  if (isAgain && run.kind === "signed")
    return (
      <span class="soft denied">A host takes a signed command once: sign it again to try it again.</span>
    );
  if (isOver(run) ? !isAgain : run.state === "cancelled") return null;
  // A plain command is the server's word alone.
  const need: RightNeed = isAgain && run.kind === "plain" ? { ...administering, onFleet: true } : changing;
  return (
    <Allowed to={need}>
      {isAgain ? (
        <button type="button" class="primary" onClick={() => setVerb("rerun")}>
          Rerun failed…
        </button>
      ) : (
        <button type="button" class="danger" onClick={() => setVerb("cancel")}>
          Cancel the run…
        </button>
      )}
      {verb === "cancel" && <CancelDialog {...props} close={close} />}
      {verb === "rerun" && <RerunDialog {...props} close={close} />}
    </Allowed>
  );
}

function CancelDialog({ of: { run }, path, reload, close }: VerbProps & { close: () => void }) {
  const [reason, setReason] = useState("");
  const [fault, attempt] = useAttempt();
  const [at, body] = [`${path}/cancel`, { ...(reason && { reason }) }];
  const open = Object.entries(run.counts).reduce(
    (sum, [phase, hosts]) => sum + (isOpen(phase) ? hosts : 0),
    0,
  );
  const cancel = async () => {
    const isDone = await attempt(async () => {
      await ask("POST", at, { body });
    });
    reload();
    if (isDone) close();
  };
  return (
    <Dialog title="Cancel the run" close={close}>
      <p>
        {many(open, "host")} {open === 1 ? "has" : "have"} not ended. Those that run it end it, with all of
        its processes; the others do not start it. What is done stays done.
      </p>
      <ReasonField label="Why" id="cancel-reason" value={reason} change={setReason} />
      <Fault of={fault} />
      <AskingFoot close={close}>
        <button type="button" class="danger primary" onClick={() => void cancel()}>
          Cancel the run
        </button>
      </AskingFoot>
      <Lines
        of={{
          cli: line("aops", "runs", "cancel", run.id, ...(reason ? ["-m", reason] : [])),
          method: "POST",
          path: at,
          body,
        }}
      />
    </Dialog>
  );
}

function RerunDialog({ of: { run, parameters }, path, close }: VerbProps & { close: () => void }) {
  const names = Object.entries(parameters)
    .filter(([, value]) => value === secret)
    .map(([name]) => name);
  const [values, setValues] = useState<Record<string, string>>({});
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [fault, attempt] = useAttempt();
  const isFrozen = useFrozen();
  const at = `${path}/rerun`;
  const isReady = names.every(name => values[name]);
  const body = { ...(names.length > 0 && { parameters: values }), ...(reason && { reason }) };
  const preview = useResource(
    isReady ? JSON.stringify(values) : "",
    signal =>
      isReady
        ? ask<RunPlan>("POST", at, { query: { dry_run: true }, body: { ...body, reason: undefined }, signal })
        : Promise.resolve(undefined),
    { isLive: false },
  );
  const plan = preview.data?.body;
  const start = async () => {
    setBusy(true);
    const isDone = await attempt(async () => {
      const reply = await ask<RunDetail>("POST", at, { body });
      close();
      go(["runs", reply.body.run.id]);
    });
    if (!isDone) setBusy(false);
  };
  const shown =
    names.length > 0
      ? { ...body, parameters: Object.fromEntries(names.map(name => [name, "SECRET"])) }
      : body;
  return (
    <Dialog title="Rerun failed" close={close} wide>
      <p>The same is run once more, as a run of its own, on the hosts that failed.</p>
      {names.map(name => (
        <Field
          key={name}
          label={name}
          id={`rerun-${name}`}
          hint="It is secret: its value was deleted with the end of the run.">
          <input
            id={`rerun-${name}`}
            type="password"
            autocomplete="new-password"
            value={values[name] ?? ""}
            onInput={event => setValues({ ...values, [name]: valueOf(event) })}
          />
        </Field>
      ))}
      {isReady && <Loaded of={preview}>{() => plan && <PlanView of={plan} />}</Loaded>}
      <ReasonField id="rerun-reason" value={reason} change={setReason} />
      <Fault of={fault} />
      {isFrozen && (
        <p class="bad-text" role="status">
          The fleet is frozen: no run is started until that ends.
        </p>
      )}
      <AskingFoot close={close}>
        <button
          type="button"
          class="primary"
          disabled={!plan || isBusy || isFrozen || fault instanceof AwaitingApproval}
          onClick={() => void start()}>
          {plan ? `Run it on ${many(plan.count, "host")}` : "Run it"}
        </button>
      </AskingFoot>
      <Lines
        of={{
          cli:
            names.length > 0
              ? undefined
              : line("aops", "runs", "rerun", run.id, ...(reason ? ["-m", reason] : [])),
          method: "POST",
          path: at,
          body: shown,
        }}
      />
    </Dialog>
  );
}
