// What waits for an operator, the worst first. Pure: one function of what was read.
import type { Alert } from "../api/alert-types.ts";
import type { Deployment } from "../api/deployment-types.ts";
import type { Rollout } from "../api/rollout-types.ts";
import type { Approval, Consent, FacetReply, ReleaseList } from "../api/types.ts";
import { href, hostsOf } from "../app/router.ts";
import { many, span } from "../format/numbers.ts";

export interface Need {
  level: "bad" | "warn";
  text: string;
  hint: string;
  href: string;
}

export interface NeedFacts {
  releases: ReleaseList;
  waiting: readonly Consent[];
  clones: readonly Consent[];
  approvals: readonly Approval[];
  /** Those that fire. */
  alerts: readonly Alert[];
  halted: readonly Rollout[];
  deployments: readonly Deployment[];
  facets: FacetReply;
  faulty: number;
  now: number;
}

const expirySoonSeconds = 7 * 86_400;

export function needs(facts: NeedFacts): Need[] {
  const found: Need[] = [];
  const add = (level: Need["level"], text: string, hint: string, link: string) =>
    found.push({ level, text, hint, href: link });
  const valueOf = (field: string, value: string) =>
    facts.facets.facets.find(facet => facet.field === field)?.values.find(one => one.value === value)
      ?.count ?? 0;

  for (const alert of facts.alerts)
    add(
      alert.severity === "critical" ? "bad" : "warn",
      `The alert ${alert.name} fires: ${alert.why}`,
      alert.note,
      href(["alerts"]),
    );
  for (const rollout of facts.halted)
    add(
      "bad",
      `The rollout of ${rollout.layer} is halted`,
      rollout.why ?? "",
      href(["rollouts", rollout.id]),
    );
  for (const { name, hosts } of facts.deployments) {
    const failed = hosts["failed"] ?? 0;
    if (failed > 0)
      add(
        "bad",
        `The deployment ${name} failed on ${many(failed, "host")}`,
        "What they have, only they can tell: deploy it there again.",
        href(["deployments", name], { state: "failed" }),
      );
  }

  const { fault, expiresAt, expiringRole, publisherFaults } = facts.releases;
  if (fault)
    add(
      "bad",
      `Hosts install nothing now: ${fault}`,
      "Publish metadata that is signed and fresh.",
      href(["releases"]),
    );
  const left = expiresAt ? (Date.parse(expiresAt) - facts.now) / 1000 : Infinity;
  if (!fault && left < expirySoonSeconds) {
    add(
      left < 86_400 ? "bad" : "warn",
      `The signed ${expiringRole ?? "metadata"} expires in ${span(left)}.`,
      "Refresh it: after that hosts install nothing.",
      href(["releases"]),
    );
  }
  for (const [publisher, reason] of Object.entries(publisherFaults ?? {})) {
    add("warn", `Hosts refuse the publisher ${publisher}: ${reason}`, "", href(["releases"]));
  }
  const hosts = (count: number, level: Need["level"], text: string, hint: string, q: string) => {
    if (count > 0) add(level, `${many(count, "host")} ${text}`, hint, hostsOf(q));
  };
  hosts(
    valueOf("standing", "diverged"),
    "bad",
    "diverged from this database",
    "'aops-server restore' decides which side holds.",
    "diverged",
  );
  hosts(valueOf("state", "offline"), "bad", "offline", "Two heartbeats are missing.", "offline");
  hosts(facts.faulty, "bad", "with faults", "Each tells its own.", "faults>0");
  hosts(
    valueOf("upgrade", "failed"),
    "bad",
    "failed an upgrade",
    "They run what they ran before.",
    "upgrade=failed",
  );
  hosts(
    valueOf("upgrade", "rolled-back"),
    "bad",
    "rolled an upgrade back",
    "Explain tells why.",
    "upgrade=rolled-back",
  );
  hosts(
    valueOf("standing", "paused"),
    "warn",
    "paused",
    "Their sub-agents are stopped until a layer lets them run.",
    "paused",
  );
  hosts(valueOf("state", "gone"), "warn", "gone for a week", "Remove those that do not come back.", "gone");
  const pending = facts.waiting.filter(one => one.state === "pending").length;
  if (pending)
    add("warn", `${many(pending, "host")} waiting to be let in`, "Approve or refuse each.", href(["tokens"]));
  const clones = facts.clones.filter(one => one.state === "pending").length;
  if (clones)
    add(
      "warn",
      `${many(clones, "clone")} waiting for consent`,
      "Copies of a host that ask for an identity of their own.",
      href(["tokens"]),
    );
  const asked = facts.approvals.filter(one => one.state === "awaiting-approval").length;
  if (asked)
    add(
      "warn",
      `${many(asked, "request")} waiting for another person`,
      "Approve or refuse each.",
      href(["access", "approvals"]),
    );
  return found.sort((a, b) => Number(a.level === "warn") - Number(b.level === "warn"));
}
