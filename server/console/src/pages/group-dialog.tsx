import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import type { Group, GroupReply } from "../api/types.ts";
import { layerAt } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { QueryBar } from "../query/query-bar.tsx";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { Field, valueOf } from "../ui/form.tsx";
import { Fault, OperationLink, Text } from "../ui/parts.tsx";
import { useResource } from "../ui/resource.tsx";

/** Makes or changes a group; how many hosts join and leave is told before it is written. */
export function GroupDialog({
  group,
  q,
  rank,
  close,
}: {
  group: Group | undefined;
  q: string;
  rank: number;
  close: () => void;
}) {
  const [draft, setDraft] = useState({
    name: group?.name ?? "",
    rank: group?.rank ?? rank,
    q: group?.q ?? q,
    note: group?.note ?? "",
  });
  const [fault, attempt] = useAttempt();
  const [done, setDone] = useState<GroupReply>();
  const path = group ? `/api/v1/groups/${encodeURIComponent(group.name)}` : "/api/v1/groups";
  const method = group ? "PUT" : "POST";
  const isReady = draft.name !== "" && draft.q !== "";
  const preview = useResource(
    isReady ? JSON.stringify(draft) : "",
    signal =>
      isReady
        ? ask<GroupReply>(method, path, { query: { dry_run: true }, body: draft, signal })
        : Promise.resolve(undefined),
    { isLive: false },
  );
  const queryFault = ApiProblem.ofQuery(preview.fault);
  const write = () =>
    attempt(async () => {
      const ifMatch = group && { ifMatch: `"${group.revision}"` };
      setDone((await ask<GroupReply>(method, path, { body: draft, ...ifMatch })).body);
    });
  const reply = preview.data?.body;
  return (
    <Dialog
      title={
        group ? (
          <>
            Change group <Text of={group.name} max={60} />
          </>
        ) : (
          "New group"
        )
      }
      close={close}
      wide>
      {done ? (
        <>
          <p role="status" class="verdict">
            Group <Text of={done.group.name} max={60} /> is written: {many(done.joining, "host")} joined,{" "}
            {many(done.leaving, "host")} left.
            <OperationLink id={done.operation}>An operation moves them.</OperationLink>
          </p>
          <p>
            <a href={layerAt(`group:${done.group.name}`)}>Say what its hosts should be</a>
          </p>
          <ClosingFoot close={close} />
        </>
      ) : (
        <>
          <div class="fields">
            {!group && (
              <Field label="Name" id="group-name">
                <input
                  id="group-name"
                  value={draft.name}
                  autocomplete="off"
                  onInput={event => setDraft({ ...draft, name: valueOf(event).trim() })}
                />
              </Field>
            )}
            <Field label="Rank" id="group-rank">
              <input
                id="group-rank"
                type="number"
                min={1}
                value={draft.rank}
                onInput={event => setDraft({ ...draft, rank: Number(valueOf(event)) })}
              />
            </Field>
            <Field label="What for" id="group-note">
              <input
                id="group-note"
                value={draft.note}
                maxLength={1000}
                onInput={event => setDraft({ ...draft, note: valueOf(event) })}
              />
            </Field>
          </div>
          <p class="soft">Which hosts it has:</p>
          <QueryBar
            q={draft.q}
            fault={queryFault}
            changed={next => setDraft(before => ({ ...before, q: next }))}
          />
          {!queryFault && <Fault of={preview.fault} />}
          {reply && !preview.fault && (
            <p role="status" class="verdict">
              It would have <strong>{many(reply.group.count ?? reply.joining, "host")}</strong>:{" "}
              {many(reply.joining, "host")} {reply.joining === 1 ? "joins" : "join"},{" "}
              {many(reply.leaving, "host")} {reply.leaving === 1 ? "leaves" : "leave"}.
            </p>
          )}
          <Fault of={fault} />
          <AskingFoot close={close}>
            <button
              type="button"
              class="primary"
              disabled={!reply || preview.fault !== undefined}
              onClick={() => void write()}>
              {group ? "Change it" : "Make it"}
            </button>
          </AskingFoot>
          <Lines
            of={{
              cli: line(
                "aops",
                "groups",
                group ? "set" : "create",
                draft.name || "NAME",
                "-q",
                draft.q,
                "--rank",
                String(draft.rank),
                ...(draft.note ? ["--note", draft.note] : []),
              ),
              method,
              path,
              body: draft,
            }}
          />
        </>
      )}
    </Dialog>
  );
}

export function RemoveGroup({ group, close }: { group: Group; close: () => void }) {
  const [fault, attempt] = useAttempt();
  const path = `/api/v1/groups/${encodeURIComponent(group.name)}`;
  const remove = () =>
    attempt(async () => {
      await ask("DELETE", path, { ifMatch: `"${group.revision}"` });
      close();
    });
  return (
    <Dialog
      title={
        <>
          Remove group <Text of={group.name} max={60} />
        </>
      }
      close={close}>
      <p>
        Its {many(group.count ?? 0, "host")} stay. A group whose layer says something is refused: empty the
        layer first.
      </p>
      <Fault of={fault} />
      <AskingFoot close={close}>
        <button type="button" class="danger primary" onClick={() => void remove()}>
          Remove the group
        </button>
      </AskingFoot>
      <Lines of={{ cli: line("aops", "groups", "remove", group.name), method: "DELETE", path }} />
    </Dialog>
  );
}
