// What one person alone may not do: requests that wait for another one, and the rules that make them wait.
import { get } from "../api/client.ts";
import type { Approval } from "../api/types.ts";
import { hostsOf, href, param } from "../app/router.ts";
import { count } from "../format/numbers.ts";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";
import { ApprovalCard, deedOf } from "./approval.tsx";
import { Rules } from "./rules.tsx";

const rowsMax = 100;

export function Approvals() {
  const id = param("id");
  const list = useResource("approvals", signal =>
    get<{ approvals: Approval[] }>("/api/v1/approvals", { limit: rowsMax }, signal),
  );
  const waits = (one: Approval) => one.state === "awaiting-approval";
  return (
    <>
      <Head
        title="Approvals"
        sub={list.data ? `${count(list.data.approvals.filter(waits).length)} waiting` : ""}
      />
      {id && <ApprovalCard key={id} id={id} changed={list.reload} />}
      <Card title="Requests, those that wait first">
        <Loaded of={list}>
          {({ approvals }) =>
            approvals.length === 0 ? (
              <Empty title="No request waits for another person.">
                <p>Here are your own, and those that you could approve. A rule below makes requests wait.</p>
              </Empty>
            ) : (
              <Table label="Requests" titles={["What", "State", "Hosts", "By", "Asked", "Ends"]}>
                {[...approvals.filter(waits), ...approvals.filter(one => !waits(one))].map(one => (
                  <tr key={one.id} class={one.id === id ? "current" : ""}>
                    <td class="strong">
                      <a href={href(["access", "approvals"], { id: one.id })}>
                        <Text of={deedOf(one)} max={200} />
                      </a>
                      <div class="soft">
                        by the rule <Text of={one.rule} max={80} />
                      </div>
                    </td>
                    <td>
                      <Badge of={one.state} />
                    </td>
                    <td class="number">
                      <a href={hostsOf(one.hosts)}>{count(one.count)}</a>
                    </td>
                    <td>
                      <Text of={one.askedBy} max={60} />
                    </td>
                    <td class="nowrap">
                      <Time at={one.askedAt} />
                    </td>
                    <td class="nowrap">{waits(one) && <Time at={one.expiresAt} />}</td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Loaded>
        <Lines of={{ cli: "aops approval list", method: "GET", path: "/api/v1/approvals" }} />
      </Card>
      <Rules />
    </>
  );
}
