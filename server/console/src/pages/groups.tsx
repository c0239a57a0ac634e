// Groups: named queries with a rank. Each count leads to the members.
import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { Allowed, changing } from "../app/rights.tsx";
import type { Group, GroupList } from "../api/types.ts";
import { change, hostsOf, href, layerAt, param } from "../app/router.ts";
import { count } from "../format/numbers.ts";
import { Lines } from "../ui/copy.tsx";
import { Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { GroupDialog, RemoveGroup } from "./group-dialog.tsx";

const rankStep = 10;

export function Groups() {
  const groups = useResource(
    "groups",
    signal => get<GroupList>("/api/v1/groups", { count: true, limit: 1000 }, signal),
    { pauseMilliseconds: 10_000 },
  );
  const [edited, setEdited] = useState<Group>();
  const [removed, setRemoved] = useState<Group>();
  const isNew = param("new") === "1";
  const close = () => {
    setEdited(undefined);
    setRemoved(undefined);
    if (isNew) change({ new: undefined, q: undefined }, true);
    groups.reload();
  };
  const highest = Math.max(0, ...(groups.data?.groups ?? []).map(group => group.rank));
  return (
    <>
      <Head title="Groups" sub="a greater rank is laid over a smaller one">
        <Allowed to={changing}>
          <button type="button" class="primary" onClick={() => change({ new: "1" })}>
            New group…
          </button>
        </Allowed>
      </Head>
      <Card>
        <Loaded of={groups}>
          {({ groups: found }) =>
            found.length === 0 ? (
              <Empty title="There is no group yet.">
                <p>
                  A group is a query with a name, such as <code>env=prod and tier=web</code>: its hosts get
                  what its layer says, laid over what the fleet says.
                </p>
                <p>
                  <a href={href(["groups"], { new: "1" })}>Make the first one</a>
                </p>
              </Empty>
            ) : (
              <Table label="Groups" titles={["Rank", "Name", "Query", "Hosts", "What for", "Changed", "Do"]}>
                {found.map(group => (
                  <tr key={group.name}>
                    <td class="number">{count(group.rank)}</td>
                    <td class="strong">
                      <a href={layerAt(`group:${group.name}`)}>
                        <Text of={group.name} max={80} />
                      </a>
                    </td>
                    <td class="mono">
                      <Text of={group.q} max={300} />
                    </td>
                    <td class="number">
                      <a href={hostsOf(group.q)}>{count(group.count ?? 0)}</a>
                    </td>
                    <td>
                      <Text of={group.note} max={200} />
                    </td>
                    <td class="nowrap">
                      <Time at={group.changedAt} />{" "}
                      <span class="soft">
                        by <Text of={group.changedBy} max={60} />
                      </span>
                    </td>
                    <td class="do">
                      <RowButton
                        title="Change…"
                        need={changing}
                        of={group.name}
                        act={() => setEdited(group)}
                      />
                      <RowButton
                        title="Remove…"
                        need={changing}
                        kind="danger"
                        of={group.name}
                        act={() => setRemoved(group)}
                      />
                    </td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Loaded>
        <Lines of={{ cli: "aops groups list", method: "GET", path: "/api/v1/groups?count=1" }} />
      </Card>
      {(isNew || edited) && groups.data && (
        <GroupDialog group={edited} q={param("q")} rank={highest + rankStep} close={close} />
      )}
      {removed && <RemoveGroup group={removed} close={close} />}
    </>
  );
}
