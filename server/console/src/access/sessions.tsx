// Sessions of a user: from where, with what, until when; each can be ended.
import { useState } from "preact/hooks";
import { all, ask } from "../api/client.ts";
import type { UserSession } from "../api/types.ts";
import { many } from "../format/numbers.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines, type Deed } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { Badge, Empty, Fault, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { clientOf } from "./names.ts";

/** The sessions of one user, the newest first. */
export function Sessions({ user }: { user: string }) {
  const list = useResource(`sessions ${user}`, () => all<UserSession>("/api/v1/sessions", "sessions"));
  const [ended, setEnded] = useState<readonly UserSession[]>();
  return (
    <>
      <Loaded of={list}>
        {found => {
          const own = found.filter(session => session.user === user).reverse();
          const others = own.filter(session => !session.isCurrent);
          return own.length === 0 ? (
            <Empty title="There is no session." />
          ) : (
            <>
              <Table label="Sessions" titles={["From", "Begun", "Last request", "Ends", "Do"]}>
                {own.map(session => (
                  <tr key={session.id}>
                    <td>
                      <Text of={session.address ?? ""} max={60} />{" "}
                      {session.isCurrent && <Badge of="this one" kind="good" />}
                      <div class="soft" title={session.client}>
                        <Text of={clientOf(session.client ?? "")} max={80} />
                      </div>
                    </td>
                    <td class="nowrap">
                      <Time at={session.createdAt} />
                    </td>
                    <td class="nowrap">
                      <Time at={session.usedAt} />
                    </td>
                    <td class="nowrap">
                      <Time at={session.expiresAt} />
                    </td>
                    <td class="do">
                      {!session.isCurrent && (
                        <RowButton
                          title="End…"
                          kind="danger"
                          of={`the session from ${session.address ?? session.id}`}
                          act={() => setEnded([session])}
                        />
                      )}
                    </td>
                  </tr>
                ))}
              </Table>
              {others.length > 1 && (
                <p>
                  <button type="button" class="danger" onClick={() => setEnded(others)}>
                    End all others…
                  </button>
                </p>
              )}
            </>
          );
        }}
      </Loaded>
      <p class="soft">A session ends after 8 hours without a request, and after 7 days in any case.</p>
      <Lines of={{ method: "GET", path: "/api/v1/sessions" }} />
      {ended && <EndDialog of={ended} done={list.reload} close={() => setEnded(undefined)} />}
    </>
  );
}

const deedOf = ({ id }: UserSession): Deed => ({
  method: "DELETE",
  path: `/api/v1/sessions/${encodeURIComponent(id)}`,
});

function EndDialog({ of, done, close }: { of: readonly UserSession[]; done: () => void; close: () => void }) {
  const [fault, attempt] = useAttempt();
  const end = async () => {
    const isDone = await attempt(async () => {
      for (const session of of) {
        const { method, path } = deedOf(session);
        await ask(method, path);
      }
    });
    done();
    if (isDone) close();
  };
  const [first, ...others] = of.map(deedOf);
  return (
    <Dialog title={`End ${many(of.length, "session")}`} close={close}>
      <p>Who uses {of.length === 1 ? "it" : "one of them"} signs in again.</p>
      <Fault of={fault} />
      <AskingFoot close={close}>
        <button type="button" class="danger primary" onClick={() => void end()}>
          End {many(of.length, "session")}
        </button>
      </AskingFoot>
      {first && <Lines of={first} or={others} />}
    </Dialog>
  );
}

export const SessionsDialog = ({ user, close }: { user: string; close: () => void }) => (
  <Dialog
    title={
      <>
        Sessions of <Text of={user} max={80} />
      </>
    }
    close={close}
    wide>
    <Sessions user={user} />
    <ClosingFoot close={close} />
  </Dialog>
);
