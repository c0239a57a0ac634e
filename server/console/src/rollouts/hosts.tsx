// The hosts of a rollout by their state, each with its why.
import { get } from "../api/client.ts";
import type { RolloutDetail, RolloutHost } from "../api/rollout-types.ts";
import { href, param } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { useFurther } from "../ui/further.tsx";
import { Badge, Card, Empty, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { StateTabs } from "../ui/tabs.tsx";
import { kindOfHost } from "./progress.ts";

const pageRows = 50;

interface Page {
  hosts: RolloutHost[];
  next?: string;
}

const pageOf = ({ hosts, next }: Page) => ({ rows: hosts, next });

export function RolloutHosts({ id, of }: { id: string; of: RolloutDetail }) {
  const path = `/api/v1/rollouts/${encodeURIComponent(id)}/hosts`;
  const state = param("state");
  const key = `${id} ${state}`;
  const first = useResource(key, signal => get<Page>(path, { state, limit: pageRows }, signal), {
    pauseMilliseconds: 2000,
  });
  return (
    <Card title="Hosts">
      <StateTabs
        all={Object.values(of.rollout.counts).reduce((sum, hosts) => sum + hosts, 0)}
        states={Object.entries(of.rollout.counts).filter(([, hosts]) => hosts > 0)}
        shown={state}
      />
      <Loaded of={first} rows={6}>
        {page =>
          page.hosts.length === 0 ? (
            <Empty title="No host is in this state." />
          ) : (
            <Rows key={key} first={page} path={path} state={state} />
          )
        }
      </Loaded>
      <Lines
        of={{
          cli: line("aops", "rollout", "hosts", id, ...(state ? ["--state", state] : [])),
          method: "GET",
          path: state ? `${path}?state=${state}` : path,
        }}
      />
    </Card>
  );
}

function Rows({ first, path, state }: { first: Page; path: string; state: string }) {
  const [hosts, more] = useFurther(
    pageOf(first),
    async cursor => pageOf(await get<Page>(path, { state, limit: pageRows, cursor })),
    "More hosts",
  );
  return (
    <>
      <Table label="Hosts" titles={["Host", "State", "Why", "Stage", "Since", "System"]}>
        {hosts.map(host => (
          <tr key={host.id}>
            <td>
              <a href={href(["hosts", host.id])}>
                <Text of={host.hostname ?? host.id} max={80} />
              </a>
              {host.isCanary && (
                <>
                  {" "}
                  <Badge of="canary" kind="idle" />
                </>
              )}
            </td>
            <td>
              <Badge of={host.state} kind={kindOfHost(host.state)} />
              {host.percent !== undefined && <div class="soft">{host.percent} %</div>}
            </td>
            <td class="wide">
              <Text of={host.why} max={400} />
              {host.cause && <div class="soft">hindered by the {host.cause}</div>}
              {host.attempt > 1 && <div class="soft">ordered {host.attempt} times</div>}
            </td>
            <td>
              <Text of={host.stage} max={80} />
            </td>
            <td class="nowrap">
              <Time at={host.since} />
            </td>
            <td class="soft">
              <Text
                of={[host.distribution, host.kernel, host.architecture].filter(Boolean).join(", ")}
                max={160}
              />
            </td>
          </tr>
        ))}
      </Table>
      {more}
    </>
  );
}
