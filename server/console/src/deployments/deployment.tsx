// One deployment: how it stands, what can be done with it, its hosts, its log and its runs.
import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { Deployment, DeploymentDetail } from "../api/deployment-types.ts";
import { Allowed, changing, may } from "../app/rights.tsx";
import { change, go, hostsOf, href, param } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { many } from "../format/numbers.ts";
import { sharesOf as sharesOfRun } from "../runs/phases.ts";
import { nameOf } from "../runs/runbooks.tsx";
import { RunRows } from "../runs/run-rows.tsx";
import { termRows, Values } from "../runs/terms.tsx";
import { useTicks } from "../runs/ticks.ts";
import { Bar } from "../ui/bar.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { useNarrow } from "../ui/narrow.ts";
import { Badge, Card, Empty, Facts, FullTime, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { PageTabs } from "../ui/tabs.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { DeploymentHosts } from "./hosts.tsx";
import { DeploymentLog } from "./log.tsx";
import { openRunOf, sharesOf, sizeOf, verdictOf } from "./states.ts";
import { VerbDialog, Verbs } from "./verbs.tsx";

const tabs = [
  ["hosts", "Hosts"],
  ["log", "Log"],
  ["runs", "Runs"],
] as const;

export function DeploymentPage({ name }: { name: string }) {
  const path = `/api/v1/deployments/${encodeURIComponent(name)}`;
  const found = useResource(name, signal => get<DeploymentDetail>(path, undefined, signal), {
    pauseMilliseconds: 1500,
  });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const isBusy = found.data !== undefined && openRunOf(found.data.deployment) !== undefined;
  useTicks(isBusy, found.reload);
  const tab = param("tab") || "hosts";
  return (
    <>
      <p class="crumb">
        <a href={href(["deployments"])}>Deployments</a> / <Text of={name} max={80} />
      </p>
      <Loaded of={found} rows={8}>
        {({ deployment, verbs }) => (
          <>
            <Title of={deployment} path={path} />
            <How of={deployment} />
            <Verbs of={deployment} verbs={verbs} selected={selected} forget={() => setSelected(new Set())} />
            <PageTabs label="Of this deployment" path={["deployments", name]} tabs={tabs} shown={tab} />
            {tab === "log" ? (
              <DeploymentLog of={deployment} path={path} />
            ) : tab === "runs" ? (
              <Runs of={deployment} />
            ) : (
              <DeploymentHosts of={deployment} path={path} selected={selected} select={setSelected} />
            )}
            <Lines of={{ cli: line("aops", "deployments", "show", name), method: "GET", path }} />
            {may(changing) && verbs.includes(param("do")) && (
              <VerbDialog
                of={deployment}
                verb={param("do")}
                path={path}
                selected={[...selected]}
                reload={found.reload}
                close={() => change({ do: undefined }, true)}
              />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function Title({ of, path }: { of: Deployment; path: string }) {
  const [isRemoved, setRemoved] = useState(false);
  const { word, kind } = verdictOf(of);
  const still = sizeOf(of) - (of.hosts["absent"] ?? 0);
  return (
    <Head title={<Text of={of.name} max={80} />} sub={<Badge of={word} kind={kind} />}>
      <Allowed to={changing}>
        <button type="button" onClick={() => change({ edit: "1" })}>
          Change…
        </button>{" "}
        <button type="button" class="danger" onClick={() => setRemoved(true)}>
          Delete…
        </button>
      </Allowed>
      {may(changing) && param("edit") === "1" && (
        <EditDialog deployment={of} close={() => change({ edit: undefined }, true)} />
      )}
      {isRemoved && (
        <Confirm
          title={
            <>
              Delete the deployment <Text of={of.name} max={60} />
            </>
          }
          verb="Delete the record"
          isDangerous
          ifMatch={`"${of.revision}"`}
          deed={{ cli: line("aops", "deployments", "remove", of.name), method: "DELETE", path }}
          done={() => go(["deployments"])}
          close={() => setRemoved(false)}>
          <p>
            Its record is deleted, with what is known of its hosts. Its runs stay, as long as runs are stored.
          </p>
          {still > 0 && (
            <p class="bad-text">
              {many(still, "host")} {still === 1 ? "has" : "have"} it, or something of it, and{" "}
              {still === 1 ? "keeps" : "keep"} it: its verb remove, where it has one, takes it off before.
            </p>
          )}
        </Confirm>
      )}
    </Head>
  );
}

const sides: Record<string, string> = { good: "in-step", warn: "moving", bad: "rolled-back" };

/** How it stands, and what was asked for. */
function How({ of }: { of: Deployment }) {
  const { kind, sentence } = verdictOf(of);
  const [open, isNarrow] = [openRunOf(of), useNarrow()];
  const facts = (
    <Facts
      rows={[
        ["For", of.note && <Text key="note" of={of.note} max={400} />],
        [
          "Hosts",
          <a key="q" class="mono" href={hostsOf(of.q)}>
            <Text of={of.q || "every host"} max={300} />
          </a>,
        ],
        [
          "Kind",
          <a key="kind" class="mono" href={href(["runs", "runbooks"], { runbook: nameOf(of.runbook) })}>
            <Text of={nameOf(of.runbook)} max={120} />
          </a>,
        ],
        ["Parameters", Object.keys(of.parameters).length > 0 && <Values key="values" of={of.parameters} />],
        ...termRows(of.pace),
        [
          "Written",
          <span key="written">
            revision {of.revision}, <FullTime at={of.changedAt} /> by <Text of={of.changedBy} max={60} />
          </span>,
        ],
        [
          "Made",
          of.revision > 1 && (
            <span key="made">
              <FullTime at={of.createdAt} /> by <Text of={of.createdBy} max={60} />
            </span>
          ),
        ],
      ]}
    />
  );
  return (
    <section class={`card why how ${sides[kind] ?? ""}`} aria-label="How it stands">
      <p>
        <strong>{sentence}</strong>
      </p>
      <Bar of={sharesOf(of)} label="Its hosts" />
      {open && (
        <div role="status">
          <p>
            <Badge of={open.state} kind={open.state === "halted" ? "bad" : "warn"} />{" "}
            <a href={href(["runs", open.id])}>
              <Text of={open.verb ?? open.what} max={60} />
            </a>{" "}
            on {many(open.hosts, "host")}, since <Time at={open.createdAt} />, by{" "}
            <Text of={open.createdBy} max={60} />: one run of it is open at once.
          </p>
          <Bar
            of={sharesOfRun(open.counts, phase => href(["runs", open.id], { phase }))}
            label="Hosts of the run that is open"
          />
        </div>
      )}
      {isNarrow ? (
        <details>
          <summary>What, where and on what terms</summary>
          {facts}
        </details>
      ) : (
        facts
      )}
    </section>
  );
}

const Runs = ({ of: { name } }: { of: Deployment }) => (
  <Card title="Its runs, the newest first">
    <RunRows
      deployment={name}
      empty={
        <Empty title="Nothing was done with it yet.">
          <p>Each verb above is a run, with its hosts, its output and how it ended on each.</p>
        </Empty>
      }
    />
    <Lines
      of={{
        cli: line("aops", "runs", "list", "--deployment", name),
        method: "GET",
        path: `/api/v1/runs?deployment=${encodeURIComponent(name)}`,
      }}
    />
  </Card>
);
