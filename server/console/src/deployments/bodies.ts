// What the forms of deployments say, as the API and the command line say it.
import type { Deployment } from "../api/deployment-types.ts";
import type { Pace, Runbook, RunbookParameter, RunbookReference } from "../api/run-types.ts";
import { line } from "../format/shell.ts";
import { inputOf, noPace, paceOf, paceWords, type Faults, type PaceInput } from "../runs/pace.ts";
import { hostWords, mayCheck, valueFaults, valuesOf, valueWords } from "../runs/start-body.ts";

/** The parameter that says what is done. */
const verbParameter = "verb";
const verbOfAll = "deploy";

/** Verbs that have a command of their own; the others are a word of `do`. */
const commands = ["deploy", "start", "stop", "status"];

/** What can be done by a runbook; nothing where it is no kind of deployments. */
export function verbsOf(book: Runbook): readonly string[] {
  const verbs = book.parameters.find(({ name }) => name === verbParameter)?.values ?? [];
  return verbs.includes(verbOfAll) ? verbs : [];
}

/** Whether a deployment may be of it: a signed command is no verb of this server. */
export const isKind = (book: Runbook): boolean =>
  !book.needsSignature && !book.fault && verbsOf(book).length > 0;

const withParameters = (book: Runbook, isOne: (parameter: RunbookParameter) => boolean): Runbook => ({
  ...book,
  parameters: book.parameters.filter(parameter => parameter.name !== verbParameter && isOne(parameter)),
});

/** A runbook with the parameters alone that a deployment says: what is secret comes with each verb. */
export const storedOf = (book: Runbook): Runbook => withParameters(book, ({ isSecret }) => !isSecret);

/** A runbook with the parameters alone that come with a verb. */
export const givenOf = (book: Runbook, { parameters }: Deployment): Runbook =>
  withParameters(book, ({ name }) => !(name in parameters));

/** The form of a deployment as it was filled in. */
export interface EditInput {
  name: string;
  q: string;
  isEvery: boolean;
  values: Record<string, string>;
  pace: PaceInput;
  note: string;
}

export const editOf = (deployment: Deployment | undefined, q: string): EditInput =>
  deployment
    ? {
        name: deployment.name,
        q: deployment.q,
        isEvery: deployment.q === "",
        values: deployment.parameters,
        pace: inputOf(deployment.pace),
        note: deployment.note,
      }
    : { name: "", q, isEvery: false, values: {}, pace: noPace, note: "" };

export interface EditBody {
  name?: string;
  runbook: RunbookReference;
  q: string;
  parameters: Record<string, string>;
  pace: Pace;
  note: string;
}

/** The body of a write, or what is wrong with the fields. */
export function editBody(
  book: Runbook | undefined,
  input: EditInput,
  isNew: boolean,
): { body: EditBody | undefined; faults: Faults } {
  const stored = book && storedOf(book);
  const faults = valueFaults(stored, input.values);
  const pace = paceOf(input.pace, true, faults);
  if (!stored || input.name === "" || (input.q === "" && !input.isEvery) || Object.keys(faults).length > 0)
    return { body: undefined, faults };
  return {
    body: {
      ...(isNew && { name: input.name }),
      runbook: { name: stored.name, version: stored.version },
      q: input.q,
      parameters: valuesOf(stored, input.values),
      pace,
      note: input.note,
    },
    faults,
  };
}

/** The same by aops; undefined where it has no words for it. */
export function editLine(name: string, body: EditBody, isNew: boolean): string | undefined {
  const pace = paceWords(body.pace);
  if (!pace) return undefined;
  return line(
    "aops",
    "deployments",
    isNew ? "create" : "replace",
    name,
    "-q",
    body.q,
    "--runbook",
    `${body.runbook.name}@${body.runbook.version}`,
    ...valueWords(body.parameters),
    ...pace,
    ...(body.note ? ["--note", body.note] : []),
  );
}

export interface VerbBody {
  hosts?: readonly string[];
  parameters: Record<string, string>;
  check?: boolean;
  reason?: string;
}

/** The body of a verb, or what is wrong with the fields. */
export function verbBody(
  book: Runbook,
  hosts: readonly string[],
  input: { values: Record<string, string>; check: boolean; reason: string },
): { body: VerbBody | undefined; faults: Faults } {
  const faults = valueFaults(book, input.values);
  if (Object.keys(faults).length > 0) return { body: undefined, faults };
  return {
    body: {
      ...(hosts.length > 0 && { hosts }),
      parameters: valuesOf(book, input.values),
      ...(input.check && mayCheck(book) && { check: true }),
      ...(input.reason && { reason: input.reason }),
    },
    faults,
  };
}

/** The same by aops, without secret values; undefined where it would name too many hosts to be read. */
export function verbLine(name: string, verb: string, body: VerbBody): string | undefined {
  const hosts = hostWords(body.hosts ?? []);
  if (!hosts) return undefined;
  return line(
    "aops",
    "deployments",
    ...(commands.includes(verb) ? [verb, name] : ["do", name, verb]),
    ...hosts,
    ...valueWords(body.parameters),
    ...(body.check ? ["--check"] : []),
    ...(body.reason ? ["-m", body.reason] : []),
  );
}
