// What can be done to many hosts at once, as the API and the command line say it.
import { line } from "../format/shell.ts";
import type { Target } from "./target.ts";

export type ActionName = "update" | "restart" | "stop" | "start" | "delete-down" | "label" | "remove";

export interface Action {
  name: ActionName;
  title: string;
  /** What it does, in a sentence. */
  meaning: string;
  /** Of the button: "Restart 12 hosts". */
  verb: string;
  isDangerous?: boolean;
}

export const actions: Action[] = [
  {
    name: "update",
    title: "Update",
    verb: "Update",
    meaning:
      "Orders a version of the agent, or of one sub-agent, for these hosts alone. Each host judges it in a trial, and goes back by itself.",
  },
  {
    name: "restart",
    title: "Restart",
    verb: "Restart",
    meaning: "Restarts the agent, or one sub-agent. A restart of the agent leaves sub-agents running.",
  },
  {
    name: "stop",
    title: "Stop",
    verb: "Stop the sub-agents of",
    meaning: "Stops all sub-agents; the agent itself goes on and stays reachable.",
  },
  {
    name: "start",
    title: "Start",
    verb: "Start the sub-agents of",
    meaning: "Lets sub-agents run again, also where a group or the fleet pauses them.",
  },
  {
    name: "label",
    title: "Label",
    verb: "Label",
    meaning: "Sets labels (NAME=VALUE) and removes them (NAME-), on all of these hosts or on none.",
  },
  {
    name: "delete-down",
    title: "Delete down",
    verb: "Remove",
    meaning: "Removes those of these hosts that are offline; the others stay.",
    isDangerous: true,
  },
  {
    name: "remove",
    title: "Remove",
    verb: "Remove",
    meaning:
      "Removes these hosts, whatever their state. Their tokens are void; what is installed on them stays there.",
    isDangerous: true,
  },
];

/** The fields of the form of an action, as they were typed. */
export interface ActionInput {
  version: string;
  subAgent: string;
  labels: string;
  message: string;
}

/** Labels as the command line writes them: `env=prod old-`. */
export function parseLabels(text: string): Record<string, string | null> {
  const labels: Record<string, string | null> = {};
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const at = word.indexOf("=");
    if (at > 0) labels[word.slice(0, at)] = word.slice(at + 1);
    else if (at < 0 && word.endsWith("-") && word.length > 1) labels[word.slice(0, -1)] = null;
    else throw new Error(`'${word}' is no label: NAME=VALUE sets one, NAME- removes it.`);
  }
  if (Object.keys(labels).length === 0)
    throw new Error("Write at least one label: NAME=VALUE sets one, NAME- removes it.");
  return labels;
}

/** The body of a batch; without what was not filled in. */
export function batchBody(
  action: ActionName,
  hosts: Record<string, unknown>,
  input: ActionInput,
): Record<string, unknown> {
  const isLayer = action === "update" || action === "stop" || action === "start";
  return {
    action,
    ...hosts,
    ...(action === "update" && { version: input.version }),
    ...((action === "update" || action === "restart") && input.subAgent && { sub_agent: input.subAgent }),
    ...(isLayer && { strategy: "all-at-once" }),
    ...(input.message && { message: input.message }),
  };
}

/** The same by aops; undefined where it has no verb for it. */
export function cliOf(
  action: ActionName,
  target: Target,
  query: string,
  input: ActionInput,
): string | undefined {
  const why = input.message ? ["-m", input.message] : [];
  const single = target.kind === "ids" && target.ids.length === 1 ? target.ids[0] : undefined;
  switch (action) {
    case "label":
      return line("aops", "hosts", "label", "-q", query, ...input.labels.split(/\s+/).filter(Boolean));
    case "remove":
      return line("aops", "hosts", "remove", "-q", query, ...why);
    case "delete-down":
      return line("aops", "hosts", "remove", "-q", query ? `(${query}) and offline` : "offline", ...why);
    case "stop":
      return single && line("aops", "pause", `host:${single}`, "--strategy", "all-at-once", ...why);
    case "start":
      return (
        single &&
        line("aops", "resume", `host:${single}`, "--over-lower", "--strategy", "all-at-once", ...why)
      );
    default:
      return undefined;
  }
}
