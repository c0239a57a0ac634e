// The people who sign in, what each may do, and from where each does it now.
import { useState } from "preact/hooks";
import { all } from "../api/client.ts";
import type { User } from "../api/types.ts";
import { change, href, param } from "../app/router.ts";
import { me } from "../app/session.ts";
import { count } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Head, Text, Time, now } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { Grants, grantsBody } from "./grants.tsx";
import { SessionsDialog } from "./sessions.tsx";
import { UserDialog } from "./user-dialog.tsx";

type Opened = { user: User; what: "change" | "sessions" | "switch" | "remove" };

const pathOf = (user: User): string => `/api/v1/users/${encodeURIComponent(user.name)}`;

/** What keeps a user from signing in; `active` for nothing. */
export function stateOf(user: User, at: number): string {
  if (user.disabled) return "disabled";
  if (user.lockedUntil && Date.parse(user.lockedUntil) > at) return "locked";
  return user.hasPassword ? "active" : "no password";
}

export function Users() {
  const users = useResource("users", () => all<User>("/api/v1/users", "users"));
  const [opened, setOpened] = useState<Opened>();
  const isNew = param("new") === "1";
  const close = () => {
    setOpened(undefined);
    if (isNew) change({ new: undefined }, true);
    users.reload();
  };
  return (
    <>
      <Head title="Users" sub={users.data ? count(users.data.length) : ""}>
        <button type="button" class="primary" onClick={() => change({ new: "1" })}>
          New user…
        </button>
      </Head>
      <Card>
        <Loaded of={users}>
          {found =>
            found.length === 0 ? (
              <Empty title="There is no user yet.">
                <p>
                  Who comes in now has a key of the server's start.{" "}
                  <a href={href(["access", "users"], { new: "1" })}>Make yourself an admin</a> with a
                  password; after that the audit names you, and the first key can be revoked.
                </p>
              </Empty>
            ) : (
              <UserTable users={found} open={setOpened} />
            )
          }
        </Loaded>
        <Lines of={{ cli: "aops user list", method: "GET", path: "/api/v1/users" }} />
      </Card>
      {(isNew || opened?.what === "change") && <UserDialog user={opened?.user} close={close} />}
      {opened?.what === "sessions" && <SessionsDialog user={opened.user.name} close={close} />}
      {opened?.what === "switch" && <Switch user={opened.user} close={close} />}
      {opened?.what === "remove" && <Remove user={opened.user} close={close} />}
    </>
  );
}

const UserTable = ({ users, open }: { users: readonly User[]; open: (what: Opened) => void }) => (
  <Table label="Users" titles={["Name", "State", "Roles", "Signed in", "Made", "Do"]}>
    {users.map(user => (
      <tr key={user.name}>
        <td class="strong">
          <Text of={user.name} max={80} />
          {user.name === me.value?.name && <span class="soft"> (you)</span>}
          <div class="soft">
            <Text of={user.fullName} max={120} />
          </div>
        </td>
        <td>
          <Badge
            of={stateOf(user, now.value)}
            title={
              user.lockedUntil && `Wrong passwords: until ${user.lockedUntil}. A change of the user ends it.`
            }
          />
        </td>
        <td>
          <Grants of={user.grants} />
        </td>
        <td class="nowrap">
          <Time at={user.signedInAt} />
        </td>
        <td class="nowrap">
          <Time at={user.createdAt} />{" "}
          <span class="soft">
            by <Text of={user.createdBy} max={60} />
          </span>
        </td>
        <td class="do">
          <RowButton title="Change…" of={user.name} act={() => open({ user, what: "change" })} />
          <RowButton title="Sessions…" of={user.name} act={() => open({ user, what: "sessions" })} />
          <RowButton
            title={user.disabled ? "Enable…" : "Disable…"}
            of={user.name}
            act={() => open({ user, what: "switch" })}
          />
          <RowButton
            title="Remove…"
            kind="danger"
            of={user.name}
            act={() => open({ user, what: "remove" })}
          />
        </td>
      </tr>
    ))}
  </Table>
);

const Switch = ({ user, close }: { user: User; close: () => void }) => (
  <Confirm
    title={
      <>
        {user.disabled ? "Enable" : "Disable"} <Text of={user.name} max={80} />
      </>
    }
    verb={user.disabled ? "Enable" : "Disable"}
    isDangerous={!user.disabled}
    ifMatch={`"${user.revision}"`}
    deed={{
      cli: line("aops", "user", "set", user.name, user.disabled ? "--enable" : "--disable"),
      method: "PUT",
      path: pathOf(user),
      body: { fullName: user.fullName, grants: grantsBody(user.grants), disabled: !user.disabled },
    }}
    close={close}>
    <p>
      {user.disabled
        ? "The user may sign in again, with the roles of before. Keys of the user are in force again."
        : "Sessions of the user end now, and keys of the user are void until the user is enabled again. Nothing is lost."}
    </p>
  </Confirm>
);

const Remove = ({ user, close }: { user: User; close: () => void }) => (
  <Confirm
    title={
      <>
        Remove <Text of={user.name} max={80} />
      </>
    }
    verb="Remove the user"
    isDangerous
    ifMatch={`"${user.revision}"`}
    deed={{ cli: line("aops", "user", "remove", user.name), method: "DELETE", path: pathOf(user) }}
    close={close}>
    <p>
      Sessions of the user end, and keys of the user are revoked for good. The audit goes on naming the user.
      Disabling is the way that can be taken back.
    </p>
  </Confirm>
);
