// One rollout: why it is as it is, what may be done with it, its stages, its budget, what failed, its hosts.
import { get } from "../api/client.ts";
import type { RolloutDetail } from "../api/rollout-types.ts";
import { href, layerAt } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { Changes } from "../desired/preview.tsx";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Facts, FullTime, Head, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Failures } from "./failures.tsx";
import { RolloutHosts } from "./hosts.tsx";
import { Plan } from "./plan.tsx";
import { kindOfState } from "./progress.ts";
import { BudgetCard, Stages } from "./stages.tsx";
import { Verbs } from "./verbs.tsx";

export function RolloutPage({ id }: { id: string }) {
  const path = `/api/v1/rollouts/${encodeURIComponent(id)}`;
  const found = useResource(id, signal => get<RolloutDetail>(path, undefined, signal), {
    pauseMilliseconds: 1500,
  });
  return (
    <>
      <p class="crumb">
        <a href={href(["rollouts"])}>Rollouts</a> / <Text of={found.data?.rollout.layer ?? id} max={80} />
      </p>
      <Loaded of={found} rows={8}>
        {detail => (
          <>
            <Head
              title={
                <>
                  Rollout of <Text of={detail.rollout.layer} max={80} />
                </>
              }
              sub={<Badge of={detail.rollout.state} kind={kindOfState(detail.rollout.state)} />}>
              <Verbs of={detail} path={path} reload={found.reload} />
            </Head>
            <Why of={detail} />
            {detail.rollout.startedAt === undefined ? (
              <Plan of={detail} />
            ) : (
              <>
                <Stages of={detail} path={path} reload={found.reload} />
                <div class="columns">
                  <BudgetCard of={detail} />
                  <Failures of={detail.failures} />
                </div>
              </>
            )}
            <Card title="What changes">
              <Changes of={detail.changes} />
            </Card>
            <RolloutHosts id={id} of={detail} />
            <Lines of={{ cli: line("aops", "rollout", "status", id), method: "GET", path }} />
          </>
        )}
      </Loaded>
    </>
  );
}

const states: Record<string, string> = { good: "in-step", warn: "moving", bad: "faults" };

/** What a state means where nothing else is said of it. */
const plain = (state: string) =>
  state === "planned" ? "Nothing has been ordered: it has not been started." : "It goes as it was planned.";

function Why({ of: { rollout, approvers, approvalsNeeded } }: { of: RolloutDetail }) {
  return (
    <section class={`card why ${states[kindOfState(rollout.state)] ?? ""}`} aria-label="Why it is so">
      <p>
        <Badge of={rollout.state} kind={kindOfState(rollout.state)} />{" "}
        <strong>
          <Text of={rollout.why || rollout.reason || plain(rollout.state)} max={1000} />
        </strong>
      </p>
      {rollout.isHindered && (
        <p class="bad-text">
          Most of its open orders are hindered by the server, the repository or the network: no host is
          charged for that.
        </p>
      )}
      <Facts
        rows={[
          ["Since", <FullTime key="since" at={rollout.since} />],
          ["Reason", rollout.why && rollout.reason && <Text of={rollout.reason} max={400} />],
          ["By", <Text key="by" of={rollout.createdBy} max={80} />],
          ["Strategy", <Text key="strategy" of={rollout.strategy} max={80} />],
          [
            "Approved",
            approvalsNeeded > 0 && (
              <Text
                of={`by ${approvers.join(", ") || "nobody"}; ${approvalsNeeded} needed, other than who started it`}
                max={300}
              />
            ),
          ],
          [
            "Writes",
            rollout.revision !== undefined && (
              <a href={layerAt(rollout.layer, rollout.revision)}>
                revision {rollout.revision} of <Text of={rollout.layer} max={80} />
              </a>
            ),
          ],
          [
            "Takes back",
            rollout.undoOf && <a href={href(["rollouts", rollout.undoOf])}>an earlier rollout</a>,
          ],
          ["Taken back", rollout.undoneBy && <a href={href(["rollouts", rollout.undoneBy])}>by this one</a>],
        ]}
      />
    </section>
  );
}
