import type { Alert } from "../api/alert-types.ts";

const states = ["firing", "pending", "muted", "resolved", "ok"];
const severities = ["critical", "warning", "info"];

/** What asks for an operator first: by state, by severity, the newest, the name. */
export const byUrgency = (a: Alert, b: Alert): number =>
  states.indexOf(a.state) - states.indexOf(b.state) ||
  severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
  (b.since ?? "").localeCompare(a.since ?? "") ||
  a.name.localeCompare(b.name);

/** The colour of an alert: that of its severity while it fires. */
export const kindOf = ({ state, severity }: Pick<Alert, "state" | "severity">): string => {
  if (state === "firing") return severity === "critical" ? "bad" : severity === "warning" ? "warn" : "idle";
  return state === "pending" ? "warn" : state === "muted" ? "idle" : "good";
};
