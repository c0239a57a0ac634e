// How far hosts are, in few kinds: what is proven, what is on its way, what failed, what waits, what is left out.
import type { Counts, RolloutDetail } from "../api/rollout-types.ts";
import type { Share } from "../ui/bar.tsx";

const kinds: Record<string, "good" | "warn" | "bad" | "idle"> = {
  succeeded: "good",
  ordered: "warn",
  downloading: "warn",
  staged: "warn",
  trial: "warn",
  regressed: "bad",
  "rolled-back": "bad",
  failed: "bad",
  lost: "bad",
};

/** The colour of a state of a host. */
export const kindOfHost = (state: string): "good" | "warn" | "bad" | "idle" => kinds[state] ?? "idle";

const words = { good: "proven", bad: "failed", warn: "on the way", idle: "to come" };

/**
 * Hosts by kind, in the order in which a bar shows them; those that are left out do not count.
 * @param at Where the hosts of a state are listed, or, where they are of several, all of them.
 */
export function shares(counts: Counts, at?: (state: string | undefined) => string): Share[] {
  return (["good", "bad", "warn", "idle"] as const)
    .map(kind => {
      const states = Object.entries(counts).filter(
        ([state, hosts]) => hosts > 0 && state !== "excluded" && kindOfHost(state) === kind,
      );
      const hosts = states.reduce((total, [, number]) => total + number, 0);
      const only = states.length === 1 ? states[0]?.[0] : undefined;
      return { kind, hosts, word: words[kind], ...(at && { href: at(only) }) };
    })
    .filter(share => share.hosts > 0);
}

export interface Budget {
  /** Charged hosts that halt it now, as far as its rate lets that be told. */
  allowed: number;
  charged: number;
  /** Part of it that is used, from 0 to 1. */
  used: number;
}

/** How much of the budget is used: the smaller bound holds, the rate only once enough were attempted. */
export function budgetOf({ rollout, strategy }: Pick<RolloutDetail, "rollout" | "strategy">): Budget {
  const { chargedMax, percentMax, attemptedMin } = strategy.budget;
  const byRate =
    rollout.attempted >= attemptedMin ? Math.floor((rollout.attempted * percentMax) / 100) + 1 : chargedMax;
  const allowed = Math.max(1, Math.min(chargedMax, byRate));
  return { allowed, charged: rollout.charged, used: Math.min(1, rollout.charged / allowed) };
}

const stateKinds: Record<string, string> = {
  running: "warn",
  scheduled: "warn",
  "awaiting-approval": "warn",
  paused: "warn",
  halted: "bad",
  "rolling-back": "bad",
  "rolled-back": "bad",
  aborting: "bad",
  aborted: "bad",
  completed: "good",
  "completed-with-exceptions": "warn",
  canary: "warn",
  ramping: "warn",
  soaking: "warn",
  done: "good",
};

/** The colour of a state of a rollout, or of a stage. */
export const kindOfState = (state: string): string => stateKinds[state] ?? "idle";
