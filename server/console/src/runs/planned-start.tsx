// A start of runs: what it would do by a dry run, and the start of just that plan.
import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import { AwaitingApproval } from "../api/problem.ts";
import type { RunDetail, RunPlan } from "../api/run-types.ts";
import { useFrozen } from "../app/freeze.tsx";
import { useAttempt } from "../ui/attempt.ts";
import { TextField } from "../ui/form.tsx";
import { useResource } from "../ui/resource.tsx";
import { useRested } from "../ui/rested.ts";

/**
 * Plans a request once its writer rests, and starts what was planned: only where hosts would run it, nothing stands in
 * the way, and, where it is every host, their number was typed.
 */
export function usePlannedStart(path: string, body: object | undefined, isEveryHost: boolean) {
  const [typed, setTyped] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [fault, attempt, forget] = useAttempt();
  const isFrozen = useFrozen();
  // A reason changes nothing that a dry run tells.
  const asks = body ? JSON.stringify({ ...body, reason: undefined }) : "";
  const rested = useRested(asks);
  const preview = useResource(
    rested ?? "",
    signal =>
      rested
        ? ask<RunPlan>("POST", path, { query: { dry_run: true }, body: JSON.parse(rested), signal })
        : Promise.resolve(undefined),
    { isLive: false },
  );
  const plan = asks !== "" && rested === asks && !preview.fault ? preview.data?.body : undefined;
  const start = async (started: (detail: RunDetail) => void) => {
    if (!plan || !body) return;
    setBusy(true);
    const isDone = await attempt(async () => {
      const reply = await ask<RunDetail>("POST", path, { body: { ...body, planHash: plan.planHash } });
      started(reply.body);
    });
    if (isDone) return;
    setBusy(false);
    preview.reload();
  };
  const mayStart =
    plan !== undefined &&
    plan.count > 0 &&
    !isBusy &&
    !isFrozen &&
    !(fault instanceof AwaitingApproval) &&
    (!isEveryHost || typed === String(plan.count));
  return {
    plan,
    /** Why the start was refused. */
    fault,
    /** Why there is no plan. */
    planFault: preview.fault,
    forget,
    start,
    mayStart,
    /** The field for the number, where it has to be typed. */
    confirmField: (id: string) =>
      plan &&
      isEveryHost && (
        <TextField
          label={`Type ${plan.count} to confirm: it is every host`}
          id={id}
          value={typed}
          change={text => setTyped(text.trim())}
        />
      ),
    isFrozen,
  };
}
