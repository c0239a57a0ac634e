// Runs, as docs/reference/API.md has them.
export type Counts = Record<string, number>;
export interface Budget {
  failures?: number;
  percent?: number;
}
export interface RampStep {
  hosts?: number;
  percent?: number;
}
/** When hosts may begin. */
export interface Window {
  start: string;
  lengthSeconds: number;
  /** Absent for that of each host. */
  zone?: string;
}
/** How a run goes through hosts. */
export interface Pace {
  whileOffline?: string;
  concurrency?: number;
  budget?: Budget;
  ramp?: RampStep[];
  window?: Window;
  ttlSeconds?: number;
  timeoutSeconds?: number;
}
/** What hosts wait for whose turn has not come. */
export interface RunWait {
  for: string;
  sentence: string;
  until?: string;
}
export interface Run {
  id: string;
  kind: string;
  what: string;
  state: string;
  since: string;
  why?: string;
  reason: string;
  q?: string;
  hosts: number;
  counts: Counts;
  attempted: number;
  charged: number;
  concurrency: number;
  budget: Budget;
  ramp?: RampStep[];
  window?: Window;
  ignoresFreeze?: boolean;
  waits?: RunWait;
  whileOffline: string;
  startBefore: string;
  timeoutSeconds?: number;
  rerunOf?: string;
  /** Whether it only looks at what its playbook would change. */
  check?: boolean;
  /** The deployment that it is of, and what it does of it. */
  deployment?: string;
  verb?: string;
  schedule?: string;
  createdAt: string;
  createdBy: string;
  endedAt?: string;
  /** How it stands on the host whose runs were asked for. */
  onHost?: RunHost;
}
export interface RunList {
  runs: Run[];
  next?: string;
}
export interface RunbookReference {
  name: string;
  version: string;
}
export interface RunCommand {
  args?: string[];
  script?: string;
  interpreter?: string[];
  user?: string;
}
export interface RunDetail {
  run: Run;
  runbook?: RunbookReference;
  command?: RunCommand;
  parameters: Record<string, string>;
}
export interface RunHost {
  id: string;
  hostname: string;
  phase: string;
  since: string;
  isTold: boolean;
  reason?: string;
  exitCode?: number;
  signal?: string;
  startedAt?: string;
  endedAt?: string;
  cpuMilliseconds: number;
  memoryPeakBytes: number;
  hasWholeOutput: boolean;
  outputBytes: number;
  outputMissing: number;
  digest?: string;
  playbook?: PlaybookResult;
}
export interface PlaybookTask {
  task: string;
  path?: string;
  object?: string;
  message?: string;
}
export interface PlaybookResult {
  check: boolean;
  recap?: { changed?: number; failed?: number; unreachable?: number };
  changed?: PlaybookTask[];
  failed?: PlaybookTask[];
  /** How many tasks of these are not named. */
  leftOut?: number;
}
export interface RunHostList {
  hosts: RunHost[];
  next?: string;
}
export interface RunOutputs {
  outputs: { digest: string; hosts: number; example: string }[];
  without: number;
  more: number;
}
export interface RunPlan {
  q?: string;
  count: number;
  ready: number;
  planHash: string;
  waits?: RunWait;
  exclusions: { phase: string; reason: string; count: number }[];
  hosts: { id: string; hostname: string; phase: string; reason?: string }[];
}
export interface RunbookParameter {
  name: string;
  description: string;
  type?: string;
  pattern?: string;
  values?: string[];
  default?: string;
  isRequired: boolean;
  isSecret: boolean;
}
export interface Runbook extends RunbookReference {
  title?: string;
  description?: string;
  needsSignature: boolean;
  parameters: RunbookParameter[];
  /** The playbook that it is; absent where it is a command. */
  playbook?: { file: string; mayCheck: boolean };
  fault?: string;
}
/** A piece of the output of one host, in the form that the log has. */
export interface MergedPiece {
  host: string;
  hostname: string;
  log_data: string;
  log_type: string;
  log_encoding: string;
  log_time?: string;
  missing_bytes?: number;
  is_final: boolean;
}
