// Hosts by equal output, those of most hosts first: what most said, and who said something else.
import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { RunDetail, RunOutputs } from "../api/run-types.ts";
import { href } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { Card, Empty } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Log } from "./log.tsx";
import { isOver } from "./phases.ts";
import { useTicks } from "./ticks.ts";

export function Outputs({ of: { run }, path: runPath }: { of: RunDetail; path: string }) {
  const path = `${runPath}/outputs`;
  const found = useResource(run.id, signal => get<RunOutputs>(path, undefined, signal), {
    pauseMilliseconds: 1000,
  });
  useTicks(!isOver(run), found.reload);
  return (
    <Card title="Equal outputs">
      <Loaded of={found}>
        {({ outputs, without, more }) => (
          <>
            {outputs.length === 0 && <Empty title="No host has ended with its whole output here yet." />}
            {outputs.map((group, at) => (
              <Group key={group.digest} run={run.id} path={runPath} of={group} isFirst={at === 0} />
            ))}
            <p class="soft">
              {more > 0 && `${many(more, "further output")} are not listed. `}
              {without > 0 && `${many(without, "host")} had no output to give, or not the whole of it yet.`}
            </p>
          </>
        )}
      </Loaded>
      <Lines of={{ cli: line("aops", "runs", "outputs", run.id), method: "GET", path }} />
    </Card>
  );
}

function Group({
  run,
  path,
  of,
  isFirst,
}: {
  run: string;
  path: string;
  of: RunOutputs["outputs"][number];
  isFirst: boolean;
}) {
  const [isOpen, setOpen] = useState(isFirst);
  return (
    <details
      class="command"
      open={isOpen}
      onToggle={event => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>
        <strong>{many(of.hosts, "host")}</strong> with the output{" "}
        <span class="mono">{of.digest.slice(0, 12)}</span>
      </summary>
      <p>
        <a href={href(["runs", run], { digest: of.digest })}>{of.hosts === 1 ? "The host" : "These hosts"}</a>
        ; this is what one of them printed:
      </p>
      {isOpen && <Log path={path} hosts={1} host={of.example} />}
    </details>
  );
}
