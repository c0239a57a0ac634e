// The revisions of a layer: what each changed, and the way back to one.
import { useState } from "preact/hooks";
import { ask, get } from "../api/client.ts";
import { changing } from "../app/rights.tsx";
import type { FieldChange, LayerPreview, Revision, RevisionList } from "../api/types.ts";
import { change, layerAt } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { Badge, Fault, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import type { LayerState } from "./desired.tsx";
import { Changes, PreviewView } from "./preview.tsx";

const pageRows = 50;

export function History({
  layer,
  head,
  shown,
  reload,
}: {
  layer: string;
  head: LayerState;
  shown: string;
  reload: () => void;
}) {
  const path = `/api/v1/layers/${encodeURIComponent(layer)}`;
  const [reverting, setReverting] = useState<Revision>();
  const list = useResource(
    `${layer} ${head.revision.revision}`,
    signal => get<RevisionList>(`${path}/revisions`, { limit: pageRows }, signal),
    { isLive: false },
  );
  return (
    <>
      <Loaded of={list}>
        {({ revisions }) => (
          <Table label="Revisions" titles={["Revision", "When", "By", "Why", "Do"]}>
            {revisions.map(one => (
              <tr key={one.revision} class={String(one.revision) === shown ? "current" : ""}>
                <td>
                  <a href={layerAt(layer, one.revision)}>{one.revision}</a>
                  {one.revision === head.revision.revision && (
                    <>
                      {" "}
                      <Badge of="now" kind="good" />
                    </>
                  )}
                </td>
                <td>
                  <Time at={one.changedAt} />
                </td>
                <td>
                  <Text of={one.author ?? ""} max={60} />
                </td>
                <td>
                  <Text of={one.message ?? ""} max={200} />
                  {one.revertOf !== undefined && <span class="soft"> as revision {one.revertOf}</span>}
                </td>
                <td class="do">
                  <RowButton
                    title="Compare"
                    of={`revision ${one.revision}`}
                    act={() => change({ revision: String(one.revision) })}
                  />
                  {one.revision !== head.revision.revision && (
                    <RowButton
                      title="Go back…"
                      need={changing}
                      of={`to revision ${one.revision}`}
                      act={() => setReverting(one)}
                    />
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Loaded>
      {shown && <Comparison path={path} layer={layer} revision={shown} head={head.revision.revision} />}
      {reverting && (
        <Revert
          path={path}
          layer={layer}
          to={reverting.revision}
          etag={head.etag}
          close={() => {
            setReverting(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

function Comparison({
  path,
  layer,
  revision,
  head,
}: {
  path: string;
  layer: string;
  revision: string;
  head: number;
}) {
  const number = Number(revision);
  const own = useResource(
    `own ${layer} ${revision}`,
    signal =>
      get<{ changes: FieldChange[] }>(`${path}/diff`, { to: number, from: Math.max(0, number - 1) }, signal),
    { isLive: false },
  );
  const since = useResource(
    `since ${layer} ${revision} ${head}`,
    signal => get<{ changes: FieldChange[] }>(`${path}/diff`, { from: number, to: head }, signal),
    { isLive: false },
  );
  return (
    <section class="comparison" aria-label={`Revision ${revision}`}>
      <h3>What revision {revision} changed</h3>
      <Loaded of={own} rows={2}>
        {({ changes }) => <Changes of={changes} />}
      </Loaded>
      {number !== head && (
        <>
          <h3>What changed since, up to {head}</h3>
          <Loaded of={since} rows={2}>
            {({ changes }) => <Changes of={changes} />}
          </Loaded>
        </>
      )}
      <Lines
        of={{
          cli: line(
            "aops",
            "desired",
            "diff",
            layer,
            "--from",
            String(Math.max(0, number - 1)),
            "--to",
            revision,
          ),
          method: "GET",
          path: `${path}/diff?from=${Math.max(0, number - 1)}&to=${number}`,
        }}
      />
    </section>
  );
}

function Revert({
  path,
  layer,
  to,
  etag,
  close,
}: {
  path: string;
  layer: string;
  to: number;
  etag: string | undefined;
  close: () => void;
}) {
  const [message, setMessage] = useState("");
  const [fault, attempt] = useAttempt();
  const [done, setDone] = useState<Revision>();
  const body = { revision: to, strategy: "all-at-once", ...(message && { message }) };
  const preview = useResource(
    `${layer} ${to}`,
    signal =>
      ask<LayerPreview>("POST", `${path}/revert`, {
        query: { dry_run: true },
        body: { revision: to, strategy: "all-at-once" },
        signal,
      }),
    { isLive: false },
  );
  const revert = () =>
    attempt(async () => {
      setDone((await ask<Revision>("POST", `${path}/revert`, { body, ...(etag && { ifMatch: etag }) })).body);
    });
  return (
    <Dialog
      title={
        <>
          Go back to revision {to} of <Text of={layer} max={60} />
        </>
      }
      close={close}
      wide>
      {done ? (
        <>
          <p role="status" class="verdict">
            Revision {done.revision} has the content of {to}; it moves {many(done.hosts ?? 0, "host")}.
          </p>
          <ClosingFoot close={close} />
        </>
      ) : (
        <>
          <Loaded of={preview}>{({ body: found }) => <PreviewView of={found} />}</Loaded>
          <div class="fields">
            <Field label="Why" id="revert-message">
              <input
                id="revert-message"
                value={message}
                maxLength={200}
                onInput={event => setMessage(valueOf(event))}
              />
            </Field>
          </div>
          <Fault of={fault} />
          <AskingFoot close={close}>
            <button type="button" class="primary" disabled={!preview.data} onClick={() => void revert()}>
              Go back, for {many(preview.data?.body.hosts ?? 0, "host")}
            </button>
          </AskingFoot>
          <Lines
            of={{
              cli: line(
                "aops",
                "desired",
                "revert",
                layer,
                "--to",
                String(to),
                "--strategy",
                "all-at-once",
                ...(message ? ["-m", message] : []),
              ),
              method: "POST",
              path: `${path}/revert`,
              body,
            }}
          />
        </>
      )}
    </Dialog>
  );
}
