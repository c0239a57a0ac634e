// The signed runbooks: what each does and touches, and what it is told.
import { all } from "../api/client.ts";
import type { Runbook, RunbookParameter } from "../api/run-types.ts";
import { changing, may } from "../app/rights.tsx";
import { plainLog } from "../format/text.ts";
import { href, param } from "../app/router.ts";
import { isKind } from "../deployments/bodies.ts";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Head, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { RunTabs } from "./run-tabs.tsx";

export const readRunbooks = (): Promise<Runbook[]> => all<Runbook>("/api/v1/runbooks", "runbooks");

/** A runbook in one word, as the command line names it. */
export const nameOf = ({ name, version }: { name: string; version: string }): string => `${name}@${version}`;

export function Runbooks() {
  const books = useResource("runbooks", readRunbooks, { pauseMilliseconds: 15_000 });
  return (
    <>
      <Head title="Runbooks" sub="signed by the operator of the release repository" />
      <RunTabs at="runbooks" />
      <Loaded of={books} rows={6}>
        {found =>
          found.length === 0 ? (
            <Card>
              <Empty title="No runbook is published.">
                <p>
                  A runbook is a program with parameters that hosts run at the word of this server, as you
                  have signed it. Write one as a file, then:
                </p>
                <p class="mono">aops-release runbook add FILE --repo REPO --keys KEYS</p>
                <p>
                  and publish the repository, as for a release. It is on this page then, and under{" "}
                  <a href={href(["releases"])}>Releases</a> is how long its signature holds.
                </p>
              </Empty>
            </Card>
          ) : (
            <Books of={found} only={param("runbook")} />
          )
        }
      </Loaded>
      <Lines of={{ cli: "aops runbooks", method: "GET", path: "/api/v1/runbooks" }} />
    </>
  );
}

const Books = ({ of, only }: { of: readonly Runbook[]; only: string }) => {
  const books = of.filter(book => !only || nameOf(book) === only);
  return (
    <>
      {only && (
        <p>
          {books.length === 0 && (
            <>
              <Text of={only} max={120} /> is not published.{" "}
            </>
          )}
          <a href={href(["runs", "runbooks"])}>Every runbook</a>
        </p>
      )}
      {books.map(book => (
        <Book key={nameOf(book)} of={book} />
      ))}
    </>
  );
};

const Book = ({ of }: { of: Runbook }) => (
  <Card
    title={
      <>
        <Text of={of.title ?? of.name} max={120} />{" "}
        <span class="soft mono">
          <Text of={nameOf(of)} max={120} />
        </span>
      </>
    }
    side={
      !of.needsSignature &&
      !of.fault &&
      may(changing) && (
        <span class="buttons">
          {isKind(of) && (
            <a
              class="button"
              href={href(["deployments"], { new: "1", runbook: nameOf(of) })}
              aria-label={`New deployment of ${nameOf(of)}`}>
              New deployment…
            </a>
          )}
          <a
            class="button"
            href={href(["runs"], { new: "1", runbook: nameOf(of) })}
            aria-label={`Run ${nameOf(of)}`}>
            Run…
          </a>
        </span>
      )
    }>
    {of.fault && (
      <p>
        <Badge of="not here" kind="bad" /> <Text of={of.fault} max={400} />
      </p>
    )}
    {of.needsSignature && (
      <p>
        <Badge of="needs a signature" kind="warn" /> The word of this server is not enough for it: it is
        signed and started by <code>aops run --sign-key KEY --runbook {nameOf(of)}</code>.
      </p>
    )}
    {of.playbook && (
      <p>
        <Badge of="playbook" /> of Ansible.{" "}
        {of.playbook.mayCheck
          ? "A run of it may only look at what it would change: "
          : "It has no check; what it did last is under "}
        <a href={href(["runs", "drift"], { playbook: of.name })}>its drift</a>.
      </p>
    )}
    {of.description && (
      <p class="prose">
        <bdi>{plainLog(of.description, 4096)}</bdi>
      </p>
    )}
    {of.parameters.length > 0 && (
      <Table
        label={`Parameters of ${nameOf(of)}`}
        titles={["Parameter", "What it is", "Takes", "Without it"]}>
        {of.parameters.map(parameter => (
          <tr key={parameter.name}>
            <td class="mono strong">{parameter.name}</td>
            <td>
              <Text of={parameter.description} max={400} />
            </td>
            <td class="mono">
              <Text of={takes(parameter)} max={400} />
            </td>
            <td>
              {parameter.isRequired ? (
                "it is required"
              ) : parameter.default !== undefined ? (
                <span class="mono">
                  <Text of={parameter.default} max={200} />
                </span>
              ) : (
                <span class="soft">it is left out</span>
              )}
            </td>
          </tr>
        ))}
      </Table>
    )}
  </Card>
);

/** What a parameter may be, in a line. */
export const takes = ({ values, pattern, type, isSecret }: RunbookParameter): string =>
  `${values ? values.join(" | ") : (pattern ?? type ?? "")}${isSecret ? " (secret)" : ""}`;
