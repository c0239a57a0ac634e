// What hosts should be: the layers, the document of one, its history, and the way back.
import { all, ask } from "../api/client.ts";
import type { Group, LayerDocument, Revision } from "../api/types.ts";
import { href, layerAt, param, route } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Editor } from "./editor.tsx";
import { History } from "./history.tsx";

export interface LayerState {
  revision: Revision;
  etag: string | undefined;
}

export function Desired() {
  const layer = route.value.path[1] ?? "fleet";
  const groups = useResource("groups", () => all<Group>("/api/v1/groups", "groups"), {
    pauseMilliseconds: 15_000,
  });
  const layers = ["fleet", ...(groups.data ?? []).map(group => `group:${group.name}`)];
  if (!layers.includes(layer)) layers.push(layer);
  return (
    <>
      <Head title="Desired state" sub="layers, the strongest last: the fleet, groups by rank, one host" />
      <div class="desired">
        <nav class="layers" aria-label="Layers">
          {layers.map(name => (
            <a key={name} href={layerAt(name)} aria-current={name === layer ? "page" : undefined}>
              <Text of={name} max={60} />
            </a>
          ))}
          <a class="soft" href={href(["groups"], { new: "1" })}>
            new group…
          </a>
        </nav>
        <Layer key={layer} layer={layer} />
      </div>
    </>
  );
}

function Layer({ layer }: { layer: string }) {
  const path = `/api/v1/layers/${encodeURIComponent(layer)}`;
  const shown = param("revision");
  const found = useResource<LayerState>(layer, async signal => {
    const answer = await ask<Revision>("GET", path, { signal });
    return { revision: answer.body, etag: answer.etag };
  });
  return (
    <div class="stack grow">
      <Loaded of={found} rows={8}>
        {state => (
          <>
            <Card
              title={
                <>
                  <Text of={layer} max={80} />: {sentence(state.revision.document)}
                </>
              }
              side={
                <span class="soft">
                  revision {state.revision.revision}
                  {state.revision.changedAt && (
                    <>
                      , <Time at={state.revision.changedAt} /> by{" "}
                      <Text of={state.revision.author || "nobody named"} max={60} />
                    </>
                  )}
                </span>
              }>
              {state.revision.revision === 0 && (
                <Empty title="This layer says nothing yet.">
                  <p>
                    Its hosts stay as they are. Write what they should be; the preview tells how many would
                    change before anything does.
                  </p>
                </Empty>
              )}
              <Editor layer={layer} state={state} reload={found.reload} />
            </Card>
            {state.revision.revision > 0 && (
              <Card title="History, the newest first">
                <History layer={layer} head={state} shown={shown} reload={found.reload} />
              </Card>
            )}
            <Lines of={{ cli: line("aops", "desired", "get", layer), method: "GET", path }} />
          </>
        )}
      </Loaded>
    </div>
  );
}

/** A document in some words. */
export function sentence(document: LayerDocument | undefined): string {
  if (!document || Object.keys(document).length === 0) return "says nothing";
  const parts: string[] = [];
  if (document.agent) parts.push(`agent ${document.agent.version}`);
  const named = document.subAgents ?? [];
  if (named.length) parts.push(`${named.length} sub-agent${named.length === 1 ? "" : "s"}`);
  const settings = Object.keys(document.settings ?? {}).length;
  if (settings) parts.push(`${settings} setting${settings === 1 ? "" : "s"}`);
  if (document.paused !== undefined) parts.push(document.paused ? "paused" : "not paused");
  return parts.join(", ") || "says nothing";
}
