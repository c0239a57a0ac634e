import { ask } from "../api/client.ts";
import { Allowed, changing } from "../app/rights.tsx";
import { href } from "../app/router.ts";
import { bytes } from "../format/numbers.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Facts, Fault, FullTime, Text } from "../ui/parts.tsx";
import type { HostData } from "./host.tsx";

/** Who the host is to the server, how it reaches it, and whose clone it is. */
export function Identity({ data, reload }: { data: HostData; reload: () => void }) {
  const { host, detail } = data;
  const { heartbeat, summary } = detail;
  const connection = heartbeat?.agent.connection ?? {};
  const agent = heartbeat?.agent;
  return (
    <div class="columns">
      <Card title="Identity">
        <Facts
          rows={[
            [
              "Id",
              <span key="id" class="mono">
                {host.id}
              </span>,
            ],
            ["Name", <Text key="name" of={host.hostname} />],
            [
              "Machine",
              <span key="machine" class="mono">
                <Text of={heartbeat?.host["machineId"]} max={80} />
              </span>,
            ],
            ["Enrolled", <FullTime key="at" at={host.enrolledAt} />],
            ["System", <Text key="os" of={host.host?.["os"]} />],
            ["Kernel", <Text key="kernel" of={host.host?.["kernel"]} />],
            ["Architecture", <Text key="arch" of={host.host?.["architecture"]} />],
            ["Service manager", <Text key="sm" of={host.host?.["serviceManager"]} />],
          ]}
        />
      </Card>
      <Card title="Agent">
        <Facts
          rows={[
            ["Version", <Text key="version" of={agent?.version} />],
            ["Started", <FullTime key="started" at={agent?.startedAt} />],
            ["aops-spm", agent?.spmPid ? `pid ${agent.spmPid}, ${bytes(agent.spmRssBytes ?? 0)}` : undefined],
            [
              "aops-spa",
              agent?.spaPid ? `pid ${agent.spaPid}, ${bytes(agent.spaRssBytes ?? 0)}` : "not connected",
            ],
            ["Heartbeat", detail.intervalSeconds ? `every ${detail.intervalSeconds} s` : undefined],
            ["Paused", agent?.paused && <Text of={agent.paused} />],
            [
              "Upgrade",
              agent?.upgrade && (
                <>
                  <Badge of={agent.upgrade.phase} />{" "}
                  <Text of={`${agent.upgrade.from} → ${agent.upgrade.to}`} />{" "}
                  <Text of={agent.upgrade.reason ?? ""} />
                </>
              ),
            ],
          ]}
        />
      </Card>
      <Card title="Connection and trust">
        {Object.keys(connection).length === 0 && (
          <p class="soft">Its heartbeats tell nothing of the way that it comes by.</p>
        )}
        <Facts
          rows={Object.entries(connection).map(([name, value]) => [
            name,
            <Text key={name} of={typeof value === "object" ? JSON.stringify(value) : value} max={600} />,
          ])}
        />
      </Card>
      {summary.cloneOf && (
        <Clone
          id={summary.id}
          parent={summary.cloneOf}
          goes={summary.goesWithOriginal ?? false}
          reload={reload}
        />
      )}
    </div>
  );
}

function Clone({
  id,
  parent,
  goes,
  reload,
}: {
  id: string;
  parent: string;
  goes: boolean;
  reload: () => void;
}) {
  const [fault, attempt] = useAttempt();
  const path = `/api/v1/hosts/${encodeURIComponent(id)}/consent`;
  const consent = () =>
    attempt(async () => {
      await ask("POST", path);
      reload();
    });
  return (
    <Card title="Clone">
      <p>
        It was copied from{" "}
        <a href={href(["hosts", parent])}>
          <Text of={parent} />
        </a>
        , whose token made it.
        {goes
          ? " It is removed together with that one, unless an operator consents to it."
          : " An operator consented to it: it stays by itself."}
      </p>
      <Fault of={fault} />
      {goes && (
        <Allowed to={changing}>
          <button type="button" onClick={() => void consent()}>
            Let it stay
          </button>
        </Allowed>
      )}
      <Lines of={{ method: "POST", path }} />
    </Card>
  );
}
