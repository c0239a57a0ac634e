import type { AlertRule } from "../api/alert-types.ts";
import { line } from "../format/shell.ts";

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

/** The same by aops, with every option. */
export function ruleLine(draft: Draft, isNew: boolean): string {
  const { condition, note } = draft;
  const isOfHosts = condition === "hosts";
  const routes = draft.routes.split(/[\s,]+/).filter(Boolean);
  return line(
    "aops",
    "alert",
    "rule",
    isNew ? "create" : "set",
    draft.name || "NAME",
    "--condition",
    condition,
    "--threshold",
    String(draft.threshold),
    ...(isOfHosts ? ["-q", draft.q, draft.share ? "--share" : "--count"] : []),
    ...(isOfHosts && draft.share && draft.of ? ["--of", draft.of] : []),
    ...(isOfHosts && draft.riseSeconds > 0 ? ["--rise", `${draft.riseSeconds}s`] : []),
    "--for",
    `${draft.forSeconds}s`,
    "--severity",
    draft.severity,
    ...routes.flatMap(route => ["--route", route]),
    ...(note ? ["--note", note] : []),
    ...(draft.enabled ? (isNew ? [] : ["--enable"]) : ["--disable"]),
  );
}
