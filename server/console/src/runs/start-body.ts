// What the form of a run says, as the API and the command line say it; faults are told at their fields.
import type { Pace, Runbook, RunbookParameter } from "../api/run-types.ts";
import { ApiProblem } from "../api/problem.ts";
import { line } from "../format/shell.ts";
import type { Target } from "../hosts/target.ts";
import { actionBody, isAction } from "./actions.ts";
import { noPace, paceOf, paceWords, type Faults, type PaceInput } from "./pace.ts";

/** The fields as they were typed. */
export interface StartInput extends PaceInput {
  values: Record<string, string>;
  /** Whether a playbook only looks at what it would change. */
  check: boolean;
  reason: string;
}

export const noInput: StartInput = { ...noPace, values: {}, check: false, reason: "" };

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

/** The body of the request, or what is wrong with the fields. */
export function startBody(
  hosts: Hosts | undefined,
  book: Runbook | undefined,
  input: StartInput,
): { body: Record<string, unknown> | undefined; faults: Faults } {
  const faults = valueFaults(book, input.values);
  const pace = paceOf(input, !book || !isAction(book), faults);
  if (!hosts || !book || Object.keys(faults).length > 0) return { body: undefined, faults };
  return {
    body: {
      ...hosts,
      ...(isAction(book)
        ? { action: actionBody(book, valuesOf(book, input.values)) }
        : {
            runbook: { name: book.name, version: book.version },
            parameters: valuesOf(book, input.values),
            ...(input.check && mayCheck(book) && { check: true }),
          }),
      ...pace,
      ...(input.reason && { reason: input.reason }),
    },
    faults,
  };
}

/** Whether a run of it may only look at what it would change. */
export const mayCheck = (book: Runbook | undefined): boolean => book?.playbook?.mayCheck === true;

/** What is wrong with the values of parameters. */
export function valueFaults(book: Runbook | undefined, values: Record<string, string>): Faults {
  const faults: Faults = {};
  for (const parameter of book?.parameters ?? []) {
    const fault = valueFault(parameter, values[parameter.name] ?? "");
    if (fault) faults[parameter.name] = fault;
  }
  return faults;
}

/** The values that were given; what is empty is not: the default holds. */
export const valuesOf = (book: Runbook, values: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    book.parameters
      .map(({ name }) => [name, values[name] ?? ""] as const)
      .filter(([, value]) => value !== ""),
  );

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
  const shown = shownBody(body, book);
  const pace = paceWords(shown as Pace);
  const hosts = ids ? hostWords(ids) : ["-q", String(shown["q"])];
  if (!pace || !hosts) return undefined;
  const { parameters, action, check, reason } = shown;
  return line(
    "aops",
    "run",
    ...hosts,
    ...(action
      ? actionWords(action as Record<string, unknown>)
      : [
          "--runbook",
          `${book.name}@${book.version}`,
          ...valueWords(parameters as Record<string, string>),
          ...(check ? ["--check"] : []),
        ]),
    ...pace,
    ...(reason ? ["-m", String(reason)] : []),
  );
}

/** Hosts as options of aops; undefined where they are too many to be read. */
export const hostWords = (ids: readonly string[]): string[] | undefined =>
  ids.length > cliHostsMax ? undefined : ids.flatMap(id => ["--host", id]);

export const valueWords = (values: Record<string, string>): string[] =>
  Object.entries(values).map(([name, value]) => `${name}=${value}`);

const actionWords = ({ kind, subAgent, lines }: Record<string, unknown>): string[] => [
  "--action",
  String(kind),
  ...(subAgent ? ["--sub-agent", String(subAgent)] : []),
  ...(lines ? ["--lines", String(lines)] : []),
];

const fields: Record<string, string> = {
  "action.subAgent": "subAgent",
  "action.lines": "lines",
  name: "name",
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

/**
 * What the server says of fields, at them; and the problem with the rest, if there is any.
 * @param prefix What stands before the names of fields of the pace.
 */
export function serverFaults(
  problem: Error | undefined,
  book: Runbook | undefined,
  prefix = "",
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
      const field = parameter ?? fields[name.startsWith(prefix) ? name.slice(prefix.length) : name];
      if (field) faults[field] = sentence;
      else (left[name] ??= []).push(sentence);
    }
  }
  const isAllTold = Object.keys(left).length === 0;
  const { status, code, message, fix } = problem;
  return { faults, rest: isAllTold ? undefined : new ApiProblem(status, code, message, fix, left) };
}
