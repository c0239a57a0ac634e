// States of hosts of a deployment, and what they say of it.
import type { Deployment, DeploymentHost } from "../api/deployment-types.ts";
import type { Counts } from "../api/run-types.ts";
import { href } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import type { Share } from "../ui/bar.tsx";

type Kind = Share["kind"];

const kinds: Record<string, Kind> = { deployed: "good", failed: "bad", outdated: "warn", absent: "idle" };

/** The order in which states are shown: what needs a look first. */
const order = ["failed", "outdated", "absent", "deployed"];

/** The colour of a state; a state that a later server has is told by its word alone. */
export const kindOfState = (state: string): Kind => kinds[state] ?? "idle";

/** States with their hosts, those that need a look first. */
export const statesOf = (hosts: Counts): [state: string, hosts: number][] =>
  Object.entries(hosts)
    .filter(([, number]) => number > 0)
    .sort(([a], [b]) => rank(a) - rank(b));

const rank = (state: string): number => (order.indexOf(state) + order.length + 1) % (order.length + 1);

/** Its hosts by state, for a bar; each number leads to them. */
export const sharesOf = ({ name, hosts }: Deployment): Share[] =>
  (["deployed", "failed", "outdated", "absent"] as const)
    .map(state => ({
      kind: kindOfState(state),
      hosts: hosts[state] ?? 0,
      word: state,
      href: href(["deployments", name], { state }),
    }))
    .filter(share => share.hosts > 0);

/** How many hosts it has in all. */
export const sizeOf = ({ hosts }: Deployment): number =>
  Object.values(hosts).reduce((sum, number) => sum + number, 0);

/** Whether a run of it has not ended. */
export const openRunOf = ({ lastRun }: Deployment) =>
  lastRun && lastRun.endedAt === undefined ? lastRun : undefined;

/** How it stands: in one word with its colour, and in a sentence with what is to be done. */
export function verdictOf(deployment: Deployment): { word: string; kind: Kind; sentence: string } {
  const { failed = 0, outdated = 0, absent = 0, deployed = 0 } = deployment.hosts;
  const size = sizeOf(deployment);
  if (size === 0)
    return {
      word: "no host",
      kind: "warn",
      sentence: "Its query finds no host now: nothing can be deployed.",
    };
  if (failed > 0)
    return {
      word: `${count(failed)} failed`,
      kind: "bad",
      sentence: `On ${count(failed)} of ${many(size, "host")} the last deploy did not succeed: what they have, only they can tell.`,
    };
  if (outdated > 0)
    return {
      word: `${count(outdated)} outdated`,
      kind: "warn",
      sentence: `${count(outdated)} of ${many(size, "host")} ${outdated === 1 ? "has" : "have"} what the deployment said before: deploy brings them what it says now.`,
    };
  if (deployed === 0)
    return {
      word: "not deployed",
      kind: "idle",
      sentence: `No host has it yet: deploy brings it to ${many(size, "host")}.`,
    };
  if (absent > 0)
    return {
      word: "partly deployed",
      kind: "warn",
      sentence: `${count(absent)} of ${many(size, "host")} ${absent === 1 ? "does" : "do"} not have it: deploy brings it there.`,
    };
  return {
    word: "deployed",
    kind: "good",
    sentence: `${size === 1 ? "Its host has" : `All ${many(size, "host")} have`} what the deployment says.`,
  };
}

/** Why a host has its state, where no sentence of the host says it. */
export function whyOf(host: DeploymentHost, contentRevision: number): string {
  switch (host.state) {
    case "deployed":
      return `It has revision ${host.deployedRevision}, whose runbook and parameters are those of now.`;
    case "outdated":
      return (
        `It has revision ${host.deployedRevision}; since revision ${contentRevision} ` +
        `the runbook or a parameter is another one.`
      );
    case "failed":
      return host.deployedRevision === undefined
        ? "The last deploy did not succeed, and none did before."
        : `The last deploy did not succeed; revision ${host.deployedRevision} did before.`;
    case "absent":
      return host.verb === "remove" && host.phase === "succeeded"
        ? "It was removed."
        : "It was never deployed here.";
    default:
      return "";
  }
}
