// What hosts do by their own code, as the form of a run shows it: beside runbooks, with parameters of the
// same kind.
import type { Runbook, RunbookParameter } from "../api/run-types.ts";

const name = (description: string, isRequired: boolean): RunbookParameter => ({
  name: "subAgent",
  description,
  isRequired,
  isSecret: false,
});

const action = (
  kind: string,
  title: string,
  description: string,
  parameters: RunbookParameter[] = [],
): Runbook => ({
  name: kind,
  version: "",
  title,
  description,
  needsSignature: false,
  parameters,
});

export const actions: readonly Runbook[] = [
  action("restart-sub-agent", "Restart a sub-agent", "The sub-agent is stopped and started.", [
    name("The sub-agent.", true),
  ]),
  action("restart-agent", "Restart the agent", "aops-spm is restarted. Sub-agents keep running."),
  action("collect-log", "Collect a log", "The last lines of a log become the output of the run.", [
    name("Whose log: a sub-agent, spm or spa; that of spm where it is empty.", false),
    {
      name: "lines",
      description: "How many of the last lines.",
      isRequired: false,
      isSecret: false,
      default: "200",
      pattern: "[0-9]{1,5}",
    },
  ]),
  action("rollback", "Roll the suite back", "The suite returns to the version that it had before."),
];

/** Whether it is one of these, and no runbook. */
export const isAction = (book: Runbook): boolean => actions.includes(book);

/** It as a request has it. */
export const actionBody = (book: Runbook, values: Record<string, string>): Record<string, unknown> => ({
  kind: book.name,
  ...(values["subAgent"] && { subAgent: values["subAgent"] }),
  ...(values["lines"] && { lines: Number(values["lines"]) }),
});
