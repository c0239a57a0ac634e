// What the form of a run says, as the API and the command line say it; faults are told at their fields.
import type { Runbook, RunbookParameter } from "../api/run-types.ts";
import { ApiProblem } from "../api/problem.ts";
import { line } from "../format/shell.ts";
import type { Target } from "../hosts/target.ts";
import { actionBody, isAction } from "./actions.ts";

/** The fields as they were typed. */
export interface StartInput {
  values: Record<string, string>;
  whileOffline: "skip" | "queue";
  concurrency: string;
  budget: string;
  ramp: string;
  /** When hosts may begin, as in crontab; empty for always. */
  windowStart: string;
  windowLength: string;
  windowZone: string;
  startWithin: string;
  timeout: string;
  reason: string;
}

export const noInput: StartInput = {
  values: {},
  whileOffline: "skip",
  concurrency: "",
  budget: "",
  ramp: "",
  windowStart: "",
  windowLength: "1 hour",
  windowZone: "",
  startWithin: "1 hour",
  timeout: "",
  reason: "",
};

export type Faults = Record<string, string>;
export type Hosts = { q: string } | { hosts: readonly string[] };

export const hostsOf = (target: Target): Hosts =>
  target.kind === "ids" ? { hosts: target.ids } : { q: target.q };

const patternCharsMax = 256;
const cliHostsMax = 20;

/** Why a parameter cannot have a value; undefined where it can, or only the server can tell. */
export function valueFault(parameter: RunbookParameter, value: string): string | undefined {
  if (value === "") return parameter.isRequired ? "It is required." : undefined;
  if (parameter.values && !parameter.values.includes(value))
    return "It is none of the values that it may have.";
  if (!parameter.pattern || value.length > patternCharsMax) return undefined;
  // The server matches in time linear to the value; here a group that is repeated may take for ever. The server's
  // classes, such as \w, have more characters than those of the browser.
  if (/\)[*+{]/.test(parameter.pattern) || !/^[\t\n -~]*$/.test(value)) return undefined;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`^(?:${parameter.pattern})$`, "su");
  } catch {
    // The server's patterns know some words that the browser's do not.
    return undefined;
  }
  return pattern.test(value) ? undefined : `It does not match ${parameter.pattern}`;
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
}

/** The body of the request, or what is wrong with the fields. */
export function startBody(
  hosts: Hosts | undefined,
  book: Runbook | undefined,
  input: StartInput,
  lengths: { ttlSeconds: number | undefined; windowSeconds: number },
): { body: Record<string, unknown> | undefined; faults: Faults } {
  const faults: Faults = {};
  for (const parameter of book?.parameters ?? []) {
    const fault = valueFault(parameter, input.values[parameter.name] ?? "");
    if (fault) faults[parameter.name] = fault;
  }
  const number = (field: "concurrency" | "timeout", max: number) => {
    if (input[field] === "") return undefined;
    const value = wholeNumber(input[field], 1, max);
    if (value === undefined) faults[field] = `It is from 1 to ${max}.`;
    return value;
  };
  const concurrency = number("concurrency", 10_000);
  const timeoutSeconds = book && isAction(book) ? undefined : number("timeout", 7 * 86_400);
  const budget = budgetOf(input.budget);
  const ramp = rampOf(input.ramp);
  if (ramp === null) faults["ramp"] = "It is numbers of hosts or shares, such as 1, 10%.";
  if (budget === null) faults["budget"] = "It is a number of hosts, such as 3, or a share, such as 10%.";
  if (!hosts || !book || Object.keys(faults).length > 0) return { body: undefined, faults };
  return {
    body: {
      ...hosts,
      ...(isAction(book)
        ? { action: actionBody(book, valuesOf(book, input)) }
        : { runbook: { name: book.name, version: book.version }, parameters: valuesOf(book, input) }),
      whileOffline: input.whileOffline,
      ...(concurrency && { concurrency }),
      ...(budget && { budget }),
      ...(ramp && { ramp }),
      ...(input.windowStart.trim() !== "" && {
        window: {
          start: input.windowStart.trim(),
          lengthSeconds: lengths.windowSeconds,
          zone: input.windowZone.trim() || "UTC",
        },
      }),
      ...(lengths.ttlSeconds && { ttlSeconds: lengths.ttlSeconds }),
      ...(timeoutSeconds && { timeoutSeconds }),
      ...(input.reason && { reason: input.reason }),
    },
    faults,
  };
}

// What is empty is not given: the default holds.
const valuesOf = (book: Runbook, input: StartInput): Record<string, string> =>
  Object.fromEntries(
    book.parameters
      .map(({ name }) => [name, input.values[name] ?? ""] as const)
      .filter(([, value]) => value !== ""),
  );

/** `3` or `10%`; undefined for none, null for what is neither. */
function budgetOf(text: string): { failures: number } | { percent: number } | undefined | null {
  const word = text.replaceAll(" ", "");
  if (word === "") return undefined;
  const isShare = word.endsWith("%");
  const value = wholeNumber(isShare ? word.slice(0, -1) : word, 0, isShare ? 100 : 1_000_000);
  return value === undefined ? null : isShare ? { percent: value } : { failures: value };
}

