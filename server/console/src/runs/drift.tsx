// Drift: which hosts differ from what a playbook would make of them, and in what.
import { address, get } from "../api/client.ts";
import type { Drift, DriftCount, DriftList } from "../api/drift-types.ts";
import { changing, may } from "../app/rights.tsx";
import { change, href, param } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { useFurther } from "../ui/further.tsx";
import { Badge, Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { RunTabs } from "./run-tabs.tsx";
import { Tasks } from "./tasks.tsx";

const path = "/api/v1/drift";
const pageRows = 100;

export function DriftPage() {
  const filter = { playbook: param("playbook"), state: param("state"), host: param("host") };
  const query = { ...filter, limit: pageRows };
  const key = JSON.stringify(filter);
  const first = useResource(key, signal => get<DriftList>(path, { ...query, count: true }, signal), {
    pauseMilliseconds: 5000,
  });
  const option = (name: string, value: string) => (value ? [name, value] : []);
  return (
    <>
      <Head title="Drift" sub="what playbooks would change on hosts, as their last run told" />
      <RunTabs at="drift" />
      <Loaded of={first} rows={6}>
        {page =>
          page.playbooks?.length === 0 ? (
            <Card>
              <NoDrift />
            </Card>
          ) : (
            <>
              <Playbooks of={page.playbooks ?? []} />
              <Card title="Hosts">
                <Filters {...filter} />
                {page.drift.length === 0 ? (
                  <Empty title={filter.state === "drifted" ? "No host has drifted." : "No such host."} />
                ) : (
                  <Rows key={key} first={page} query={query} />
                )}
              </Card>
            </>
          )
        }
      </Loaded>
      <Lines
        of={{
          cli: line(
            "aops",
            "playbooks",
            "drift",
            ...option("--playbook", filter.playbook),
            ...option("--host", filter.host),
            ...option("--state", filter.state),
          ),
          method: "GET",
          path: address(path, filter),
        }}
      />
    </>
  );
}

const NoDrift = () => (
  <Empty title="No playbook has told of a host yet.">
    <p>
      A run of a playbook with <em>check only</em> changes nothing, and tells which tasks would change
      something on each host: its drift. One without it, that nothing drifts any more.
    </p>
    <p>
      <a href={href(["runs"], { new: "1" })}>Start one</a> of a playbook under{" "}
      <a href={href(["runs", "runbooks"])}>Runbooks</a>; every night by{" "}
      <code>aops schedules create NAME --cron '0 2 * * *' -q QUERY --runbook NAME@VERSION --check</code>.
    </p>
  </Empty>
);

/** Each playbook with its hosts by state; each number leads to them. */
const Playbooks = ({ of }: { of: readonly DriftCount[] }) => (
  <Card title="Playbooks">
    <Table label="Playbooks" titles={["Playbook", "Drifted", "In sync"]}>
      {of.map(({ playbook, drifted, inSync }) => (
        <tr key={playbook}>
          <td class="strong mono">
            <a href={href(["runs", "drift"], { playbook })}>
              <Text of={playbook} max={80} />
            </a>
          </td>
          <td>
            <a
              class={drifted > 0 ? "bad-text" : ""}
              href={href(["runs", "drift"], { playbook, state: "drifted" })}>
              {many(drifted, "host")}
            </a>
          </td>
          <td>
            <a href={href(["runs", "drift"], { playbook, state: "in-sync" })}>{many(inSync, "host")}</a>
          </td>
        </tr>
      ))}
    </Table>
  </Card>
);

const Filters = ({ playbook, state, host }: { playbook: string; state: string; host: string }) => (
  <div class="tabs small">
    {["", "drifted", "in-sync"].map(name => (
      <button
        key={name}
        type="button"
        aria-pressed={state === name}
        onClick={() => change({ state: name || undefined }, true)}>
        {name || "all"}
      </button>
    ))}
    {playbook && (
      <button type="button" aria-pressed onClick={() => change({ playbook: undefined }, true)}>
        of <Text of={playbook} max={60} /> ✕
      </button>
    )}
    {host && (
      <button type="button" aria-pressed onClick={() => change({ host: undefined }, true)}>
        of one host ✕
      </button>
    )}
  </div>
);

const pageOf = ({ drift, next }: DriftList) => ({
  rows: drift.map(one => ({ ...one, id: `${one.playbook}/${one.host}` })),
  next,
});

function Rows({ first, query }: { first: DriftList; query: Record<string, string | number> }) {
  const [rows, more] = useFurther(
    pageOf(first),
    async cursor => pageOf(await get<DriftList>(path, { ...query, cursor })),
    "More hosts",
  );
  return (
    <>
      <Table
        label="Hosts by playbook"
        titles={["Host", "Playbook", "State", "What would change", "Checked", "Applied", "Run"]}>
        {rows.map(row => (
          <Row key={row.id} of={row} />
        ))}
      </Table>
      {more}
    </>
  );
}

const Row = ({ of }: { of: Drift }) => (
  <tr>
    <td class="strong named">
      <a href={href(["hosts", of.host])}>
        <Text of={of.hostname || of.host} max={80} />
      </a>
    </td>
    <td class="mono">
      <a href={href(["runs", "runbooks"], { runbook: `${of.playbook}@${of.version}` })}>
        <Text of={`${of.playbook}@${of.version}`} max={80} />
      </a>
    </td>
    <td>{of.drifted > 0 ? <Badge of="drifted" kind="bad" /> : <Badge of="in sync" kind="good" />}</td>
    <td class="wide">
      {of.drifted > 0 ? (
        <details>
          <summary>{many(of.drifted, "task")} would change something</summary>
          <Tasks of={of.tasks} />
          {of.drifted > of.tasks.length && (
            <p class="soft">{count(of.drifted - of.tasks.length)} more; the log of the run has them all.</p>
          )}
          {may(changing) && (
            <p>
              <a
                href={href(["runs"], {
                  new: "1",
                  q: `id=${of.host}`,
                  runbook: `${of.playbook}@${of.version}`,
                })}>
                Apply it on this host
              </a>
            </p>
          )}
        </details>
      ) : of.appliedAt && (!of.checkedAt || of.appliedAt > of.checkedAt) ? (
        "Nothing: it was applied."
      ) : (
        "Nothing: a check found no difference."
      )}
    </td>
    <td class="nowrap">
      <Time at={of.checkedAt} />
    </td>
    <td class="nowrap">
      <Time at={of.appliedAt} />
    </td>
    <td class="nowrap">
      <a
        href={href(["runs", of.run], { tab: "log", host: of.host })}
        aria-label={`log of ${of.playbook} on ${of.hostname || of.host}`}>
        log
      </a>
    </td>
  </tr>
);
