// The requests of an action: a dry run of them is the preview, and what was previewed is what is acted on.
import { ask } from "../api/client.ts";
import type { BatchReply, BulkReply } from "../api/types.ts";
import { batchBody, parseLabels, type Action, type ActionInput } from "./actions.ts";
import { batchOf, queriesOf, type Target } from "./target.ts";

export type Reply = { kind: "batch"; reply: BatchReply } | { kind: "bulk"; replies: BulkReply[] };

/** How many hosts were named, or the queries have. */
export const countOf = (reply: Reply): number =>
  reply.kind === "batch" ? reply.reply.count : reply.replies.reduce((sum, one) => sum + one.count, 0);
/** On how many it is done. */
export const effectOf = (reply: Reply): number =>
  reply.kind === "batch" ? reply.reply.accepted : countOf(reply);

export interface Call {
  path: string;
  body: Record<string, unknown>;
  countName?: string;
}

/** @throws Error Something is not filled in. */
export function callsOf(action: Action, target: Target, input: ActionInput): Call[] {
  if (action.name === "label" || action.name === "remove") {
    const extra =
      action.name === "label"
        ? { labels: parseLabels(input.labels) }
        : input.message
          ? { message: input.message }
          : {};
    const path = action.name === "label" ? "/api/v1/hosts/labels" : "/api/v1/hosts/remove";
    return queriesOf(target).map(q => ({ path, body: { q, ...extra }, countName: "expectedCount" }));
  }
  if (action.name === "update" && !input.version) throw new Error("Choose the version.");
  const call: Call = { path: "/api/agents/batch", body: batchBody(action.name, batchOf(target), input) };
  return [target.kind === "query" ? { ...call, countName: "expected_count" } : call];
}

/** The body with the count that the preview told. */
export const withCount = (call: Call, count: number): Record<string, unknown> =>
  call.countName ? { ...call.body, [call.countName]: count } : call.body;

// What was previewed is what is acted on: each request carries the count of its preview.
export async function perform(
  calls: readonly Call[],
  isDry: boolean,
  expected?: Reply,
  signal?: AbortSignal,
): Promise<Reply> {
  const bulk: BulkReply[] = [];
  for (const [at, call] of calls.entries()) {
    const count =
      expected?.kind === "bulk" ? (expected.replies[at]?.count ?? 0) : (expected?.reply.count ?? 0);
    const { body } = await ask<BatchReply & BulkReply>("POST", call.path, {
      query: { dry_run: isDry },
      body: expected ? withCount(call, count) : call.body,
      ...(signal && { signal }),
    });
    if (call.path.endsWith("/batch")) return { kind: "batch", reply: body };
    bulk.push(body);
  }
  return { kind: "bulk", replies: bulk };
}