type RampStep = { hosts: number } | { percent: number };

/** `1, 10%`: one host, then a tenth, then the rest; undefined for none, null for what is no such list. */
function rampOf(text: string): RampStep[] | undefined | null {
  if (text.trim() === "") return undefined;
  const steps: RampStep[] = [];
  for (const word of text.replaceAll(" ", "").split(",")) {
    const isShare = word.endsWith("%");
    const value = wholeNumber(isShare ? word.slice(0, -1) : word, 1, isShare ? 99 : 1_000_000);
    if (value === undefined) return null;
    steps.push(isShare ? { percent: value } : { hosts: value });
  }
  return steps;
}

const rampText = (steps: readonly RampStep[]): string =>
  steps.map(step => ("hosts" in step ? String(step.hosts) : `${step.percent}%`)).join(",");

/** A body that may be shown: without the values of secret parameters. */
export function shownBody(body: Record<string, unknown>, book: Runbook): Record<string, unknown> {
  if (isAction(book)) return body;
  const parameters = { ...(body["parameters"] as Record<string, string>) };
  for (const { name, isSecret } of book.parameters)
    if (isSecret && name in parameters) parameters[name] = "SECRET";
  return { ...body, parameters };
}

/** The same by aops; undefined where it would name too many hosts to be read. */
export function startLine(body: Record<string, unknown>, book: Runbook): string | undefined {
  const ids = body["hosts"] as readonly string[] | undefined;
  if (ids && ids.length > cliHostsMax) return undefined;
  const { parameters, action, ...shown } = shownBody(body, book);
  const budget = shown["budget"] as { failures?: number; percent?: number } | undefined;
  const option = (name: string, value: unknown) => (value === undefined ? [] : [name, String(value)]);
  return line(
    "aops",
    "run",
    ...(ids ? ids.flatMap(id => ["--host", id]) : ["-q", String(shown["q"])]),
    ...(action
      ? actionWords(action as Record<string, unknown>)
      : [
          "--runbook",
          `${book.name}@${book.version}`,
          ...Object.entries(parameters as Record<string, string>).map(([name, value]) => `${name}=${value}`),
        ]),
    ...option("--at-once", shown["concurrency"]),
    ...option("--max-failures", budget && (budget.failures ?? `${budget.percent}%`)),
    ...option("--ramp", shown["ramp"] && rampText(shown["ramp"] as RampStep[])),
    ...windowWords(shown["window"] as RunWindow | undefined),
    ...option("--start-within", shown["ttlSeconds"] && `${String(shown["ttlSeconds"])}s`),
    ...option("--timeout", shown["timeoutSeconds"] && `${String(shown["timeoutSeconds"])}s`),
    ...(shown["whileOffline"] === "queue" ? ["--wait-for-offline"] : []),
    ...option("-m", shown["reason"]),
  );
}

interface RunWindow {
  start: string;
  lengthSeconds: number;
  zone: string;
}

const windowWords = (window: RunWindow | undefined): string[] =>
  window
    ? ["--window", window.start, "--window-length", `${window.lengthSeconds}s`, "--window-zone", window.zone]
    : [];

const actionWords = ({ kind, subAgent, lines }: Record<string, unknown>): string[] => [
  "--action",
  String(kind),
  ...(subAgent ? ["--sub-agent", String(subAgent)] : []),
  ...(lines ? ["--lines", String(lines)] : []),
];

const fields: Record<string, string> = {
  "action.subAgent": "subAgent",
  "action.lines": "lines",
  concurrency: "concurrency",
  budget: "budget",
  "budget.failures": "budget",
  "budget.percent": "budget",
  ramp: "ramp",
  window: "windowStart",
  "window.start": "windowStart",
  "window.lengthSeconds": "windowStart",
  "window.zone": "windowZone",
  timeoutSeconds: "timeout",
};

/** What the server says of fields, at them; and the problem with the rest, if there is any. */
export function serverFaults(
  problem: Error | undefined,
  book: Runbook | undefined,
): { faults: Faults; rest: Error | undefined } {
  if (!(problem instanceof ApiProblem) || !problem.errors) return { faults: {}, rest: problem };
  const faults: Faults = {};
  const left: Record<string, string[]> = {};
  for (const [name, sentences] of Object.entries(problem.errors)) {
    for (const sentence of sentences) {
      const parameter =
        name === "parameters"
          ? book?.parameters.find(one => sentence.includes(`the parameter ${one.name} `))?.name
          : undefined;
      const field = parameter ?? fields[name];
      if (field) faults[field] = sentence;
      else (left[name] ??= []).push(sentence);
    }
  }
  const isAllTold = Object.keys(left).length === 0;
  const { status, code, message, fix } = problem;
  return { faults, rest: isAllTold ? undefined : new ApiProblem(status, code, message, fix, left) };
}
