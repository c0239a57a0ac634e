// Rollouts, as docs/reference/API.md has them.
import type { FieldChange } from "./fleet-types.ts";

export type Counts = Record<string, number>;
export interface Rollout {
  id: string;
  layer: string;
  state: string;
  since: string;
  why?: string;
  reason: string;
  strategy: string;
  revision?: number;
  base: number;
  planHash: string;
  hosts: number;
  counts: Counts;
  attempted: number;
  charged: number;
  isHindered: boolean;
  createdAt: string;
  createdBy: string;
  startedAt?: string;
  endedAt?: string;
  undoOf?: string;
  undoneBy?: string;
}
export interface Strategy {
  name: string;
  stages: { name: string; q?: string; pauseSeconds: number; needsApproval: boolean }[];
  budget: { chargedMax: number; percentMax: number; attemptedMin: number; inARowMax: number };
  soakSeconds: number;
  deadlineSeconds: number;
  bytesPerSecondMax?: number;
  startAt?: string;
}
export interface StagePlan {
  name: string;
  hosts: number;
  waiting: number;
  canaries: string[];
  cells: number;
  cellsUncovered: { cell: string; hosts: number }[];
  waves: number[];
  bytes: number;
}
export interface Stage {
  name: string;
  state: string;
  wait: string;
  since: string;
  canaries: number;
  counts: Counts;
  attempted: number;
  charged: number;
}
export interface Cluster {
  reason: string;
  hosts: number;
  traits: { name: string; value: string; charged: number; attempted: number; lift: number }[];
}
export interface RolloutDetail {
  rollout: Rollout;
  strategy: Strategy;
  plan: {
    planHash: string;
    hosts: number;
    stages: StagePlan[];
    excluded: Counts;
    lackingPermission: number;
    etaSeconds?: number;
    etaOfWaitingSeconds?: number;
    bytes: number;
  };
  changes: FieldChange[];
  stages: Stage[];
  approvers: string[];
  approvalsNeeded: number;
  failures: Cluster[];
  verbs: string[];
}
export interface RolloutHost {
  id: string;
  /** Absent where it has left the fleet. */
  hostname?: string;
  state: string;
  why: string;
  since: string;
  stage: string;
  isCanary: boolean;
  percent?: number;
  attempt: number;
  exclusion?: string;
  cause?: string;
  deadlineAt?: string;
  distribution: string;
  kernel: string;
  architecture: string;
}
