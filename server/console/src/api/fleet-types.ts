// What hosts should be, groups, enrolment, releases and work, as docs/reference/API.md has them.

export interface LayerDocument {
  agent?: { version: string };
  subAgents?: { name: string; version?: string; running?: boolean; removed?: boolean }[];
  settings?: Record<string, string>;
  paused?: boolean;
}
export interface Revision {
  layer: string;
  revision: number;
  document?: LayerDocument;
  changedAt?: string;
  author?: string;
  message?: string;
  strategy?: string;
  revertOf?: number;
  hosts?: number;
  operation?: string;
}
export interface RevisionList {
  revisions: Revision[];
  next?: string;
}
export interface FieldChange {
  field: string;
  from?: string;
  to?: string;
}
export interface LayerPreview {
  layer: string;
  revision: number;
  changes: FieldChange[];
  hosts: number;
  changing: number;
  sample: { id: string; changes: FieldChange[] }[];
  goesOn?: string;
  superseded?: string[];
}

export interface Group {
  name: string;
  rank: number;
  q: string;
  note: string;
  revision: number;
  changedAt: string;
  changedBy: string;
  count?: number;
}
export interface GroupList {
  groups: Group[];
  next?: string;
}
export interface GroupReply {
  group: Group;
  joining: number;
  leaving: number;
  dryRun: boolean;
  operation?: string;
}

export interface Token {
  id: string;
  note?: string;
  createdAt: string;
  expiresAt: string;
  usesMax: number;
  usesLeft: number;
  agentId?: string;
  labels?: Record<string, string>;
  networks?: string[];
  approval: string;
  state: string;
  lastUse?: { at: string; address?: string; agentId: string; hostname: string };
}
export interface Consent {
  id: string;
  tokenId?: string;
  parentId?: string;
  hostname: string;
  version: string;
  address?: string;
  askedAt: string;
  state: string;
}

export interface Release {
  kind: string;
  name: string;
  version: string;
  architecture?: string;
  target: string;
  lengthBytes: number;
  sha256: string;
  publisher?: string;
}
export interface ReleaseList {
  metadataVersion: number;
  releases: Release[];
  next?: string;
  fault?: string;
  expiringRole?: string;
  expiresAt?: string;
  publisherFaults?: Record<string, string>;
}

export interface Operation {
  id: string;
  kind: string;
  layer?: string;
  message?: string;
  labels?: Record<string, string | null>;
  revision?: number;
  state: string;
  total: number;
  done: number;
  createdAt: string;
  createdBy: string;
  endedAt?: string;
}
export interface OperationList {
  operations: Operation[];
  next?: string;
}

export interface BatchResult {
  agent_id: string;
  hostname?: string;
  result: string;
  detail: string;
}
export interface BatchReply {
  action: string;
  query?: string;
  count: number;
  accepted: number;
  skipped: number;
  refused: number;
  dry_run: boolean;
  results: BatchResult[];
}
export interface BulkReply {
  q: string;
  count: number;
  changed?: number;
  removed?: number;
  clones?: number;
  operation?: string;
}
