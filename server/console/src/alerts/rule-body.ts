import type { AlertRule } from "../api/alert-types.ts";

/** A rule as its form has it. */
export interface Draft {
  name: string;
  note: string;
  severity: string;
  condition: string;
  q: string;
  of: string;
  threshold: number;
  share: boolean;
  riseSeconds: number;
  forSeconds: number;
  enabled: boolean;
  routes: string;
}

/** The form of a rule; of a new one without it. */
export const draftOf = (rule: AlertRule | undefined): Draft => ({
  name: rule?.name ?? "",
  note: rule?.note ?? "",
  severity: rule?.severity ?? "warning",
  condition: rule?.condition ?? "hosts",
  q: rule?.q ?? "",
  of: rule?.of ?? "",
  threshold: rule?.threshold ?? 1,
  share: rule?.share ?? false,
  riseSeconds: rule?.riseSeconds ?? 0,
  forSeconds: rule?.forSeconds ?? 0,
  enabled: rule?.enabled ?? true,
  routes: (rule?.routes ?? ["*"]).join(" "),
});

/** The body of the request: what does not go with the condition is left out. */
export function ruleBody(draft: Draft, isNew: boolean): Record<string, unknown> {
  const isOfHosts = draft.condition === "hosts";
  return {
    ...(isNew && { name: draft.name }),
    note: draft.note,
    severity: draft.severity,
    condition: draft.condition,
    threshold: draft.threshold,
    forSeconds: draft.forSeconds,
    enabled: draft.enabled,
    routes: draft.routes.split(/[\s,]+/).filter(Boolean),
    ...(isOfHosts && { q: draft.q, share: draft.share, riseSeconds: draft.riseSeconds }),
    ...(isOfHosts && draft.share && draft.of && { of: draft.of }),
  };
}
