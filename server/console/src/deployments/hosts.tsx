// The hosts of a deployment: what each has, and why; by state.
import { useEffect, useRef } from "preact/hooks";
import { get } from "../api/client.ts";
import type { Deployment, DeploymentHost, DeploymentHostList } from "../api/deployment-types.ts";
import { changing, may } from "../app/rights.tsx";
import { href, param } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { kindOfPhase } from "../runs/phases.ts";
import { Lines } from "../ui/copy.tsx";
import { useFurther } from "../ui/further.tsx";
import { Badge, Card, Empty, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { StateTabs } from "../ui/tabs.tsx";
import { kindOfState, sizeOf, statesOf, whyOf } from "./states.ts";

const pageRows = 100;

interface Selection {
  selected: ReadonlySet<string>;
  select: (ids: ReadonlySet<string>) => void;
}

export function DeploymentHosts({
  of,
  path: deploymentPath,
  ...selection
}: { of: Deployment; path: string } & Selection) {
  const [path, state] = [`${deploymentPath}/hosts`, param("state")];
  const key = `${of.name} ${state}`;
  const query = { state, limit: pageRows };
  const first = useResource(key, signal => get<DeploymentHostList>(path, query, signal), {
    pauseMilliseconds: 2000,
  });
  // It is read again with the deployment, whose figures are those of its tabs.
  const seen = JSON.stringify([of.revision, of.hosts, of.lastRun?.id, of.lastRun?.endedAt]);
  const last = useRef(seen);
  useEffect(() => {
    if (last.current !== seen) first.reload();
    last.current = seen;
  }, [seen]);
  return (
    <Card title="Hosts">
      <StateTabs all={sizeOf(of)} states={statesOf(of.hosts)} shown={state} />
      <Loaded of={first} rows={6}>
        {page =>
          page.hosts.length > 0 ? (
            <Rows key={key} first={page} path={path} query={query} of={of} {...selection} />
          ) : state ? (
            <Empty title={`No host is ${state} now.`} />
          ) : (
            <Empty title="It has no host.">
              <p>
                Its query finds none now. <a href={href(["hosts"], { q: of.q })}>Look at the query</a>, or{" "}
                <a href={href(["deployments", of.name], { edit: "1" })}>change it</a>.
              </p>
            </Empty>
          )
        }
      </Loaded>
      <Lines
        of={{
          cli: line("aops", "deployments", "hosts", of.name, ...(state ? ["--state", state] : [])),
          method: "GET",
          path: state ? `${path}?state=${state}` : path,
        }}
      />
    </Card>
  );
}

const pageOf = ({ hosts, next }: DeploymentHostList) => ({
  rows: hosts.map(host => ({ ...host, id: host.host })),
  next,
});

function Rows({
  first,
  path,
  query,
  of,
  selected,
  select,
}: {
  first: DeploymentHostList;
  path: string;
  query: Record<string, string | number>;
  of: Deployment;
} & Selection) {
  const [hosts, more] = useFurther(
    pageOf(first),
    async cursor => pageOf(await get<DeploymentHostList>(path, { ...query, cursor })),
    "More hosts",
  );
  const turn = (id: string, isOn: boolean) => {
    const next = new Set(selected);
    if (isOn) next.add(id);
    else next.delete(id);
    select(next);
  };
  const mayChange = may(changing);
  return (
    <>
      <Table
        label="Hosts of the deployment"
        name="stacked"
        titles={[...(mayChange ? ["Select"] : []), "Host", "Has it", "Why", "Done last", "Since", "Log"]}>
        {hosts.map(host => (
          <tr key={host.host}>
            {mayChange && (
              <td class="select">
                <input
                  type="checkbox"
                  aria-label={`Select ${host.hostname || host.host}`}
                  checked={selected.has(host.host)}
                  disabled={!host.isMember}
                  title={
                    host.isMember ? undefined : "Nothing can be done with it: the query has it no longer."
                  }
                  onChange={event => turn(host.host, event.currentTarget.checked)}
                />
              </td>
            )}
            <Cells of={host} deployment={of} />
          </tr>
        ))}
      </Table>
      {more}
    </>
  );
}

const logOf = ({ name }: Deployment, { host }: DeploymentHost): string =>
  href(["deployments", name], { tab: "log", host });

const Cells = ({ of, deployment }: { of: DeploymentHost; deployment: Deployment }) => (
  <>
    <td class="strong named">
      <a href={href(["hosts", of.host])}>
        <Text of={of.hostname || of.host} max={80} />
      </a>
    </td>
    <td>
      <Badge of={of.state} kind={kindOfState(of.state)} />
    </td>
    <td class="wide">
      {of.reason ? (
        <>
          <Text of={of.reason} max={400} />
          <div class="soft">{whyOf(of, deployment.contentRevision)}</div>
        </>
      ) : (
        whyOf(of, deployment.contentRevision)
      )}
      {of.state === "failed" && (
        <div>
          <a href={logOf(deployment, of)} aria-label={`What it printed: ${of.hostname || of.host}`}>
            What it printed
          </a>
        </div>
      )}
      {!of.isMember && <div class="soft">The query of the deployment has it no longer.</div>}
    </td>
    <td class="nowrap">
      {of.verb ? (
        <>
          {of.run ? <a href={href(["runs", of.run])}>{of.verb}</a> : of.verb}{" "}
          {of.phase && <Badge of={of.phase} kind={kindOfPhase(of.phase)} />}
        </>
      ) : (
        <span class="soft">nothing was done yet</span>
      )}
    </td>
    <td class="nowrap">
      <Time at={of.at} empty="" />
      {of.deployedAt && of.deployedAt !== of.at && (
        <div class="soft">
          deployed <Time at={of.deployedAt} />
        </div>
      )}
    </td>
    <td class="nowrap">
      {of.verb && (
        <a href={logOf(deployment, of)} aria-label={`Log of ${of.hostname || of.host}`}>
          log
        </a>
      )}
    </td>
  </>
);
