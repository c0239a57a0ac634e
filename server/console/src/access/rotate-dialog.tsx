// A key is rotated by two steps, so that what uses it never stands without one: a new key, then the end of the old one.
import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import type { Key } from "../api/types.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { Fault, Text, Time } from "../ui/parts.tsx";
import { grantsBody } from "./grants.tsx";
import { KeyMade, type KeyReply } from "./key-made.tsx";
import { nextName } from "./names.ts";

/** As long as the old one was given. */
const lifeOf = (key: Key): number =>
  key.expiresAt ? Math.round((Date.parse(key.expiresAt) - Date.parse(key.createdAt)) / 1000) : 0;

export function RotateDialog({ of, all, close }: { of: Key; all: readonly Key[]; close: () => void }) {
  const [made, setMade] = useState<KeyReply>();
  const [isOver, setOver] = useState(false);
  const [fault, attempt] = useAttempt();
  const oldPath = `/api/v1/keys/${encodeURIComponent(of.id)}`;
  const body = {
    name: nextName(
      of.name,
      all.map(key => key.name),
    ),
    ttlSeconds: lifeOf(of),
    grants: grantsBody(of.grants),
    ...(of.owner === undefined && { program: true }),
  };
  const make = () =>
    attempt(async () => setMade((await ask<KeyReply>("POST", "/api/v1/keys", { body })).body));
  const revoke = () =>
    attempt(async () => {
      await ask("DELETE", oldPath);
      setOver(true);
    });
  return (
    <Dialog
      title={
        <>
          Rotate <Text of={of.name} max={80} />
        </>
      }
      close={close}
      wide>
      {made ? (
        <>
          <KeyMade of={made} />
          <Fault of={fault} />
          {isOver ? (
            <p class="verdict" role="status">
              The old key is void.
            </p>
          ) : (
            <p>
              Both keys are in force. Put the new one in place, see it used under Keys, and then revoke the
              old one, which was used <Time at={of.usedAt} />.
            </p>
          )}
          <ClosingFoot close={close} title={isOver ? "Close" : "I have it"}>
            {!isOver && (
              <button type="button" class="danger" onClick={() => void revoke()}>
                Revoke the old key now
              </button>
            )}
          </ClosingFoot>
          {!isOver && (
            <Lines of={{ cli: line("aops", "key", "revoke", of.id), method: "DELETE", path: oldPath }} />
          )}
        </>
      ) : (
        <>
          <p>
            A new key, <strong>{body.name}</strong>, gets the same roles and the same lifetime. The old one
            stays in force until you revoke it: nothing that uses it stops.
          </p>
          <Fault of={fault} />
          <AskingFoot close={close}>
            <button type="button" class="primary" onClick={() => void make()}>
              Make the new key
            </button>
          </AskingFoot>
          <Lines of={{ method: "POST", path: "/api/v1/keys", body }} />
        </>
      )}
    </Dialog>
  );
}
