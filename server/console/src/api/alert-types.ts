// Alerts, silences and webhooks, as docs/reference/API.md has them.

export interface Alert {
  name: string;
  severity: string;
  state: string;
  since?: string;
  heldSince?: string;
  firedAt?: string;
  why: string;
  reason?: string;
  evaluatedAt?: string;
  condition: string;
  value?: number;
  threshold: number;
  hosts?: { q: string; count?: number; path: string };
  note: string;
  enabled: boolean;
}
export interface AlertRule {
  name: string;
  note: string;
  severity: string;
  condition: string;
  q?: string;
  of?: string;
  threshold: number;
  share: boolean;
  riseSeconds: number;
  forSeconds: number;
  enabled: boolean;
  routes: string[];
  revision: number;
  changedAt: string;
  changedBy: string;
}
export interface AlertRuleReply {
  rule: AlertRule;
  holds?: boolean;
  why: string;
}
export interface Silence {
  id: string;
  rule?: string;
  q?: string;
  until: string;
  author: string;
  reason: string;
  createdAt: string;
}
export interface Webhook {
  name: string;
  origin: string;
  note: string;
  enabled: boolean;
  revision: number;
  changedAt: string;
  changedBy: string;
  deliveredAt?: string;
  failingSince?: string;
  fault?: string;
}
export interface Delivery {
  number: number;
  id: string;
  kind: string;
  alert?: string;
  state: string;
  createdAt: string;
  attempts: number;
  nextAt?: string;
  endedAt?: string;
  status?: number;
  fault?: string;
}
