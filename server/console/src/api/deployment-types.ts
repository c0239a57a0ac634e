// Deployments, as docs/reference/API.md has them.
import type { Counts, Pace, Run, RunbookReference } from "./run-types.ts";

export interface Deployment {
  name: string;
  /** Its kind. */
  runbook: RunbookReference;
  q: string;
  parameters: Record<string, string>;
  pace: Pace;
  note: string;
  revision: number;
  /** The revision since which its runbook and parameters have been the same. */
  contentRevision: number;
  createdAt: string;
  createdBy: string;
  changedAt: string;
  changedBy: string;
  runs: number;
  /** Its hosts by state. */
  hosts: Counts;
  lastRun?: Run;
}
export interface DeploymentList {
  deployments: Deployment[];
  next?: string;
}
export interface DeploymentDetail {
  deployment: Deployment;
  verbs: string[];
}
export interface DeploymentReply {
  deployment: Deployment;
  count: number;
  dryRun?: boolean;
}
export interface DeploymentHost {
  host: string;
  hostname: string;
  state: string;
  isMember: boolean;
  verb?: string;
  phase?: string;
  reason?: string;
  run?: string;
  at?: string;
  deployedRevision?: number;
  deployedAt?: string;
}
export interface DeploymentHostList {
  hosts: DeploymentHost[];
  next?: string;
}
/** What begins in the log of a deployment. */
export interface DeploymentLogRun {
  run: string;
  verb: string;
  createdAt: string;
  createdBy: string;
  hosts: number;
}
