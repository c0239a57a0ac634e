// The hosts of a run, each with how it ended; by phase, or by equal output.
import { address, get } from "../api/client.ts";
import type { RunDetail, RunHost, RunHostList } from "../api/run-types.ts";
import { change, href, param } from "../app/router.ts";
import { bytes, count } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { useFurther } from "../ui/further.tsx";
import { Badge, Card, Empty, now, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { endingOf, isOver, kindOfPhase, phasesOf, took } from "./phases.ts";
import { DoneTasks } from "./tasks.tsx";
import { useTicks } from "./ticks.ts";

const pageRows = 100;

const pageOf = ({ hosts, next }: RunHostList) => ({ rows: hosts, next });

export function RunHosts({ of: { run }, path: runPath }: { of: RunDetail; path: string }) {
  const path = `${runPath}/hosts`;
  const [phase, digest] = [param("phase"), param("digest")];
  const key = `${run.id} ${phase} ${digest}`;
  const query = { phase, digest, limit: pageRows };
  const first = useResource(key, signal => get<RunHostList>(path, query, signal), {
    pauseMilliseconds: 1000,
  });
  useTicks(!isOver(run), first.reload);
  return (
    <Card title="Hosts">
      <div class="tabs small">
        <button type="button" aria-pressed={!phase && !digest} onClick={() => filter("")}>
          all {count(run.hosts)}
        </button>
        {phasesOf(run.counts).map(([name, hosts]) => (
          <button key={name} type="button" aria-pressed={phase === name} onClick={() => filter(name)}>
            {name} {count(hosts)}
          </button>
        ))}
        {digest && (
          <button type="button" aria-pressed onClick={() => filter("")}>
            with the output {digest.slice(0, 12)} ✕
          </button>
        )}
      </div>
      <Loaded of={first} rows={6}>
        {page =>
          page.hosts.length === 0 ? (
            <Empty title="No host of the run is in this phase now." />
          ) : (
            <Rows key={key} first={page} path={path} query={query} run={run.id} />
          )
        }
      </Loaded>
      <Lines
        of={{
          cli: digest
            ? undefined
            : line("aops", "runs", "hosts", run.id, ...(phase ? ["--phase", phase] : [])),
          method: "GET",
          path: address(path, { phase, digest }),
        }}
      />
    </Card>
  );
}

const filter = (phase: string) => change({ phase, digest: undefined }, true);

function Rows({
  first,
  path,
  query,
  run,
}: {
  first: RunHostList;
  path: string;
  query: Record<string, string | number>;
  run: string;
}) {
  const [hosts, more] = useFurther(
    pageOf(first),
    async cursor => pageOf(await get<RunHostList>(path, { ...query, cursor })),
    "More hosts",
  );
  return (
    <>
      <Table
        label="Hosts of the run"
        titles={["Host", "Phase", "Ended by", "Took", "Output", "Peak memory", "CPU", "Since"]}>
        {hosts.map(host => (
          <Row key={host.id} of={host} run={run} />
        ))}
      </Table>
      {more}
    </>
  );
}

const Row = ({ of, run }: { of: RunHost; run: string }) => (
  <tr>
    <td class="strong named">
      <a href={href(["hosts", of.id])}>
        <Text of={of.hostname || of.id} max={80} />
      </a>
    </td>
    <td>
      <Badge of={of.phase} kind={kindOfPhase(of.phase)} />
      {of.reason && (
        <div class="soft">
          <Text of={of.reason} max={300} />
        </div>
      )}
      {of.playbook && <DoneTasks of={of.playbook} />}
      {!of.isTold && of.phase === "unknown" && <div class="soft">the host did not say how it ended</div>}
    </td>
    <td class="nowrap">
      <Text of={endingOf(of)} max={40} />
    </td>
    <td class="nowrap">{took(of.startedAt, of.endedAt, now.value)}</td>
    <td class="nowrap">
      {of.startedAt || of.outputBytes > 0 ? (
        <a
          href={href(["runs", run], { tab: "log", host: of.id })}
          aria-label={`${bytes(of.outputBytes)}: log of ${of.hostname || of.id}`}>
          {bytes(of.outputBytes)}
        </a>
      ) : (
        ""
      )}
      {of.outputMissing > 0 && <div class="bad-text">{bytes(of.outputMissing)} missing</div>}
    </td>
    <td class="nowrap">{of.memoryPeakBytes > 0 ? bytes(of.memoryPeakBytes) : ""}</td>
    <td class="nowrap">{of.startedAt && of.endedAt ? `${(of.cpuMilliseconds / 1000).toFixed(1)} s` : ""}</td>
    <td class="nowrap">
      <Time at={of.since} />
    </td>
  </tr>
);
