// The output of a run as it comes: one stream for all of its hosts.
import { send } from "../api/client.ts";
import type { MergedPiece } from "../api/run-types.ts";
import { ApiProblem } from "../api/problem.ts";
import { messagesOf } from "../api/stream-reader.ts";

export type FollowState = "live" | "lost" | "whole";

const retryMilliseconds = 3000;

/**
 * Follows it to its end. A stream that broke is begun again, from the end of what is there then.
 * @param begin Called before the first piece of each stream.
 * @throws ApiProblem The server refuses it.
 */
export async function followLog(
  path: string,
  query: { host: string | undefined; tail: number },
  stop: AbortSignal,
  begin: () => void,
  take: (pieces: readonly MergedPiece[]) => void,
  tell: (state: FollowState) => void,
): Promise<void> {
  while (!stop.aborted) {
    try {
      const response = await send("GET", path, { accept: "text/event-stream", query, signal: stop });
      begin();
      tell("live");
      if (await drain(response, take)) return tell("whole");
    } catch (fault) {
      if (stop.aborted) return;
      if (fault instanceof ApiProblem && fault.status >= 400 && fault.status < 500) throw fault;
    }
    if (stop.aborted) return;
    tell("lost");
    await new Promise(resolve => setTimeout(resolve, retryMilliseconds));
  }
}

async function drain(response: Response, take: (pieces: readonly MergedPiece[]) => void): Promise<boolean> {
  for await (const messages of messagesOf(response)) {
    const pieces = messages.map(message => JSON.parse(message.data) as MergedPiece);
    take(pieces);
    if (pieces.some(piece => piece.is_final)) return true;
  }
  return false;
}
