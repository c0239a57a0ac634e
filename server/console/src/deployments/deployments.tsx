// Deployments: services that signed runbooks bring to hosts; all of them, or one.
import { get } from "../api/client.ts";
import type { Deployment, DeploymentList } from "../api/deployment-types.ts";
import { Allowed, changing, may } from "../app/rights.tsx";
import { change, hostsOf, href, param, route } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { nameOf } from "../runs/runbooks.tsx";
import { Bar } from "../ui/bar.tsx";
import { Lines } from "../ui/copy.tsx";
import { useFurther } from "../ui/further.tsx";
import { Badge, Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { DeploymentPage } from "./deployment.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { LastRun } from "./last-run.tsx";
import { sharesOf, verdictOf } from "./states.ts";

const path = "/api/v1/deployments";
const pageRows = 100;

export function Deployments() {
  const name = route.value.path[1];
  return name === undefined ? <List /> : <DeploymentPage key={name} name={name} />;
}

function List() {
  const kind = param("kind");
  const query = { kind, count: true, limit: pageRows };
  const found = useResource(kind, signal => get<DeploymentList>(path, query, signal), {
    // Each counts the hosts of its query.
    pauseMilliseconds: 10_000,
  });
  const isNew = param("new") === "1" && may(changing);
  return (
    <>
      <Head title="Deployments" sub="services that signed runbooks bring to hosts">
        <Allowed to={changing}>
          <button type="button" class="primary" onClick={() => change({ new: "1" })}>
            New deployment…
          </button>
        </Allowed>
      </Head>
      {kind && (
        <div class="fields">
          <button type="button" onClick={() => change({ kind: undefined })}>
            Of every runbook, not of <Text of={kind} max={60} /> alone
          </button>
        </div>
      )}
      <Card>
        <Loaded of={found} rows={6}>
          {page =>
            page.deployments.length === 0 ? (
              <None kind={kind} />
            ) : (
              <Rows key={kind} first={page} query={query} />
            )
          }
        </Loaded>
        <Lines
          of={{
            cli: line("aops", "deployments", "list", ...(kind ? ["--kind", kind] : [])),
            method: "GET",
            path: `${path}?count=1${kind ? `&kind=${encodeURIComponent(kind)}` : ""}`,
          }}
        />
      </Card>
      {isNew && (
        <EditDialog
          q={param("q")}
          runbook={param("runbook")}
          close={() => change({ new: undefined, q: undefined, runbook: undefined }, true)}
        />
      )}
    </>
  );
}

const None = ({ kind }: { kind: string }) =>
  kind ? (
    <Empty title="No deployment is of this runbook.">
      <p>
        <a href={href(["deployments"])}>Every deployment</a>
      </p>
    </Empty>
  ) : (
    <Empty title="There is no deployment yet.">
      <p>
        A deployment is a service of yours: which hosts have it, what was done with it, and one log of all of
        that. It takes three steps:
      </p>
      <ol>
        <li>
          Sign a runbook with the parameter <code>verb</code>, whose values are what can be done:{" "}
          <code>deploy</code>, and such as <code>start</code>, <code>stop</code>, <code>status</code> and{" "}
          <code>remove</code>. <code>aops-release runbook add FILE</code> does it; it is then under{" "}
          <a href={href(["runs", "runbooks"])}>Runbooks</a>.
        </li>
        <li>
          <a href={href(["deployments"], { new: "1" })}>Make a deployment of it</a>: a name, a query of hosts,
          the values of its parameters. Nothing is run by that.
        </li>
        <li>
          <em>deploy</em> on its page brings it to the hosts. On how many is shown before.
        </li>
      </ol>
    </Empty>
  );

const pageOf = ({ deployments, next }: DeploymentList) => ({
  rows: deployments.map(one => ({ ...one, id: one.name })),
  next,
});

function Rows({ first, query }: { first: DeploymentList; query: Record<string, string | number | boolean> }) {
  const [rows, more] = useFurther(
    pageOf(first),
    async cursor => pageOf(await get<DeploymentList>(path, { ...query, cursor })),
    "More deployments",
  );
  return (
    <>
      <Table
        label="Deployments"
        titles={["Name", "How it stands", "What hosts have", "Hosts", "Kind", "Last run", "Changed"]}>
        {rows.map(one => (
          <Row key={one.name} of={one} />
        ))}
      </Table>
      {more}
    </>
  );
}

const Row = ({ of }: { of: Deployment }) => {
  const { word, kind, sentence } = verdictOf(of);
  return (
    <tr>
      <td class="strong named">
        <a href={href(["deployments", of.name])}>
          <Text of={of.name} max={80} />
        </a>
        {of.note && (
          <div class="soft">
            <Text of={of.note} max={160} />
          </div>
        )}
      </td>
      <td class="nowrap">
        <Badge of={word} kind={kind} title={sentence} />
      </td>
      <td class="wide">
        <Bar of={sharesOf(of)} label={of.name} />
      </td>
      <td class="mono">
        <a href={hostsOf(of.q)}>
          <Text of={of.q || "every host"} max={200} />
        </a>
      </td>
      <td class="mono">
        <a href={href(["deployments"], { kind: of.runbook.name })}>
          <Text of={nameOf(of.runbook)} max={80} />
        </a>
      </td>
      <td>
        <LastRun of={of} />
      </td>
      <td class="nowrap">
        <Time at={of.changedAt} />
        <div class="soft">
          by <Text of={of.changedBy} max={60} />
        </div>
      </td>
    </tr>
  );
};
