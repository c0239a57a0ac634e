// Rollouts: the newest first, or one of them.
import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { Rollout } from "../api/rollout-types.ts";
import { FreezeDialog } from "../app/freeze.tsx";
import { changingFleet, may } from "../app/rights.tsx";
import { change, href, layerAt, param, route } from "../app/router.ts";
import { count } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { ChoiceField } from "../ui/form.tsx";
import { Bar } from "../ui/bar.tsx";
import { Badge, Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { kindOfState, shares } from "./progress.ts";
import { RolloutPage } from "./rollout.tsx";

const states = [
  "planned",
  "awaiting-approval",
  "scheduled",
  "running",
  "paused",
  "halted",
  "rolling-back",
  "rolled-back",
  "aborting",
  "aborted",
  "completed",
  "completed-with-exceptions",
  "superseded",
];

export function Rollouts() {
  const id = route.value.path[1];
  return id ? <RolloutPage key={id} id={id} /> : <List />;
}

function List() {
  const [state, layer] = [param("state"), param("layer")];
  const [isFreezing, setFreezing] = useState(false);
  const list = useResource(
    `rollouts ${state} ${layer}`,
    signal => get<{ rollouts: Rollout[] }>("/api/v1/rollouts", { state, layer, limit: 100 }, signal),
    { pauseMilliseconds: 2000 },
  );
  return (
    <>
      <Head title="Rollouts" sub="a change of a layer, a few hosts at a time">
        <a class="button" href={href(["desired"])}>
          Change a layer…
        </a>
        {may(changingFleet) && (
          <button type="button" onClick={() => setFreezing(true)}>
            Freeze the fleet…
          </button>
        )}
      </Head>
      {isFreezing && <FreezeDialog close={() => setFreezing(false)} />}
      <div class="fields">
        <ChoiceField
          label="State"
          id="rollout-state"
          none="every state"
          names={states}
          value={state}
          choose={name => change({ state: name })}
        />
      </div>
      <Card>
        <Loaded of={list} rows={6}>
          {({ rollouts }) =>
            rollouts.length === 0 ? (
              <Empty title={state ? `No rollout is ${state}.` : "There was no rollout yet."}>
                <p>
                  Change what a layer says, under <a href={href(["desired"])}>Desired</a> or by{" "}
                  <a href={href(["releases"])}>ordering a release</a>, and take <em>Plan a rollout</em> in
                  place of writing it for all hosts at once.
                </p>
              </Empty>
            ) : (
              <Table label="Rollouts" titles={["Layer", "State", "Hosts", "Charged", "Why", "Begun", "By"]}>
                {rollouts.map(one => (
                  <Row key={one.id} of={one} />
                ))}
              </Table>
            )
          }
        </Loaded>
        <Lines
          of={{
            cli: line("aops", "rollout", "history", ...(state ? ["--state", state] : [])),
            method: "GET",
            path: "/api/v1/rollouts",
          }}
        />
      </Card>
    </>
  );
}

const Row = ({ of }: { of: Rollout }) => (
  <tr>
    <td class="strong">
      <a href={href(["rollouts", of.id])}>
        <Text of={of.layer} max={80} />
      </a>
      {of.revision !== undefined && (
        <div class="soft">
          <a href={layerAt(of.layer, of.revision)}>revision {of.revision}</a>
        </div>
      )}
    </td>
    <td>
      <Badge of={of.state} kind={kindOfState(of.state)} />
      {of.isHindered && (
        <>
          {" "}
          <Badge of="hindered" kind="warn" />
        </>
      )}
    </td>
    <td class="wide">
      <Bar of={shares(of.counts, state => href(["rollouts", of.id], { state }))} label={of.layer} />
    </td>
    <td class={of.charged > 0 ? "number bad-text" : "number"}>
      {count(of.charged)} of {count(of.attempted)}
    </td>
    <td>
      <Text of={of.why || of.reason} max={200} />
    </td>
    <td class="nowrap">
      <Time at={of.startedAt} empty="not yet" />
    </td>
    <td>
      <Text of={of.createdBy} max={60} />
    </td>
  </tr>
);
