// The answers of /api/v1 that the console reads, as docs/reference/API.md has them. What is absent says nothing.

export interface HostRow {
  id?: string;
  hostname?: string;
  version?: string;
  state?: string;
  standing?: string;
  lastSeen?: string;
  enrolledAt?: string;
  host?: Record<string, string | number>;
  faults?: number;
  upgrade?: string;
  subAgents?: string[];
  labels?: Record<string, string>;
  groups?: string[];
}

export interface HostList {
  hosts: HostRow[];
  q: string;
  sort: string;
  count?: number;
  next?: string;
}

export interface FacetValue {
  value: string;
  count: number;
  q: string;
}
export interface Facet {
  field: string;
  values: FacetValue[];
  hasMore: boolean;
}
export interface FacetReply {
  count: number;
  q: string;
  facets: Facet[];
}

export interface FieldView {
  name: string;
  kind: string;
  meaning: string;
  operators: string[];
  values: string[];
  sortable: boolean;
  countable: boolean;
  example: string;
}
export interface FieldList {
  fields: FieldView[];
  labels: string[];
  keywords: string[];
}

export interface EventCause {
  layer?: string;
  revision?: number;
  commandId?: string;
  run?: string;
}
export interface EventRecord {
  id: number;
  at: string;
  firstSeen?: string;
  count?: number;
  kind: string;
  agentId?: string;
  hostname?: string;
  actor?: string;
  cause?: EventCause;
  audit?: number;
  message: string;
}
export interface EventsReply {
  events: EventRecord[];
  next: number;
}
export interface Timeline {
  events: EventRecord[];
  next?: string;
}

export interface ExplainedField {
  field: string;
  value: string;
  layer: string;
  revision: number;
  from: string;
}
export interface Explain {
  id: string;
  hostname: string;
  is: {
    presence: string;
    lastSeen?: string;
    version?: string;
    revision?: number;
    subAgents: { name: string; version: string; state: string }[];
    faults: string[];
  };
  should: {
    revision: number;
    changedAt?: string;
    layers: { layer: string; revision: number; head: number }[];
    fields: ExplainedField[];
  };
  state: string;
  why: string;
  since?: string;
  next: string;
}

export interface UpgradeReport {
  from: string;
  to: string;
  phase: string;
  percent?: number;
  reason?: string;
  at: string;
}
export interface SubAgentStatus {
  name: string;
  version?: string;
  state: string;
  since: string;
  pid?: number;
  restarts?: number;
  lastExit?: string;
  nextTry?: string;
  ready?: boolean;
  rssBytes?: number;
  cpuMilliseconds?: number;
  fault?: string;
  upgrade?: UpgradeReport;
  report?: unknown;
}
export interface Heartbeat {
  host: Record<string, unknown>;
  agent: {
    version: string;
    startedAt: string;
    spmPid?: number;
    spaPid?: number;
    spmRssBytes?: number;
    spaRssBytes?: number;
    upgrade?: UpgradeReport;
    connection?: Record<string, unknown>;
    faults?: string[];
    paused?: string;
  };
  subAgents?: SubAgentStatus[];
  revision: number;
}
export interface FleetDetail {
  summary: {
    id: string;
    hostname: string;
    cloneOf?: string;
    goesWithOriginal?: boolean;
    enrolledAt: string;
  };
  intervalSeconds?: number;
  heartbeat?: Heartbeat;
  desired: unknown;
}

export interface Section {
  section: string;
  sha256: string;
  namedAt: string;
  lengthBytes?: number;
  content?: unknown;
}

export interface Command {
  id: string;
  kind: string;
  subAgent?: string;
  state: string;
  createdAt: string;
  expiresAt: string;
  sentAt?: string;
  result?: { outcome: string; message?: string; at: string };
  log?: string;
}

export * from "./access-types.ts";
export * from "./fleet-types.ts";
