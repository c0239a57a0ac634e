// The log of all hosts, or of one, with how that one ended and what of its output is missing.
import { get } from "../api/client.ts";
import type { RunDetail, RunHost, RunHostList } from "../api/run-types.ts";
import { href, param } from "../app/router.ts";
import { bytes } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, now, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Log } from "./log.tsx";
import { endingOf, isOpen, kindOfPhase, took } from "./phases.ts";
import { useTicks } from "./ticks.ts";

export function LogTab({ of: { run }, path }: { of: RunDetail; path: string }) {
  const host = param("host");
  return host ? (
    <OfOne key={host} run={run.id} path={path} host={host} />
  ) : (
    <Card title="Log of all hosts">
      <Log key={run.id} path={path} hosts={run.hosts} />
      <Lines of={{ cli: line("aops", "runs", "watch", run.id), method: "GET", path: `${path}/log` }} />
    </Card>
  );
}

function OfOne({ run, path, host }: { run: string; path: string; host: string }) {
  const found = useResource(
    `${run} ${host}`,
    async signal => (await get<RunHostList>(`${path}/hosts`, { host }, signal)).hosts[0],
    { pauseMilliseconds: 1000 },
  );
  const one = found.data;
  useTicks(one !== undefined && isOpen(one.phase), found.reload);
  return (
    <Card
      title={
        <>
          Log of <Text of={one?.hostname ?? host} max={80} />
        </>
      }
      side={<a href={href(["runs", run], { tab: "log" })}>All hosts</a>}>
      <Loaded of={found} rows={2}>
        {() => one && <HostLine of={one} />}
      </Loaded>
      <Log path={path} hosts={1} host={host} hostname={one?.hostname ?? host} />
      <Lines
        of={{
          cli: line("aops", "runs", "log", run, host, "-f"),
          method: "GET",
          path: `${path}/hosts/${host}/log`,
        }}
      />
    </Card>
  );
}

const HostLine = ({ of }: { of: RunHost }) => (
  <>
    <p>
      <Badge of={of.phase} kind={kindOfPhase(of.phase)} />{" "}
      {[endingOf(of), of.startedAt && `took ${took(of.startedAt, of.endedAt, now.value)}`]
        .filter(Boolean)
        .join(", ")}{" "}
      <a href={href(["hosts", of.id])}>the host</a>
    </p>
    {of.reason && (
      <p>
        <Text of={of.reason} max={600} />
      </p>
    )}
    {of.outputMissing > 0 && (
      <p class="bad-text">
        {bytes(of.outputMissing)} of its output are missing: its own spool, or the quota of the server, was
        full. The log says where.
      </p>
    )}
    {!isOpen(of.phase) && !of.hasWholeOutput && (
      <p class="bad-text">It has ended, and some of its output has not come here yet.</p>
    )}
  </>
);
