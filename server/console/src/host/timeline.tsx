import { get } from "../api/client.ts";
import type { Timeline } from "../api/types.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { EventRows } from "../ui/event-rows.tsx";
import { useFurther } from "../ui/further.tsx";
import { Card, Empty } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";

const pageRows = 50;

const pageOf = ({ events, next }: Timeline) => ({ rows: events, next });

/** What happened to a host and what operators did to it, the newest first. */
export function TimelineView({ id }: { id: string }) {
  const path = `/api/v1/hosts/${encodeURIComponent(id)}/timeline`;
  const first = useResource(id, signal => get<Timeline>(path, { limit: pageRows }, signal));
  return (
    <Card>
      <Loaded of={first} rows={8}>
        {page =>
          page.events.length === 0 ? (
            <Empty title="Nothing has happened to this host yet." />
          ) : (
            <Rows key={id} first={page} path={path} />
          )
        }
      </Loaded>
      <Lines of={{ cli: line("aops", "hosts", "timeline", id), method: "GET", path }} />
    </Card>
  );
}

function Rows({ first, path }: { first: Timeline; path: string }) {
  const [events, more] = useFurther(
    pageOf(first),
    async cursor => pageOf(await get<Timeline>(path, { limit: pageRows, cursor })),
    "Older ones",
  );
  return (
    <>
      <EventRows events={events} isOfOneHost />
      {more}
    </>
  );
}
