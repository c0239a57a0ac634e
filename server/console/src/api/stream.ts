// The event log as it comes (server-sent events over fetch, so that any kind of session can follow it).
import { signal } from "@preact/signals";
import type { EventRecord } from "./types.ts";
import { send } from "./client.ts";
import { ApiProblem } from "./problem.ts";
import { messagesOf } from "./stream-reader.ts";

export type Liveness = "connecting" | "live" | "lost";

/** Whether events arrive. */
export const liveness = signal<Liveness>("connecting");
/** Grows with every batch of events: what is shown may be stale. */
const changes = signal(0);

/** Calls back when what is shown may be stale, from the next change on; returns what ends it. */
export function onChange(listener: () => void): () => void {
  let isFirst = true;
  return changes.subscribe(() => {
    // A signal tells its value at once.
    if (isFirst) isFirst = false;
    else listener();
  });
}

const listeners = new Set<(events: EventRecord[]) => void>();
const retryMilliseconds = 3000;

/** Calls back with events as they come; returns what ends it. */
export function onEvents(listener: (events: EventRecord[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Follows the log until the signal is aborted; a broken stream is begun again where it ended. */
export async function follow(stop: AbortSignal): Promise<void> {
  let after: string | undefined;
  while (!stop.aborted) {
    try {
      const response = await send("GET", "/api/v1/events", {
        accept: "text/event-stream",
        signal: stop,
        query: { after },
      });
      liveness.value = "live";
      // What happened while the stream was broken is shown, too.
      changes.value++;
      after = (await drain(response, after)) ?? after;
    } catch (fault) {
      if (stop.aborted || (fault instanceof ApiProblem && fault.status === 401)) return;
    }
    if (stop.aborted) return;
    liveness.value = "lost";
    await new Promise(resolve => setTimeout(resolve, retryMilliseconds));
  }
}

async function drain(response: Response, after: string | undefined): Promise<string | undefined> {
  let last = after;
  try {
    for await (const messages of messagesOf(response)) {
      if (messages.length === 0) continue;
      for (const message of messages) last = message.id ?? last;
      const events = messages.map(message => JSON.parse(message.data) as EventRecord);
      changes.value++;
      for (const listener of listeners) listener(events);
    }
  } catch {
    // It broke; what was told until then is known.
  }
  return last;
}
