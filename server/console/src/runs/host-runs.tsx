import { href } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { RunRows } from "./run-rows.tsx";
import { Lines } from "../ui/copy.tsx";
import { Card, Empty } from "../ui/parts.tsx";

/** The runs that a host has, or had; each leads to what the host printed. */
export const HostRuns = ({ id }: { id: string }) => (
  <Card title="Runs, the newest first">
    <RunRows
      host={id}
      empty={
        <Empty title="Nothing was run on this host yet.">
          <p>
            <em>Run…</em> above starts one of the <a href={href(["runs", "runbooks"])}>runbooks</a> on it.
          </p>
        </Empty>
      }
    />
    <Lines
      of={{
        cli: line("aops", "runs", "list", "--host", id),
        method: "GET",
        path: `/api/v1/runs?host=${encodeURIComponent(id)}`,
      }}
    />
  </Card>
);
