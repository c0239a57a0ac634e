// One host: why it is as it is, and everything that is known of it.
import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { Allowed, changing } from "../app/rights.tsx";
import type { Explain, FleetDetail, HostRow } from "../api/types.ts";
import { href, layerAt, param, route } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { plainLog } from "../format/text.ts";
import { ActionDialog } from "../hosts/action-dialog.tsx";
import { actions, type Action } from "../hosts/actions.ts";
import { HostRuns, StartDialog } from "../runs/lazy.ts";
import { Lines } from "../ui/copy.tsx";
import { Badge, FullTime, Head, Labels, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { PageTabs } from "../ui/tabs.tsx";
import { Commands } from "./commands.tsx";
import { Config } from "./config.tsx";
import { Identity } from "./identity.tsx";
import { Inventory } from "./inventory.tsx";
import { Metrics } from "./metrics.tsx";
import { SubAgents } from "./sub-agents.tsx";
import { TimelineView } from "./timeline.tsx";

export interface HostData {
  host: HostRow;
  explain: Explain;
  detail: FleetDetail;
}

const tabs = [
  ["now", "Now"],
  ["timeline", "Timeline"],
  ["config", "Config"],
  ["inventory", "Inventory"],
  ["runs", "Runs"],
  ["commands", "Commands and logs"],
  ["identity", "Identity"],
  ["json", "JSON"],
] as const;

export function HostPage() {
  const id = route.value.path[1] ?? "";
  const tab = param("tab") || "now";
  const data = useResource<HostData>(id, async signal => {
    const at = encodeURIComponent(id);
    const [host, explain, detail] = await Promise.all([
      get<HostRow>(`/api/v1/hosts/${at}`, undefined, signal),
      get<Explain>(`/api/v1/hosts/${at}/explain`, undefined, signal),
      get<FleetDetail>(`/api/fleet/${at}`, undefined, signal),
    ]);
    return { host, explain, detail };
  });
  return (
    <>
      <p class="crumb">
        <a href={href(["hosts"])}>Hosts</a> / <Text of={data.data?.host.hostname || id} max={80} />
      </p>
      <Loaded of={data} rows={8}>
        {found => (
          <>
            <Title data={found} reload={data.reload} />
            <Why of={found.explain} />
            <PageTabs label="Of this host" path={["hosts", id]} tabs={tabs} shown={tab} />
            <Tab name={tab} id={id} data={found} reload={data.reload} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Tab({ name, id, data, reload }: { name: string; id: string; data: HostData; reload: () => void }) {
  switch (name) {
    case "timeline":
      return <TimelineView id={id} />;
    case "config":
      return <Config explain={data.explain} />;
    case "inventory":
      return <Inventory id={id} />;
    case "runs":
      return <HostRuns id={id} />;
    case "commands":
      return <Commands id={id} subAgents={data.detail.heartbeat?.subAgents ?? []} />;
    case "identity":
      return <Identity data={data} reload={reload} />;
    case "json":
      return <Json of={data} id={id} />;
    default:
      return (
        <div class="stack">
          <Metrics
            heartbeat={data.detail.heartbeat}
            presence={data.explain.is.presence}
            lastSeen={data.explain.is.lastSeen}
          />
          <SubAgents id={id} detail={data.detail} explain={data.explain} reload={reload} />
        </div>
      );
  }
}

function Title({ data, reload }: { data: HostData; reload: () => void }) {
  const [action, setAction] = useState<Action>();
  const [isStarting, setStarting] = useState(false);
  const { host, explain } = data;
  return (
    <>
      <Head
        title={<Text of={host.hostname || host.id} max={200} />}
        sub={
          <>
            <Badge of={explain.is.presence} />{" "}
            {host.standing && host.standing !== "normal" && <Badge of={host.standing} />} last seen{" "}
            <Time at={explain.is.lastSeen} />
          </>
        }>
        <Allowed to={changing}>
          <button type="button" onClick={() => setStarting(true)}>
            Run…
          </button>
          {actions
            .filter(one => one.name !== "delete-down")
            .map(one => (
              <button
                key={one.name}
                type="button"
                class={one.isDangerous ? "danger" : ""}
                onClick={() => setAction(one)}>
                {one.title}…
              </button>
            ))}
        </Allowed>
      </Head>
      <p class="under">
        <Labels of={host.labels} />
        {host.groups?.map(group => (
          <a key={group} class="label" href={layerAt(`group:${group}`)}>
            group <Text of={group} max={60} />
          </a>
        ))}
      </p>
      {isStarting && (
        <StartDialog target={{ kind: "ids", ids: [host.id ?? ""] }} close={() => setStarting(false)} />
      )}
      {action && (
        <ActionDialog
          action={action}
          target={{ kind: "ids", ids: [host.id ?? ""] }}
          close={() => {
            setAction(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

function Why({ of }: { of: Explain }) {
  return (
    <section class={`card why ${of.state}`} aria-label="Why it is so">
      <p>
        <Badge of={of.state} />{" "}
        <strong>
          <Text of={of.why} />
        </strong>
      </p>
      <p class="soft">
        {of.since && (
          <>
            Since <FullTime at={of.since} />.{" "}
          </>
        )}
        Next: <Text of={of.next} />
        {of.state === "nothing-wanted" && (
          <>
            {" "}
            <a href={layerAt(`host:${of.id}`)}>Say what it should be</a>
          </>
        )}
      </p>
      {of.is.faults.length > 0 && (
        <ul class="faults">
          {of.is.faults.map(fault => (
            <li key={fault}>
              <Text of={fault} max={1000} />
            </li>
          ))}
        </ul>
      )}
      <Lines
        of={{
          cli: line("aops", "explain", of.id),
          method: "GET",
          path: `/api/v1/hosts/${encodeURIComponent(of.id)}/explain`,
        }}
      />
    </section>
  );
}

function Json({ of, id }: { of: HostData; id: string }) {
  const [part, setPart] = useState<"host" | "explain" | "heartbeat" | "desired">("heartbeat");
  const parts = {
    host: of.host,
    explain: of.explain,
    heartbeat: of.detail.heartbeat,
    desired: of.detail.desired,
  };
  const text = JSON.stringify(parts[part] ?? null, null, 2);
  return (
    <>
      <div class="tabs small">
        {(Object.keys(parts) as (typeof part)[]).map(name => (
          <button key={name} type="button" aria-pressed={part === name} onClick={() => setPart(name)}>
            {name}
          </button>
        ))}
      </div>
      <pre class="log" tabIndex={0} aria-label={`JSON of ${part}`}>
        <bdi>{plainLog(text)}</bdi>
      </pre>
      <Lines of={{ method: "GET", path: `/api/fleet/${encodeURIComponent(id)}` }} />
    </>
  );
}
