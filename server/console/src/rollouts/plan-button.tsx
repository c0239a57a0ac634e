import { ask } from "../api/client.ts";
import type { RolloutDetail } from "../api/rollout-types.ts";
import { go } from "../app/router.ts";
import type { Attempt } from "../ui/attempt.ts";

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
  change: { document: unknown } | { patch: unknown };
  reason: string;
  disabled?: boolean;
  attempt: Attempt;
}) => (
  <button
    type="button"
    disabled={disabled}
    onClick={() =>
      void attempt(async () => {
        const body = { layer, ...change, ...(reason && { reason }) };
        const { body: made } = await ask<RolloutDetail>("POST", "/api/v1/rollouts", { body });
        go(["rollouts", made.rollout.id]);
      })
    }>
    Plan a rollout
  </button>
);
