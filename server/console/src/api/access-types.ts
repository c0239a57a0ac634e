// Users, keys, sessions, approvals and the audit, as docs/reference/API.md has them.
import type { Grant } from "../app/session.ts";

export interface User {
  name: string;
  fullName: string;
  grants: Grant[];
  hasPassword: boolean;
  disabled: boolean;
  lockedUntil?: string;
  signedInAt?: string;
  revision: number;
  createdAt: string;
  createdBy: string;
}
export interface UserSession {
  id: string;
  user: string;
  createdAt: string;
  usedAt: string;
  expiresAt: string;
  address?: string;
  client?: string;
  isCurrent: boolean;
}
export interface Key {
  id: string;
  name: string;
  owner?: string;
  grants: Grant[];
  createdAt: string;
  createdBy: string;
  expiresAt?: string;
  usedAt?: string;
  usedFrom?: string;
}
export interface Approval {
  id: string;
  state: string;
  method: string;
  path: string;
  body?: unknown;
  hosts: string;
  count: number;
  rule: string;
  askedAt: string;
  askedBy: string;
  expiresAt: string;
  decidedAt?: string;
  decidedBy?: string;
  answerStatus?: number;
  answer?: unknown;
}
export interface ApprovalRule {
  name: string;
  scope: string;
  hostsMin: number;
}

export interface AuditRow {
  id: number;
  at: string;
  actorKind: string;
  actor: string;
  address?: string;
  requestId?: string;
  reason?: string;
  kind: string;
  object: string;
  query?: string;
  hosts?: number;
  hostsHash?: string;
  operation?: string;
  before?: unknown;
  after?: unknown;
  previous: string;
  hash: string;
}
export interface AuditPage {
  rows: AuditRow[];
  next?: string;
}
