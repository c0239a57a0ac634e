// Runs: the newest first, or one of them; and the runbooks that they are made of.
import { Allowed, changing } from "../app/rights.tsx";
import { change, href, param, route } from "../app/router.ts";
import { Lines } from "../ui/copy.tsx";
import { ChoiceField } from "../ui/form.tsx";
import { Card, Empty, Head } from "../ui/parts.tsx";
import { line } from "../format/shell.ts";
import { RunPage } from "./run.tsx";
import { RunRows } from "./run-rows.tsx";
import { Runbooks } from "./runbooks.tsx";
import { StartDialog } from "./start-dialog.tsx";

const states = ["running", "halted", "cancelled", "ended"];

export function Runs() {
  const id = route.value.path[1];
  if (id === undefined) return <List />;
  return id === "runbooks" ? <Runbooks /> : <RunPage key={id} id={id} />;
}

/** The way between runs and runbooks. */
export const RunTabs = ({ at }: { at: "runs" | "runbooks" }) => (
  <nav class="tabs" aria-label="Runs">
    <a href={href(["runs"])} aria-current={at === "runs" ? "page" : undefined}>
      Runs
    </a>
    <a href={href(["runs", "runbooks"])} aria-current={at === "runbooks" ? "page" : undefined}>
      Runbooks
    </a>
  </nav>
);

function List() {
  const [state, host] = [param("state"), param("host")];
  const isFiltered = state !== "" || host !== "";
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
      </div>
      <Card>
        <RunRows
          state={state}
          host={host}
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
            cli: line("aops", "runs", "list", ...(state ? ["--state", state] : [])),
            method: "GET",
            path: `/api/v1/runs${state ? `?state=${state}` : ""}`,
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
