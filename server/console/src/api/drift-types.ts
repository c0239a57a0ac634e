// Drift, as docs/reference/API.md has it.
import type { PlaybookTask } from "./run-types.ts";

export interface Drift {
  playbook: string;
  host: string;
  hostname: string;
  version: string;
  run: string;
  appliedAt?: string;
  checkedAt?: string;
  drifted: number;
  tasks: PlaybookTask[];
}
export interface DriftCount {
  playbook: string;
  drifted: number;
  inSync: number;
}
export interface DriftList {
  drift: Drift[];
  playbooks?: DriftCount[];
  next?: string;
}
