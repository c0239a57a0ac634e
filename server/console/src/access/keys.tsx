// Keys of programs and of the command line: what they may do, when and from where each was used last.
import { useState } from "preact/hooks";
import { all } from "../api/client.ts";
import type { Key } from "../api/types.ts";
import { administering, may } from "../app/rights.tsx";
import { change, href, param } from "../app/router.ts";
import { me } from "../app/session.ts";
import { count } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Head, Text, Time, now } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { Grants } from "./grants.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";

const soonMilliseconds = 7 * 86_400_000;

export function Keys() {
  const keys = useResource("keys", () => all<Key>("/api/v1/keys", "keys"));
  const [opened, setOpened] = useState<{ key: Key; what: "rotate" | "revoke" }>();
  const isNew = param("new") === "1";
  const close = () => {
    setOpened(undefined);
    if (isNew) change({ new: undefined }, true);
    keys.reload();
  };
  const isAdmin = may(administering);
  const mayMake = isAdmin || me.value?.kind === "user";
  return (
    <>
      <Head title="Keys" sub={keys.data ? `${count(keys.data.length)} in force` : ""}>
        {mayMake ? (
          <button type="button" class="primary" onClick={() => change({ new: "1" })}>
            New key…
          </button>
        ) : (
          <span class="soft">A key makes no keys: sign in with name and password for that.</span>
        )}
      </Head>
      <Card>
        <Loaded of={keys}>
          {found =>
            found.length === 0 ? (
              <Empty title="There is no key.">
                <p>
                  The command line and programs show one in place of a password.{" "}
                  <a href={href(["access", "keys"], { new: "1" })}>Make the first one</a>.
                </p>
              </Empty>
            ) : (
              <KeyTable keys={found} mayMake={mayMake} isAdmin={isAdmin} open={setOpened} />
            )
          }
        </Loaded>
        {!isAdmin && <p class="soft">These are your own; an admin sees all.</p>}
        <Lines of={{ cli: "aops key list", method: "GET", path: "/api/v1/keys" }} />
      </Card>
      {isNew && mayMake && <KeyDialog close={close} />}
      {opened?.what === "rotate" && <RotateDialog of={opened.key} all={keys.data ?? []} close={close} />}
      {opened?.what === "revoke" && <Revoke of={opened.key} close={close} />}
    </>
  );
}

const KeyTable = ({
  keys,
  mayMake,
  isAdmin,
  open,
}: {
  keys: readonly Key[];
  mayMake: boolean;
  isAdmin: boolean;
  open: (what: { key: Key; what: "rotate" | "revoke" }) => void;
}) => (
  <Table label="Keys" titles={["Name", "Of", "Roles", "Last use", "Ends", "Made", "Do"]}>
    {keys.map(key => (
      <tr key={key.id}>
        <td class="strong">
          <Text of={key.name} max={80} />
        </td>
        <td>{key.owner ? <Text of={key.owner} max={80} /> : <span class="soft">a program</span>}</td>
        <td>
          <Grants of={key.grants} />
        </td>
        <td>
          <Time at={key.usedAt} empty="never used" />
          <div class="soft">
            <Text of={key.usedFrom ?? ""} max={60} />
          </div>
        </td>
        <td class="nowrap">
          {key.expiresAt && Date.parse(key.expiresAt) - now.value < soonMilliseconds && (
            <>
              <Badge of="soon" kind="warn" />{" "}
            </>
          )}
          <Time at={key.expiresAt} />
        </td>
        <td class="nowrap">
          <Time at={key.createdAt} />{" "}
          <span class="soft">
            by <Text of={key.createdBy} max={60} />
          </span>
        </td>
        <td class="do">
          {mayMake && mayRotate(key, isAdmin) && (
            <RowButton title="Rotate…" of={key.name} act={() => open({ key, what: "rotate" })} />
          )}
          <RowButton title="Revoke…" kind="danger" of={key.name} act={() => open({ key, what: "revoke" })} />
        </td>
      </tr>
    ))}
  </Table>
);

// The key of another user is made by that user: it belongs to whoever makes it.
const mayRotate = (key: Key, isAdmin: boolean): boolean =>
  key.owner === undefined ? isAdmin : me.value?.kind === "user" && key.owner === me.value.name;

const Revoke = ({ of, close }: { of: Key; close: () => void }) => (
  <Confirm
    title={
      <>
        Revoke <Text of={of.name} max={80} />
      </>
    }
    verb="Revoke the key"
    isDangerous
    deed={{
      cli: line("aops", "key", "revoke", of.id),
      method: "DELETE",
      path: `/api/v1/keys/${encodeURIComponent(of.id)}`,
    }}
    close={close}>
    <p>
      The next request with it is refused.{" "}
      {of.usedAt ? (
        <>
          It was used <Time at={of.usedAt} /> from <Text of={of.usedFrom ?? "this machine"} max={60} />.
        </>
      ) : (
        "It was never used."
      )}
    </p>
    {of.name === me.value?.name && <p class="fault">It is the one that you come in with now.</p>}
  </Confirm>
);
