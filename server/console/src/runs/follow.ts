// The output of a run as it comes: one stream for all of its hosts.
import { send } from "../api/client.ts";
import type { MergedPiece } from "../api/run-types.ts";
import { ApiProblem } from "../api/problem.ts";
import { messagesOf } from "../api/stream-reader.ts";
import type { LogBuffer } from "./log-buffer.ts";

export type FollowState = "live" | "lost" | "whole";

/** Where a log that is followed is shown. */
export interface LogFeed {
  /** Begins again, without what was there. */
  begin: () => void;
  add: (write: (buffer: LogBuffer) => void) => void;
  tell: (state: FollowState) => void;
}

const retryMilliseconds = 3000;
const tailBytesMax = 256 * 1024;
const tailBytesOfAll = 1024 * 1024;

/** Hosts whose output a stream has. */
export const hostsMax = 100;

/** About how much of each host is asked for of what is there already. */
export const tailOf = (hosts: number, runs = 1): number =>
  Math.min(tailBytesMax, Math.ceil(tailBytesOfAll / runs / Math.min(Math.max(hosts, 1), hostsMax)));

/**
 * Follows a log to its end. A stream that broke is begun again.
 * @param read Reads it once; whether it was read to its end.
 * @throws ApiProblem The server refuses it.
 */
export async function follow(stop: AbortSignal, feed: LogFeed, read: () => Promise<boolean>): Promise<void> {
  while (!stop.aborted) {
    try {
      if (await read()) return feed.tell("whole");
    } catch (fault) {
      if (stop.aborted) return;
      if (fault instanceof ApiProblem && fault.status >= 400 && fault.status < 500) throw fault;
    }
    if (stop.aborted) return;
    feed.tell("lost");
    await new Promise(resolve => setTimeout(resolve, retryMilliseconds));
  }
}

/** Follows the log of a run, of all hosts or of one. @throws ApiProblem The server refuses it. */
export const followRun = (
  path: string,
  query: { host: string | undefined; tail: number },
  stop: AbortSignal,
  feed: LogFeed,
): Promise<void> =>
  follow(stop, feed, async () => {
    const response = await open(path, query, stop);
    feed.begin();
    feed.tell("live");
    return await drain(response, feed);
  });

/** Asks for a log as it comes. */
export const open = (
  path: string,
  query: { host: string | undefined; tail: number },
  stop: AbortSignal,
): Promise<Response> => send("GET", path, { accept: "text/event-stream", query, signal: stop });

/** Reads the log of a run; whether it came to its end. */
export async function drain(response: Response, feed: LogFeed): Promise<boolean> {
  for await (const messages of messagesOf(response)) {
    const pieces = messages.map(message => JSON.parse(message.data) as MergedPiece);
    if (pieces.length > 0) feed.add(buffer => pieces.forEach(piece => buffer.add(piece)));
    if (pieces.some(piece => piece.is_final)) return true;
  }
  return false;
}
