// One log over all runs of a deployment, of all hosts or of one.
import { get } from "../api/client.ts";
import type { Deployment, DeploymentHostList } from "../api/deployment-types.ts";
import { href, param } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { LogView } from "../runs/log-view.tsx";
import { Lines } from "../ui/copy.tsx";
import { Card, Text } from "../ui/parts.tsx";
import { useResource } from "../ui/resource.tsx";
import { followDeployment, runsShown } from "./follow.ts";

export function DeploymentLog({ of, path }: { of: Deployment; path: string }) {
  const host = param("host") || undefined;
  const found = useResource(
    `host ${host}`,
    async signal =>
      host ? (await get<DeploymentHostList>(`${path}/hosts`, { host }, signal)).hosts[0] : undefined,
    { isLive: false },
  );
  return (
    <Card
      title={
        host ? (
          <>
            Log of <Text of={found.data?.hostname ?? host} max={80} />
          </>
        ) : (
          "Log of all hosts, over all runs"
        )
      }
      side={
        host && (
          <span>
            <a href={href(["hosts", host])}>the host</a>,{" "}
            <a href={href(["deployments", of.name], { tab: "log" })}>all hosts</a>
          </span>
        )
      }>
      <LogView
        key={host}
        of={{
          key: `${path} ${of.createdAt} ${host}`,
          follow: (stop, feed) => followDeployment(of, path, host, stop, feed),
          file: {
            name: `deployment-${of.name}${host ? `-${host}` : ""}.log`,
            title: "Save the whole log",
            path: `${path}/log`,
            query: { host },
          },
          whole: "whole",
          label: `Log of ${of.name}`,
          isOfOne: host !== undefined,
        }}>
        {of.runs > runsShown && (
          <p class="hint">
            It has had {of.runs} runs; the last {runsShown} of them are shown here.
          </p>
        )}
      </LogView>
      <Lines
        of={{
          cli: line("aops", "deployments", "log", of.name, ...(host ? ["--host", host] : [])),
          method: "GET",
          path: host ? `${path}/log?host=${encodeURIComponent(host)}` : `${path}/log`,
        }}
      />
    </Card>
  );
}
