// Runs as rows, and the older ones by a button.
import type { ComponentChildren } from "preact";
import { get } from "../api/client.ts";
import type { Run, RunHost, RunList } from "../api/run-types.ts";
import { href } from "../app/router.ts";
import { Bar } from "../ui/bar.tsx";
import { useFurther } from "../ui/further.tsx";
import { Badge, Text, Time, now } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { endingOf, kindOfPhase, sharesOf, took, verdictOf } from "./phases.ts";

const pageRows = 50;

export function RunRows({
  state = "",
  host = "",
  deployment = "",
  empty,
}: {
  state?: string;
  host?: string;
  deployment?: string;
  /** What is shown where there is none. */
  empty: ComponentChildren;
}) {
  const key = `${state} ${host} ${deployment}`;
  const query = { state, host, deployment, limit: pageRows };
  const first = useResource(key, signal => get<RunList>("/api/v1/runs", query, signal), {
    pauseMilliseconds: 2000,
    // Between events of hosts that end, runs go on.
    everyMilliseconds: 10_000,
  });
  return (
    <Loaded of={first} rows={6}>
      {page => (page.runs.length === 0 ? empty : <Rows key={key} first={page} query={query} host={host} />)}
    </Loaded>
  );
}

const pageOf = ({ runs, next }: RunList) => ({ rows: runs, next });

function Rows({
  first,
  query,
  host,
}: {
  first: RunList;
  query: Record<string, string | number>;
  host: string;
}) {
  const [runs, more] = useFurther(
    pageOf(first),
    async cursor => pageOf(await get<RunList>("/api/v1/runs", { ...query, cursor })),
    "Older ones",
  );
  return (
    <>
      <Table
        label="Runs"
        name="stacked"
        titles={[
          "What",
          ...(host ? ["On this host", "Ended by"] : []),
          host ? "The run" : "State",
          "Hosts",
          "Started",
          "Took",
          "By",
        ]}>
        {runs.map(run => (
          <Row key={run.id} of={run} host={host} />
        ))}
      </Table>
      {more}
    </>
  );
}

const OnHost = ({ of }: { of: RunHost | undefined }) => (
  <>
    <td>
      {of && <Badge of={of.phase} kind={kindOfPhase(of.phase)} title={of.reason} />}
      {of?.reason && (
        <div class="soft">
          <Text of={of.reason} max={200} />
        </div>
      )}
    </td>
    <td class="nowrap">{of && <Text of={endingOf(of)} max={40} />}</td>
  </>
);

const Row = ({ of, host }: { of: Run; host: string }) => {
  const { word, kind } = verdictOf(of);
  const [started, ended] = of.onHost ? [of.onHost.startedAt, of.onHost.endedAt] : [of.createdAt, of.endedAt];
  return (
    <tr>
      <td class="strong named">
        <a href={href(["runs", of.id], host ? { tab: "log", host } : {})}>
          <Text of={of.what} max={120} />
        </a>
        {of.reason && (
          <div class="soft">
            <Text of={of.reason} max={120} />
          </div>
        )}
      </td>
      {host && <OnHost of={of.onHost} />}
      <td>
        <Badge of={word} kind={kind} />
      </td>
      <td class="wide">
        <Bar of={sharesOf(of.counts, phase => href(["runs", of.id], { phase }))} label={of.what} />
      </td>
      <td class="nowrap">
        <Time at={of.createdAt} />
      </td>
      <td class="nowrap">{took(started, ended, now.value)}</td>
      <td>
        <Text of={of.createdBy} max={60} />
      </td>
    </tr>
  );
};
