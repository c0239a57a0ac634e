// The ladder of stages, as it is climbed, and how much of the budget is used.
import { useState } from "preact/hooks";
import type { RolloutDetail, Stage } from "../api/rollout-types.ts";
import { changing } from "../app/rights.tsx";
import { count, many } from "../format/numbers.ts";
import { Bar } from "../ui/bar.tsx";
import { Badge, Card, Text, Time } from "../ui/parts.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { budgetOf, kindOfState, shares } from "./progress.ts";
import { VerbDialog } from "./verbs.tsx";

const waits: Record<string, string> = {
  previous: "waits for the stage before",
  window: "waits for its window",
  approval: "waits for an approval",
  time: "waits for its time",
};

const isOver = (stage: Stage): boolean => ["done", "skipped", "rolled-back"].includes(stage.state);

export function Stages({ of, path, reload }: { of: RolloutDetail; path: string; reload: () => void }) {
  const [told, setTold] = useState<{ verb: string; stage: string }>();
  const current = of.stages.find(stage => !isOver(stage));
  return (
    <Card title="Stages">
      <Table label="Stages" titles={["Stage", "State", "Hosts", "Charged", "Since", "Do"]}>
        {of.stages.map((stage, at) => (
          <tr key={stage.name} class={stage === current ? "current" : ""}>
            <td class="strong">
              {at + 1}. <Text of={stage.name} max={80} />
            </td>
            <td>
              <Badge of={stage.state} kind={kindOfState(stage.state)} />
              {waits[stage.wait] && <div class="soft">{waits[stage.wait]}</div>}
            </td>
            <td class="wide">
              <Bar of={shares(stage.counts)} label={stage.name} />
            </td>
            <td class={stage.charged > 0 ? "number bad-text" : "number"}>
              {count(stage.charged)} of {count(stage.attempted)}
            </td>
            <td class="nowrap">
              <Time at={stage.since} />
            </td>
            <td class="do">
              {stage.wait === "approval" && of.verbs.includes("approve") && (
                <RowButton
                  title="Approve…"
                  need={changing}
                  of={`the stage ${stage.name}`}
                  act={() => setTold({ verb: "approve", stage: stage.name })}
                />
              )}
              {of.verbs.includes("skip") && !isOver(stage) && (
                <RowButton
                  title="Skip…"
                  need={changing}
                  of={`the stage ${stage.name}`}
                  act={() => setTold({ verb: "skip", stage: stage.name })}
                />
              )}
            </td>
          </tr>
        ))}
      </Table>
      {told && (
        <VerbDialog
          verb={told.verb}
          stage={told.stage}
          of={of}
          path={path}
          done={reload}
          close={() => setTold(undefined)}
        />
      )}
    </Card>
  );
}

const warnFrom = 0.5;

export function BudgetCard({ of }: { of: RolloutDetail }) {
  const { allowed, charged, used } = budgetOf(of);
  const { percentMax, attemptedMin, chargedMax, inARowMax } = of.strategy.budget;
  return (
    <Card title="Budget">
      <p>
        <strong>{count(charged)}</strong> of {many(allowed, "charged host")} that halt it,{" "}
        {count(of.rollout.attempted)} attempted
      </p>
      <progress
        class={used >= 1 ? "bad" : used >= warnFrom ? "warn" : ""}
        max={1}
        value={used}
        aria-label={`${charged} of ${allowed} charged hosts`}
      />
      <p class="soft">
        It halts at {count(chargedMax)} charged hosts, at more than {percentMax} % of a stage once{" "}
        {count(attemptedMin)} were attempted, and at {count(inARowMax)} one after another. A host is charged
        when the change itself failed there; what the server or the network hindered is not.
      </p>
    </Card>
  );
}
