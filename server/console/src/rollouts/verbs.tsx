// What may be done with a rollout now, as the server says; each is asked for, with its reason.
import { useState } from "preact/hooks";
import type { RolloutDetail } from "../api/rollout-types.ts";
import { Allowed, changing } from "../app/rights.tsx";
import { go } from "../app/router.ts";
import { ask } from "../api/client.ts";
import { many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog } from "../ui/dialog.tsx";
import { ReasonField } from "../ui/form.tsx";
import { Fault } from "../ui/parts.tsx";

interface VerbWords {
  title: string;
  meaning: string;
  isDangerous?: boolean;
}

/** In the order of their buttons. */
const verbs: Record<string, VerbWords> = {
  start: { title: "Start", meaning: "It begins with the canaries of its first stage." },
  approve: { title: "Approve", meaning: "You let it go on. Who started it does not approve it." },
  resume: {
    title: "Resume",
    meaning: "It goes on where it stands. After a halt the budget counts from here.",
  },
  pause: { title: "Pause", meaning: "No further host is ordered; those on their way go on." },
  retry: {
    title: "Retry",
    meaning: "Hosts that were charged, or hindered too often, are ordered once more.",
  },
  skip: { title: "Skip", meaning: "The stage is left out; its hosts stay as they are." },
  plan: { title: "Plan again", meaning: "The plan is made again of the hosts that are there now." },
  undo: {
    title: "Undo",
    meaning: "A rollout is started that takes it back, on the hosts that it changed.",
    isDangerous: true,
  },
  abort: {
    title: "Abort",
    meaning: "It ends, and hosts that were ordered and are not proven go back to what they ran before.",
    isDangerous: true,
  },
};

export function Verbs({ of, path, reload }: { of: RolloutDetail; path: string; reload: () => void }) {
  const [verb, setVerb] = useState<string>();
  const open = Object.keys(verbs).filter(name => of.verbs.includes(name) && name !== "skip");
  if (open.length === 0) return null;
  return (
    <Allowed to={changing}>
      {open.map((name, at) => (
        <button
          key={name}
          type="button"
          class={verbs[name]?.isDangerous ? "danger" : at === 0 ? "primary" : ""}
          onClick={() => setVerb(name)}>
          {verbs[name]?.title}…
        </button>
      ))}
      {verb && <VerbDialog verb={verb} of={of} path={path} done={reload} close={() => setVerb(undefined)} />}
    </Allowed>
  );
}

/** Asks before a verb of a rollout, or of one of its stages. */
export function VerbDialog({
  verb,
  stage,
  of: { rollout },
  path,
  done,
  close,
}: {
  verb: string;
  stage?: string;
  of: RolloutDetail;
  path: string;
  done: () => void;
  close: () => void;
}) {
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [fault, attempt] = useAttempt();
  const words = verbs[verb] ?? { title: verb, meaning: "" };
  const at = `${path}/${verb}`;
  const body =
    verb === "plan"
      ? undefined
      : {
          ...(verb === "start" && { planHash: rollout.planHash }),
          ...(stage && { stage }),
          ...(reason && { reason }),
        };
  const run = async () => {
    setBusy(true);
    const isDone = await attempt(async () => {
      const reply = await ask<RolloutDetail>("POST", at, { body, reason });
      if (verb === "undo") go(["rollouts", reply.body.rollout.id]);
    });
    if (!isDone) return setBusy(false);
    done();
    close();
  };
  const title = `${words.title}${stage ? ` the stage ${stage}` : ""}`;
  return (
    <Dialog title={title} close={close}>
      <p>{words.meaning}</p>
      {(verb === "start" || verb === "undo") && (
        <p>
          It reaches <strong>{many(rollout.hosts, "host")}</strong> of {rollout.layer}, a few at a time.
        </p>
      )}
      <ReasonField label="Why" id="verb-reason" value={reason} change={setReason} />
      <Fault of={fault} />
      <AskingFoot close={close}>
        <button
          type="button"
          class={words.isDangerous ? "danger primary" : "primary"}
          disabled={isBusy}
          onClick={() => void run()}>
          {title}
        </button>
      </AskingFoot>
      <Lines
        of={{
          cli: line("aops", "rollout", verb, rollout.id, ...(stage && verb === "skip" ? [stage] : [])),
          method: "POST",
          path: at,
          body,
        }}
      />
    </Dialog>
  );
}
