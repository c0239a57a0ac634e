// Runs: the newest first, or one of them; and the runbooks that they are made of.
import { address } from "../api/client.ts";
import { Allowed, changing } from "../app/rights.tsx";
import { change, href, param, route } from "../app/router.ts";
import { Lines } from "../ui/copy.tsx";
import { ChoiceField } from "../ui/form.tsx";
import { Card, Empty, Head, Text } from "../ui/parts.tsx";
import { line } from "../format/shell.ts";
import { RunPage } from "./run.tsx";
import { RunRows } from "./run-rows.tsx";
import { DriftPage } from "./drift.tsx";
import { Runbooks } from "./runbooks.tsx";
import { RunTabs } from "./run-tabs.tsx";
import { StartDialog } from "./start-dialog.tsx";

const states = ["running", "halted", "cancelled", "ended"];

export function Runs() {
  const id = route.value.path[1];
  if (id === undefined) return <List />;
  if (id === "drift") return <DriftPage />;
  return id === "runbooks" ? <Runbooks /> : <RunPage key={id} id={id} />;
}

function List() {
  const [state, host, deployment] = [param("state"), param("host"), param("deployment")];
  const isFiltered = state !== "" || host !== "" || deployment !== "";
  const isNew = param("new") === "1";
  return (
    <>
      <Head title="Runs" sub="a program that hosts execute once">
        <Allowed to={changing}>
          <button type="button" class="primary" onClick={() => change({ new: "1" })}>
            Start a run…
          </button>
        </Allowed>
      </Head>
      <RunTabs at="runs" />
      <div class="fields">
        <ChoiceField
          label="State"
          id="run-state"
          none="every state"
          names={states}
          value={state}
          choose={name => change({ state: name })}
        />
        {host && (
          <button type="button" onClick={() => change({ host: undefined })}>
            Of every host
          </button>
        )}
        {deployment && (
          <button type="button" onClick={() => change({ deployment: undefined })}>
            Not of <Text of={deployment} max={60} /> alone
          </button>
        )}
      </div>
      <Card>
        <RunRows
          state={state}
          host={host}
          deployment={deployment}
          empty={
            isFiltered ? (
              <Empty title="No such run.">
                <p>
                  <a href={href(["runs"])}>Every run</a>
                </p>
              </Empty>
            ) : (
              <NoRunYet />
            )
          }
        />
        <Lines
          of={{
            cli: line(
              "aops",
              "runs",
              "list",
              ...(state ? ["--state", state] : []),
              ...(host ? ["--host", host] : []),
              ...(deployment ? ["--deployment", deployment] : []),
            ),
            method: "GET",
            path: address("/api/v1/runs", { state, host, deployment }),
          }}
        />
      </Card>
      {isNew && (
        <StartDialog
          q={param("q")}
          runbook={param("runbook")}
          close={() => change({ new: undefined, q: undefined, runbook: undefined }, true)}
        />
      )}
    </>
  );
}

const NoRunYet = () => (
  <Empty title="Nothing was run yet.">
    <ol>
      <li>
        Sign a runbook by <code>aops-release runbook add FILE</code> and publish it: it is then under{" "}
        <a href={href(["runs", "runbooks"])}>Runbooks</a>.
      </li>
      <li>
        <a href={href(["runs"], { new: "1" })}>Start it</a> on the hosts of a query. What would be done is
        shown before anything is.
      </li>
    </ol>
  </Empty>
);
