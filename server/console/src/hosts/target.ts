// What an action is for, and the same in the words of the API.
import { quoteValue } from "../query/complete.ts";

export type Target = { kind: "ids"; ids: readonly string[] } | { kind: "query"; q: string; count: number };

// A query takes 4,096 characters; an id has 32, and some.
const idsOfQueryMax = 100;

/** How many hosts it was chosen for. */
export const sizeOf = (target: Target): number => (target.kind === "ids" ? target.ids.length : target.count);

/** The queries that have these hosts, for calls that take a query alone; most often it is one. */
export function queriesOf(target: Target): string[] {
  if (target.kind === "query") return [target.q];
  const queries: string[] = [];
  for (let at = 0; at < target.ids.length; at += idsOfQueryMax) {
    queries.push(
      `id in (${target.ids
        .slice(at, at + idsOfQueryMax)
        .map(quoteValue)
        .join(", ")})`,
    );
  }
  return queries;
}

/** The members of a batch that name these hosts. */
export const batchOf = (target: Target): Record<string, unknown> =>
  target.kind === "ids" ? { agent_ids: target.ids } : { query: target.q };
