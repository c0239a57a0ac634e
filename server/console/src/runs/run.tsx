// One run: how far it is, what may be done with it, and its hosts, its log and its outputs.
import { get } from "../api/client.ts";
import type { RunDetail } from "../api/run-types.ts";
import { hostsOf, href, param } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { many } from "../format/numbers.ts";
import { Bar } from "../ui/bar.tsx";
import { Lines } from "../ui/copy.tsx";
import { useNarrow } from "../ui/narrow.ts";
import { Badge, Facts, FullTime, Head, now, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { PageTabs } from "../ui/tabs.tsx";
import { RunHosts } from "./hosts.tsx";
import { LogTab } from "./log-tab.tsx";
import { Outputs } from "./outputs.tsx";
import { isOver, sharesOf, took, verdictOf } from "./phases.ts";
import { Waits } from "./plan.tsx";
import { termRows, Values } from "./terms.tsx";
import { useTicks } from "./ticks.ts";
import { Verbs } from "./verbs.tsx";

const tabs = [
  ["hosts", "Hosts"],
  ["log", "Log"],
  ["outputs", "Equal outputs"],
] as const;

export function RunPage({ id }: { id: string }) {
  const path = `/api/v1/runs/${encodeURIComponent(id)}`;
  const found = useResource(id, signal => get<RunDetail>(path, undefined, signal), {
    pauseMilliseconds: 1000,
  });
  useTicks(found.data !== undefined && !isOver(found.data.run), found.reload);
  const tab = param("tab") || "hosts";
  return (
    <>
      <p class="crumb">
        <a href={href(["runs"])}>Runs</a> / <span class="mono">{id.slice(0, 32)}</span>
      </p>
      <Loaded of={found} rows={8}>
        {detail => (
          <>
            <Title of={detail} path={path} reload={found.reload} />
            <How of={detail} />
            <PageTabs label="Of this run" path={["runs", id]} tabs={tabs} shown={tab} />
            {tab === "log" ? (
              <LogTab of={detail} path={path} />
            ) : tab === "outputs" ? (
              <Outputs of={detail} path={path} />
            ) : (
              <RunHosts of={detail} path={path} />
            )}
            <Lines of={{ cli: line("aops", "runs", "watch", id), method: "GET", path }} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Title({ of, path, reload }: { of: RunDetail; path: string; reload: () => void }) {
  const { word, kind } = verdictOf(of.run);
  return (
    <Head title={<Text of={of.run.what} max={200} />} sub={<Badge of={word} kind={kind} />}>
      <Verbs of={of} path={path} reload={reload} />
    </Head>
  );
}

const sides: Record<string, string> = { good: "in-step", warn: "moving", bad: "rolled-back" };

const kinds: Record<string, string> = {
  runbook: "a signed runbook",
  action: "an action of the host itself",
  log: "a log of the host, while it is written",
  signed: "a command that an operator has signed",
  plain: "a plain command, for which this server alone vouches",
};

/** How far it is, and on what terms. */
function How({ of: { run, command, parameters } }: { of: RunDetail }) {
  const hasValues = Object.keys(parameters).length > 0;
  const isNarrow = useNarrow();
  const facts = (
    <Facts
      rows={[
        ["Started", <StartedAt key="started" of={run} />],
        ["Took", `${took(run.createdAt, run.endedAt, now.value)}${run.endedAt ? "" : " until now"}`],
        ["Reason", run.reason && <Text of={run.reason} max={400} />],
        [
          "On",
          run.q === undefined ? (
            many(run.hosts, "named host")
          ) : (
            <a key="q" href={hostsOf(run.q)}>
              <Text of={run.q || "every host"} max={300} />
            </a>
          ),
        ],
        [
          "What it is",
          `${kinds[run.kind] ?? run.kind}${run.check ? ", which only looks at what it would change" : ""}`,
        ],
        [
          "Deployment",
          run.deployment && (
            <a key="deployment" href={href(["deployments", run.deployment])}>
              <Text of={run.deployment} max={80} />
            </a>
          ),
        ],
        ["Schedule", run.schedule && <Text key="schedule" of={run.schedule} max={80} />],
        ["Script", command?.script && <Text of={command.script} max={400} />],
        ["Parameters", hasValues && <Values key="values" of={parameters} />],
        ...termRows(run),
        ["Freeze", run.ignoresFreeze && "it goes on while the fleet is frozen"],
        ["Starts until", !isOver(run) && <FullTime key="until" at={run.startBefore} />],
        [
          "Tries again",
          run.rerunOf && (
            <a key="of" href={href(["runs", run.rerunOf])}>
              the run before
            </a>
          ),
        ],
      ]}
    />
  );
  return (
    <section class={`card why how ${sides[verdictOf(run).kind] ?? ""}`} aria-label="How far it is">
      {run.why && (
        <p>
          <strong>
            <Text of={run.why} max={1000} />
          </strong>
        </p>
      )}
      {run.waits && <Waits of={run.waits} />}
      <Bar of={sharesOf(run.counts, phase => href(["runs", run.id], { phase }))} label="Hosts of the run" />
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

const StartedAt = ({ of }: { of: RunDetail["run"] }) => (
  <>
    <FullTime at={of.createdAt} /> by <Text of={of.createdBy} max={80} />
  </>
);
