// The living log of a deployment: what its last runs wrote, and what is written now.
import { get } from "../api/client.ts";
import type { Deployment, DeploymentLogRun } from "../api/deployment-types.ts";
import { ApiProblem } from "../api/problem.ts";
import type { MergedPiece, Run, RunList } from "../api/run-types.ts";
import { messagesOf } from "../api/stream-reader.ts";
import { absolute, many } from "../format/numbers.ts";
import { drain, follow, open, tailOf, type LogFeed } from "../runs/follow.ts";

/** Runs before the newest one that are shown. */
export const runsShown = 10;

type Head = Pick<DeploymentLogRun, "run" | "verb" | "createdAt" | "createdBy" | "hosts">;

const headOf = ({ verb, createdAt, createdBy, hosts }: Head): string =>
  `${verb}, ${absolute(createdAt)}, by ${createdBy}, ${many(hosts, "host")}`;

/** Follows it, of all hosts or of one, until that is stopped. @throws ApiProblem The server refuses it. */
export const followDeployment = (
  { name, createdAt }: Deployment,
  path: string,
  host: string | undefined,
  stop: AbortSignal,
  feed: LogFeed,
): Promise<void> =>
  follow(stop, feed, async () => {
    const query = { deployment: name, host, limit: runsShown };
    const { runs, next } = await get<RunList>("/api/v1/runs", query, stop);
    // Runs of an earlier deployment of this name are none of its.
    const own = runs.filter(run => Date.parse(run.createdAt) >= Date.parse(createdAt));
    feed.begin();
    if (next && own.length === runs.length)
      feed.add(buffer => buffer.head("Earlier runs are not shown here: the saved log has them."));
    const over = own.filter(run => run.endedAt !== undefined).reverse();
    const written = new Set<string>();
    for (const run of over) {
      await addRun(run, host, over.length, stop, feed);
      written.add(run.id);
    }
    const newest = own[0];
    const isNewestOpen = newest !== undefined && !written.has(newest.id);
    const response = await open(`${path}/log`, { host, tail: tailOf(newest?.hosts ?? 1) }, stop);
    feed.tell("live");
    let [isFirst, isNew] = [true, true];
    for await (const messages of messagesOf(response)) {
      for (const message of messages) {
        if (message.event === "run") {
          const head = JSON.parse(message.data) as DeploymentLogRun;
          // The one that was open has ended meanwhile, and another one has begun: both are to be shown.
          if (isFirst && isNewestOpen && head.run !== newest.id) return false;
          [isFirst, isNew] = [false, !written.has(head.run)];
          if (isNew) feed.add(buffer => buffer.head(headOf(head), head.run));
        } else if (isNew) {
          const piece = JSON.parse(message.data) as MergedPiece;
          feed.add(buffer => buffer.add(piece));
        }
      }
    }
    return false;
  });

// What a run that is over wrote; one that may not be read, or is not stored any more, is only told of.
async function addRun(
  run: Run,
  host: string | undefined,
  runs: number,
  stop: AbortSignal,
  feed: LogFeed,
): Promise<void> {
  const head = { ...run, run: run.id, verb: run.verb ?? run.what };
  feed.add(buffer => buffer.head(headOf(head), run.id));
  try {
    const path = `/api/v1/runs/${encodeURIComponent(run.id)}/log`;
    await drain(await open(path, { host, tail: tailOf(run.hosts, runs) }, stop), feed);
  } catch (fault) {
    if (!(fault instanceof ApiProblem) || fault.status !== 404) throw fault;
  }
}
