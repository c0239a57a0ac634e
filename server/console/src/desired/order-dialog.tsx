// Orders a release: a patch of one layer, with what it would change before it is done.
import { useState } from "preact/hooks";
import { all, ask } from "../api/client.ts";
import type { Group, LayerPreview, Release, Revision } from "../api/types.ts";
import { layerAt } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { Fault, OperationLink, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { PlanButton, planDeed } from "../rollouts/plan-button.tsx";
import { PreviewView } from "./preview.tsx";

export function OrderDialog({ release, close }: { release: Release; close: () => void }) {
  const [layer, setLayer] = useState("fleet");
  const [message, setMessage] = useState("");
  const [fault, attempt] = useAttempt();
  const [done, setDone] = useState<Revision>();
  const groups = useResource("groups", () => all<Group>("/api/v1/groups", "groups"), { isLive: false });
  const document =
    release.kind === "agent"
      ? { agent: { version: release.version } }
      : { subAgents: [{ name: release.name, version: release.version }] };
  const path = `/api/v1/layers/${encodeURIComponent(layer)}`;
  const body = { document, strategy: "all-at-once", ...(message && { message }) };
  const preview = useResource(
    `${layer} ${release.target}`,
    signal =>
      ask<LayerPreview>("PATCH", path, {
        query: { dry_run: true },
        body: { document, strategy: "all-at-once" },
        signal,
      }),
    { isLive: false },
  );
  const order = async () => {
    const isDone = await attempt(async () => {
      // What was previewed is what is written: of the revision that it was made of.
      const etag = preview.data?.etag;
      setDone((await ask<Revision>("PATCH", path, { body, ...(etag && { ifMatch: etag }) })).body);
    });
    if (!isDone) preview.reload();
  };
  return (
    <Dialog
      title={
        <>
          Order <Text of={`${release.name} ${release.version}`} max={80} />
        </>
      }
      close={close}
      wide>
      {done ? (
        <>
          <p role="status">
            Revision {done.revision} of{" "}
            <a href={layerAt(layer)}>
              <Text of={layer} />
            </a>{" "}
            orders it for {many(done.hosts ?? 0, "host")}.
            <OperationLink id={done.operation}>An operation moves the rest.</OperationLink>
          </p>
          <ClosingFoot close={close} />
        </>
      ) : (
        <>
          <div class="fields">
            <Field label="For" id="order-layer">
              <select id="order-layer" value={layer} onChange={event => setLayer(valueOf(event))}>
                <option value="fleet">the whole fleet</option>
                {(groups.data ?? []).map(group => (
                  <option key={group.name} value={`group:${group.name}`}>
                    group {group.name}
                  </option>
                ))}
              </select>
            </Field>
            <Field label="Why" id="order-message">
              <input
                id="order-message"
                value={message}
                maxLength={200}
                onInput={event => setMessage(valueOf(event))}
              />
            </Field>
          </div>
          <p class="hint">
            Every host of the layer gets it at once (strategy all-at-once). Each judges it in a trial, and
            goes back by itself.
          </p>
          <Loaded of={preview}>{({ body: found }) => <PreviewView of={found} />}</Loaded>
          <Fault of={fault} />
          <AskingFoot close={close}>
            <PlanButton
              layer={layer}
              change={{ patch: document }}
              reason={message}
              disabled={!preview.data}
              attempt={attempt}
            />
            <button type="button" class="primary" disabled={!preview.data} onClick={() => void order()}>
              Order for {many(preview.data?.body.hosts ?? 0, "host")}
            </button>
          </AskingFoot>
          <Lines of={{ method: "PATCH", path, body }} or={[planDeed(layer, { patch: document }, message)]} />
        </>
      )}
    </Dialog>
  );
}
