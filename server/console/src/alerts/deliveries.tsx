// The messages of one webhook, the newest first: what was taken, what waits, and why.
import { get } from "../api/client.ts";
import type { Delivery } from "../api/alert-types.ts";
import { line } from "../format/shell.ts";
import { Lines } from "../ui/copy.tsx";
import { ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { Badge, Empty, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { Table } from "../ui/table.tsx";

const rowsMax = 100;
const kinds: Record<string, string> = { waiting: "warn", delivered: "good", abandoned: "bad" };

export function DeliveriesDialog({ name, close }: { name: string; close: () => void }) {
  const path = `/api/v1/webhooks/${encodeURIComponent(name)}/deliveries`;
  const list = useResource(
    path,
    signal => get<{ deliveries: Delivery[] }>(path, { limit: rowsMax }, signal),
    { pauseMilliseconds: 1000 },
  );
  return (
    <Dialog
      title={
        <>
          Messages to <Text of={name} max={80} />
        </>
      }
      close={close}
      wide>
      <Loaded of={list}>
        {({ deliveries }) =>
          deliveries.length === 0 ? (
            <Empty title="Nothing was sent yet." />
          ) : (
            <Table label="Messages" titles={["When", "What", "State", "Tries", "Next or end", "Answer"]}>
              {deliveries.map(one => (
                <tr key={one.number}>
                  <td class="nowrap">
                    <Time at={one.createdAt} />
                  </td>
                  <td>
                    {one.kind} <Text of={one.alert ?? ""} max={80} />
                  </td>
                  <td>
                    <Badge of={one.state} kind={kinds[one.state] ?? "idle"} />
                  </td>
                  <td class="number">{one.attempts}</td>
                  <td class="nowrap">
                    <Time at={one.nextAt ?? one.endedAt} empty="" />
                  </td>
                  <td class="wide">
                    {one.status} <Text of={one.fault ?? ""} max={300} />
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      <ClosingFoot close={close}>
        <button type="button" onClick={list.reload}>
          Look again
        </button>
      </ClosingFoot>
      <Lines of={{ cli: line("aops", "alert", "webhook", "deliveries", name), method: "GET", path }} />
    </Dialog>
  );
}
