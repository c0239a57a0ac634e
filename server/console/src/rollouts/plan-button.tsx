import { ask } from "../api/client.ts";
import type { RolloutDetail } from "../api/rollout-types.ts";
import { go } from "../app/router.ts";
import { line } from "../format/shell.ts";
import type { Attempt } from "../ui/attempt.ts";
import type { Deed } from "../ui/copy.tsx";

type Change = { document: unknown } | { patch: unknown };

/** What plans a rollout, as the API and aops say it. */
export function planDeed(layer: string, change: Change, reason: string): Deed {
  const patch = "patch" in change ? (change.patch as { agent?: { version?: string } }) : undefined;
  const version = patch?.agent?.version;
  // A part of a layer has no file of its own.
  const words = version ? ["--agent", version] : patch ? undefined : ["-f", "FILE"];
  return {
    cli: words && line("aops", "rollout", "plan", layer, ...words),
    method: "POST",
    path: "/api/v1/rollouts",
    body: { layer, ...change, ...(reason && { reason }) },
  };
}

/** Plans a rollout of a layer in place of writing it for all hosts at once, and leads to its plan. */
export const PlanButton = ({
  layer,
  change,
  reason,
  disabled,
  attempt,
}: {
  layer: string;
  /** The whole document, or what is laid over the newest one. */
  change: Change;
  reason: string;
  disabled?: boolean;
  attempt: Attempt;
}) => (
  <button
    type="button"
    disabled={disabled}
    onClick={() =>
      void attempt(async () => {
        const { method, path, body } = planDeed(layer, change, reason);
        const { body: made } = await ask<RolloutDetail>(method, path, { body });
        go(["rollouts", made.rollout.id]);
      })
    }>
    Plan a rollout
  </button>
);
