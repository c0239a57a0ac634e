// What a rollout would do, before it is started: stage by stage, resolved to hosts.
import type { RolloutDetail } from "../api/rollout-types.ts";
import { href } from "../app/router.ts";
import { bytes, count, many, span } from "../format/numbers.ts";
import { Card, Facts, Text } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

export function Plan({ of: { plan, strategy } }: { of: RolloutDetail }) {
  const excluded = Object.entries(plan.excluded);
  const uncovered = plan.stages.flatMap(stage => stage.cellsUncovered);
  return (
    <Card title="The plan">
      <p class="verdict" role="status">
        <strong>{many(plan.hosts, "host")}</strong> in {many(plan.stages.length, "stage")}
        {plan.etaSeconds !== undefined && (
          <>, about {span(plan.etaSeconds)} for those that can be reached now</>
        )}
        {plan.etaOfWaitingSeconds !== undefined && plan.etaOfWaitingSeconds !== plan.etaSeconds && (
          <>, {span(plan.etaOfWaitingSeconds)} with those that are expected back</>
        )}
        . It halts at {many(strategy.budget.chargedMax, "charged host")}, or at more than{" "}
        {strategy.budget.percentMax} % of those attempted.
      </p>
      {plan.lackingPermission > 0 && (
        <p class="bad-text" role="alert">
          {many(plan.lackingPermission, "host")} would refuse it: they run a newer version, and nothing signed
          lets them go back. It cannot be started before <code>aops-release permit-downgrade</code>.
        </p>
      )}
      <Table
        label="Stages of the plan"
        titles={["Stage", "Hosts", "Wait for a connection", "First go", "Then", "Downloads"]}>
        {plan.stages.map(stage => (
          <tr key={stage.name}>
            <td class="strong">
              <Text of={stage.name} max={80} />
            </td>
            <td class="number">{count(stage.hosts)}</td>
            <td class="number">{count(stage.waiting)}</td>
            <td>
              {stage.canaries.length === 0 ? (
                <span class="soft">no canary</span>
              ) : (
                <details>
                  <summary>{many(stage.canaries.length, "canary").replace("canarys", "canaries")}</summary>
                  {stage.canaries.map(id => (
                    <div key={id}>
                      <a class="mono" href={href(["hosts", id])}>
                        <Text of={id} max={40} />
                      </a>
                    </div>
                  ))}
                </details>
              )}
            </td>
            <td>
              {stage.waves.length > 0 ? stage.waves.map(count).join(", ") : <span class="soft">none</span>}
            </td>
            <td class="number">{bytes(stage.bytes)}</td>
          </tr>
        ))}
      </Table>
      <Facts
        rows={[
          [
            "Left out",
            excluded.length > 0 && excluded.map(([reason, hosts]) => `${count(hosts)} ${reason}`).join(", "),
          ],
          [
            "No canary is like",
            uncovered.length > 0 &&
              uncovered.map(({ cell, hosts }) => (
                <div key={cell}>
                  <Text of={cell} max={300} /> <span class="soft">{many(hosts, "host")}</span>
                </div>
              )),
          ],
          ["Soak: a host has to stay well for", span(strategy.soakSeconds)],
          ["A host is lost after", span(strategy.deadlineSeconds)],
        ]}
      />
    </Card>
  );
}
