// What goes on now: operations, rollouts, and runs; each leads to its page.
import type { Rollout } from "../api/rollout-types.ts";
import type { Run } from "../api/run-types.ts";
import type { OperationList } from "../api/types.ts";
import { href } from "../app/router.ts";
import { shares } from "../rollouts/progress.ts";
import { Card, Text, Time } from "../ui/parts.tsx";

interface Work {
  path: readonly string[];
  params?: Record<string, string>;
  what: string;
  done: number;
  total: number;
  since: string;
}

export interface RunningFacts {
  running: OperationList;
  rollouts: readonly Rollout[];
  runs: readonly Run[];
}

const sum = (hosts: readonly { hosts: number }[]): number => hosts.reduce((all, one) => all + one.hosts, 0);

function workOf({ running, rollouts, runs }: RunningFacts): Work[] {
  return [
    ...rollouts.map(one => {
      const parts = shares(one.counts);
      return {
        path: ["rollouts", one.id],
        what: `rollout of ${one.layer}`,
        done: sum(parts.filter(part => part.kind === "good" || part.kind === "bad")),
        total: sum(parts),
        since: one.createdAt,
      };
    }),
    ...runs.map(one => ({
      path: ["runs", one.id],
      what: one.what,
      done: one.attempted,
      total: one.hosts,
      since: one.createdAt,
    })),
    ...running.operations.map(one => ({
      path: ["operations"],
      params: { id: one.id },
      what: `${one.kind} ${one.layer ?? one.message ?? ""}`,
      done: one.done,
      total: one.total,
      since: one.createdAt,
    })),
  ];
}

export function Running({ of }: { of: RunningFacts }) {
  const work = workOf(of);
  return (
    <Card
      title="Running work"
      side={
        <span>
          <a href={href(["rollouts"])}>rollouts</a>, <a href={href(["runs"])}>runs</a>,{" "}
          <a href={href(["operations"])}>operations</a>
        </span>
      }>
      {work.length === 0 ? (
        <p class="soft">No rollout, run or operation goes on.</p>
      ) : (
        <ul class="plain shares">
          {work.map(one => (
            <li key={one.path.join("/") + one.since}>
              <a href={href(one.path, one.params)}>
                <Text of={one.what} max={60} />
              </a>
              <progress
                max={one.total || 1}
                value={one.done}
                aria-label={`${one.done} of ${one.total} hosts`}
              />
              <span class="soft">
                <Time at={one.since} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
