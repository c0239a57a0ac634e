import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { liveness, onEvents } from "../api/stream.ts";
import { ApiProblem } from "../api/problem.ts";
import type { EventRecord, EventsReply } from "../api/types.ts";
import { change, param } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { QueryBar } from "../query/query-bar.tsx";
import { Lines } from "../ui/copy.tsx";
import { EventRows } from "../ui/event-rows.tsx";
import { ChoiceField } from "../ui/form.tsx";
import { Card, Empty, Fault, Head } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { saveAnswer } from "../ui/save.ts";

const rowsMax = 500;
const kinds = [
  "enrolled",
  "enrolment-pending",
  "enrolment-approved",
  "enrolment-refused",
  "cloned",
  "clone-pending",
  "identity-withheld",
  "same-machine",
  "two-instances",
  "removed",
  "online",
  "offline",
  "gone",
  "farewell",
  "version-changed",
  "upgrade",
  "sub-agent",
  "sub-agent-upgrade",
  "diverged",
  "fault",
  "command",
  "left-out",
  "desired",
  "labels",
  "group",
  "authority",
  "published",
  "repository",
  "backup",
  "access",
  "alert",
  "rollout",
  "freeze",
  "run",
  "schedule",
  "deployment",
];

export function Events() {
  const [q, kind] = [param("q"), param("kind")];
  const [isFollowing, setFollowing] = useState(true);
  const [live, setLive] = useState<EventRecord[]>([]);
  const key = `${kind} ${q}`;
  const page = useResource(
    key,
    signal => get<EventsReply>("/api/v1/events", { limit: rowsMax, kind, q }, signal),
    { isLive: isFollowing && q !== "" },
  );
  useEffect(() => setLive([]), [key]);
  // What comes is added by itself; events of a query are asked for again: the server alone knows its hosts.
  useEffect(
    () =>
      isFollowing && !q
        ? onEvents(events =>
            setLive(before =>
              [...before, ...events.filter(event => !kind || kind.split(",").includes(event.kind))].slice(
                -rowsMax,
              ),
            ),
          )
        : undefined,
    [isFollowing, q, kind],
  );
  const queryFault = ApiProblem.ofQuery(page.fault);
  return (
    <>
      <Head title="Events" sub={isFollowing && liveness.value === "live" ? "as they come" : ""}>
        <button type="button" aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)}>
          {isFollowing ? "Hold" : "Follow"}
        </button>
        <button type="button" onClick={() => void save(kind, q)}>
          All as NDJSON
        </button>
      </Head>
      <QueryBar q={q} fault={queryFault} submit={next => change({ q: next })} />
      <div class="fields">
        <ChoiceField
          label="Kind"
          id="event-kind"
          none="every kind"
          names={kinds}
          value={kind}
          choose={name => change({ kind: name })}
        />
      </div>
      <Card>
        {!queryFault && <Fault of={page.fault} />}
        <Loaded of={{ ...page, fault: undefined }} rows={10}>
          {({ events }) => {
            const rows = newest(events, live);
            return rows.length === 0 ? (
              <Empty title="No such event is stored.">
                <p>Choose another kind, or take the query away.</p>
              </Empty>
            ) : (
              <EventRows events={rows} />
            );
          }}
        </Loaded>
        <Lines
          of={{
            cli: line("aops", "events", "-f", ...(kind ? ["--kind", kind] : [])),
            method: "GET",
            path: `/api/v1/events?${new URLSearchParams({ ...(kind && { kind }), ...(q && { q }), limit: "100" })}`,
          }}
        />
      </Card>
    </>
  );
}

/** Both, the newest first; an event that was told of again is there once. */
export function newest(stored: readonly EventRecord[], live: readonly EventRecord[]): EventRecord[] {
  const byId = new Map([...stored, ...live].map(event => [event.id, event]));
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, rowsMax);
}

const save = (kind: string, q: string): Promise<void> =>
  saveAnswer("events.ndjson", "/api/v1/events", "application/x-ndjson", { kind, q, after: 0 });
