// Phases of hosts, and states of runs, in few kinds.
import type { Counts, Run, RunHost } from "../api/run-types.ts";
import type { Share } from "../ui/bar.tsx";
import { span } from "../format/numbers.ts";

type Kind = Share["kind"];

const kinds: Record<string, Kind> = {
  succeeded: "good",
  failed: "bad",
  "timed-out": "bad",
  killed: "bad",
  refused: "bad",
  unknown: "bad",
  offered: "warn",
  accepted: "warn",
  running: "warn",
  queued: "idle",
};

/** Phases that a host has before its end. */
const open = ["queued", "offered", "accepted", "running"];

/** Phases that count as failures, which a rerun takes. */
export const failures = ["failed", "timed-out", "killed", "refused", "unknown"];

/** The order in which phases are shown: what needs a look first. */
const order = [...failures, "running", "accepted", "offered", "queued", "succeeded"];

/** The colour of a phase; a phase that a later server has is told by its word alone. */
export const kindOfPhase = (phase: string): Kind => kinds[phase] ?? "idle";

export const isOpen = (phase: string): boolean => open.includes(phase);

/** Phases with their hosts, those that need a look first. */
export const phasesOf = (counts: Counts): [phase: string, hosts: number][] =>
  Object.entries(counts)
    .filter(([, hosts]) => hosts > 0)
    .sort(([a], [b]) => rank(a) - rank(b));

const rank = (phase: string): number => (order.indexOf(phase) + order.length + 1) % (order.length + 1);

/**
 * Hosts by what became of them, for a bar: done, failed, at it, to come. What never started has no part.
 * @param at Where the hosts of a phase are listed, or, where they are of several, all of them.
 */
export function sharesOf(counts: Counts, at?: (phase: string | undefined) => string): Share[] {
  const share = (kind: Kind, word: string, isOne: (phase: string) => boolean): Share => {
    const phases = phasesOf(counts).filter(([phase]) => isOne(phase));
    const hosts = phases.reduce((sum, [, number]) => sum + number, 0);
    const only = phases.length === 1 ? phases[0]?.[0] : undefined;
    return { kind, hosts, word, ...(at && { href: at(only) }) };
  };
  return [
    share("good", "succeeded", phase => kindOfPhase(phase) === "good"),
    share("bad", "failed", phase => kindOfPhase(phase) === "bad"),
    share("warn", "on the way", phase => kindOfPhase(phase) === "warn"),
    share("idle", "to come", phase => phase === "queued"),
    share("none", "did not start it", phase => !isOpen(phase) && kindOfPhase(phase) === "idle"),
  ].filter(one => one.hosts > 0);
}

/** Whether every host has ended. */
export const isOver = (run: Run): boolean => run.endedAt !== undefined;

/** A run in one word, and its colour: one that has ended is as good as its hosts. */
export function verdictOf(run: Run): { word: string; kind: Kind } {
  const succeeded = run.counts["succeeded"] ?? 0;
  if (run.state === "halted") return { word: "halted", kind: "bad" };
  if (run.state === "cancelled") return { word: isOver(run) ? "cancelled" : "cancelling", kind: "warn" };
  if (run.state === "running") return { word: "running", kind: "warn" };
  if (run.state !== "ended") return { word: run.state, kind: "idle" };
  if (succeeded === run.hosts) return { word: "succeeded", kind: "good" };
  if (run.charged > 0) return { word: succeeded > 0 ? "partly failed" : "failed", kind: "bad" };
  return { word: succeeded > 0 ? "partly done" : "not done", kind: "warn" };
}

/** How long something took, or takes until now; tenths below ten seconds. */
export function took(startedAt: string | undefined, endedAt: string | undefined, now: number): string {
  if (!startedAt) return "";
  const seconds = ((endedAt ? Date.parse(endedAt) : now) - Date.parse(startedAt)) / 1000;
  if (!(seconds > 0)) return "0 s";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const rest = Math.floor(seconds % 60);
  return seconds >= 60 && seconds < 3600 && rest > 0 ? `${span(seconds)} ${rest} s` : span(seconds);
}

/** How it ended on a host, as the host told it. */
export function endingOf(host: RunHost): string {
  if (host.signal) return host.signal;
  const exit = host.exitCode === undefined ? "" : `exit ${host.exitCode}`;
  const recap = host.playbook?.recap;
  if (!recap) return exit;
  const failed = (recap.failed ?? 0) + (recap.unreachable ?? 0);
  return [
    exit,
    `${recap.changed ?? 0} ${host.playbook?.check ? "would change" : "changed"}`,
    failed > 0 && `${failed} failed`,
  ]
    .filter(Boolean)
    .join(", ");
}
