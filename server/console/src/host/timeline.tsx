import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { EventRecord, Timeline } from "../api/types.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { EventRows } from "../ui/event-rows.tsx";
import { Card, Empty, Fault } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";

const pageRows = 50;

/** What happened to a host and what operators did to it, the newest first. */
export function TimelineView({ id }: { id: string }) {
  const path = `/api/v1/hosts/${encodeURIComponent(id)}/timeline`;
  const [older, setOlder] = useState<{ events: EventRecord[]; next: string | undefined }>();
  const [fault, attempt] = useAttempt();
  const first = useResource(id, signal => get<Timeline>(path, { limit: pageRows }, signal));
  const more = (cursor: string) =>
    attempt(async () => {
      const page = await get<Timeline>(path, { limit: pageRows, cursor });
      setOlder({ events: [...(older?.events ?? []), ...page.events], next: page.next });
    });
  return (
    <Card>
      <Loaded of={first} rows={8}>
        {page => {
          const seen = new Set(page.events.map(event => event.id));
          const events = [...page.events, ...(older?.events ?? []).filter(event => !seen.has(event.id))];
          const next = older ? older.next : page.next;
          return events.length === 0 ? (
            <Empty title="Nothing has happened to this host yet." />
          ) : (
            <>
              <EventRows events={events} isOfOneHost />
              {next && (
                <button type="button" onClick={() => void more(next)}>
                  Older ones
                </button>
              )}
            </>
          );
        }}
      </Loaded>
      <Fault of={fault} />
      <Lines of={{ cli: line("aops", "hosts", "timeline", id), method: "GET", path }} />
    </Card>
  );
}
