// What the fleet is now, and what needs an operator. Every number leads to the hosts that it counts.
import { get } from "../api/client.ts";
import type { Alert } from "../api/alert-types.ts";
import type { Deployment } from "../api/deployment-types.ts";
import type { Rollout } from "../api/rollout-types.ts";
import type { Run } from "../api/run-types.ts";
import { changing, may, reading, readingFleet, type RightNeed } from "../app/rights.tsx";
import type { Approval, Consent, EventsReply, FacetReply, OperationList, ReleaseList } from "../api/types.ts";
import { href, hostsOf } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import { FirstHost } from "../hosts/first-host.tsx";
import { Lines } from "../ui/copy.tsx";
import { EventRows } from "../ui/event-rows.tsx";
import { Badge, Card, Empty, Head, Text, now } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Activity } from "./activity.tsx";
import { needs, type Need } from "./needs.ts";
import { Running } from "./running.tsx";

const eventsOfChart = 1000;
const eventsShown = 12;

interface Fleet {
  facets: FacetReply;
  faulty: number;
  releases: ReleaseList;
  running: OperationList;
  waiting: Consent[];
  clones: Consent[];
  approvals: Approval[];
  alerts: Alert[];
  halted: Rollout[];
  deployments: Deployment[];
  rollouts: Rollout[];
  runs: Run[];
}

// A list that the actor may not read is empty: what waits there waits for others.
const listFor = async <T,>(
  need: RightNeed,
  path: string,
  rows: string,
  signal: AbortSignal,
  state?: string,
): Promise<T[]> =>
  may(need) ? ((await get<Record<string, T[]>>(path, { limit: 1000, state }, signal))[rows] ?? []) : [];

async function readFleet(signal: AbortSignal): Promise<Fleet> {
  const [
    facets,
    faulty,
    releases,
    running,
    waiting,
    clones,
    approvals,
    alerts,
    halted,
    deployments,
    rollouts,
    runs,
  ] = await Promise.all([
    get<FacetReply>("/api/v1/hosts/facets", { by: "state,version,standing,upgrade" }, signal),
    get<FacetReply>("/api/v1/hosts/facets", { q: "faults>0", by: "state" }, signal),
    get<ReleaseList>("/api/v1/releases", { limit: 1 }, signal),
    get<OperationList>("/api/v1/operations", { state: "running", limit: 20 }, signal),
    listFor<Consent>(readingFleet, "/api/v1/enrolments", "enrolments", signal),
    listFor<Consent>(readingFleet, "/api/v1/clones", "clones", signal),
    listFor<Approval>(changing, "/api/v1/approvals", "approvals", signal),
    listFor<Alert>(readingFleet, "/api/v1/alerts", "alerts", signal, "firing"),
    listFor<Rollout>(reading, "/api/v1/rollouts", "rollouts", signal, "halted"),
    listFor<Deployment>(reading, "/api/v1/deployments", "deployments", signal),
    listFor<Rollout>(reading, "/api/v1/rollouts", "rollouts", signal, "running"),
    listFor<Run>(reading, "/api/v1/runs", "runs", signal, "running"),
  ]);
  return {
    facets,
    faulty: faulty.count,
    releases,
    running,
    waiting,
    clones,
    approvals,
    alerts,
    halted,
    deployments,
    rollouts,
    runs,
  };
}

export function Overview() {
  const fleet = useResource("fleet", readFleet);
  const events = useResource(
    "events",
    signal => get<EventsReply>("/api/v1/events", { limit: eventsOfChart }, signal),
    { pauseMilliseconds: 10_000 },
  );
  return (
    <>
      <Head title="Overview" sub={fleet.data ? `${many(fleet.data.facets.count, "host")}` : ""} />
      <Loaded of={fleet} rows={5}>
        {data =>
          data.facets.count === 0 ? (
            <Card>
              <FirstHost />
            </Card>
          ) : (
            <>
              <Tiles of={data} />
              <Needs
                of={needs({
                  releases: data.releases,
                  waiting: data.waiting,
                  clones: data.clones,
                  approvals: data.approvals,
                  alerts: data.alerts,
                  halted: data.halted,
                  deployments: data.deployments,
                  facets: data.facets,
                  faulty: data.faulty,
                  now: now.value,
                })}
              />
              <div class="columns">
                <Share title="Versions" field="version" of={data.facets} />
                <Running of={data} />
              </div>
            </>
          )
        }
      </Loaded>
      {/* What is above is there first, so that this does not jump. */}
      {(fleet.data || fleet.fault) && (
        <>
          <Loaded of={events} rows={6}>
            {({ events: found }) =>
              found.length === 0 ? (
                <Card title="What happened">
                  <Empty title="Nothing has happened yet." />
                </Card>
              ) : (
                <Card title="What happened" side={<a href={href(["events"])}>all events</a>}>
                  <Activity events={found} />
                  <EventRows events={[...found].reverse().slice(0, eventsShown)} />
                </Card>
              )
            }
          </Loaded>
          <Lines
            of={{
              cli: "aops hosts facets --by state,version,standing,upgrade",
              method: "GET",
              path: "/api/v1/hosts/facets?by=state,version,standing,upgrade",
            }}
          />
        </>
      )}
    </>
  );
}

const states = ["online", "late", "offline", "gone", "unknown", "never", "stopped", "uninstalled"];

function Tiles({ of }: { of: Fleet }) {
  const state = of.facets.facets.find(facet => facet.field === "state")?.values ?? [];
  const shown = states.flatMap(name => state.filter(value => value.value === name));
  return (
    <div class="tiles">
      <a class="tile" href={href(["hosts"])}>
        <span class="tile-value">{count(of.facets.count)}</span>
        <span>hosts</span>
      </a>
      {shown.map(value => (
        <a class="tile" key={value.value} href={hostsOf(value.q)}>
          <span class="tile-value">{count(value.count)}</span>
          <Badge of={value.value} />
        </a>
      ))}
      <a class="tile" href={hostsOf("faults>0")}>
        <span class={`tile-value ${of.faulty ? "bad-text" : ""}`}>{count(of.faulty)}</span>
        <span>with faults</span>
      </a>
    </div>
  );
}

const Needs = ({ of }: { of: Need[] }) => (
  <Card title="What needs you">
    {of.length === 0 ? (
      <p>
        <Badge of="nothing" kind="good" /> No fault, nothing waits for a decision, and releases are fresh.
      </p>
    ) : (
      <ul class="plain needs">
        {of.map(need => (
          <li key={need.text}>
            <Badge of={need.level === "bad" ? "now" : "soon"} kind={need.level} />{" "}
            <a href={need.href}>
              <Text of={need.text} />
            </a>
            <span class="soft"> {need.hint}</span>
          </li>
        ))}
      </ul>
    )}
  </Card>
);

function Share({ title, field, of }: { title: string; field: string; of: FacetReply }) {
  const values = of.facets.find(facet => facet.field === field)?.values ?? [];
  return (
    <Card title={title}>
      <ul class="plain shares">
        {values.slice(0, 8).map(value => (
          <li key={value.value}>
            <a class="mono" href={hostsOf(value.q)}>
              <Text of={value.value || "none reported"} max={60} />
            </a>
            <progress
              max={of.count}
              value={value.count}
              aria-label={`${value.value}: ${value.count} of ${of.count}`}
            />
            <a
              class="number"
              href={hostsOf(value.q)}
              aria-label={`${count(value.count)} hosts: ${value.value}`}>
              {count(value.count)}
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
