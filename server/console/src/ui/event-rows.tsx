// Events as rows: what happened, to which host, by whom, and what it follows from.
import type { EventRecord } from "../api/types.ts";
import { may, readingFleet } from "../app/rights.tsx";
import { href, layerAt } from "../app/router.ts";
import { Badge, Text, Time } from "./parts.tsx";
import { Table } from "./table.tsx";

const titles = ["When", "Kind", "Host", "What happened", "By"];

export const EventRows = ({
  events,
  isOfOneHost,
}: {
  events: readonly EventRecord[];
  isOfOneHost?: boolean;
}) => (
  <Table
    label="Events"
    titles={isOfOneHost ? titles.filter(title => title !== "Host") : titles}
    name="events">
    {events.map(event => (
      <tr key={event.id}>
        <td class="nowrap">
          <Time at={event.at} />
          {(event.count ?? 1) > 1 && <div class="soft">{event.count} times</div>}
        </td>
        <td>
          <Badge of={event.kind} />
        </td>
        {!isOfOneHost && (
          <td>
            {event.agentId ? (
              <a href={href(["hosts", event.agentId])}>
                <Text of={event.hostname || event.agentId} max={80} />
              </a>
            ) : (
              ""
            )}
          </td>
        )}
        <td class="wide">
          <Text of={event.message} max={600} />
          <Cause of={event.cause} />
        </td>
        <td class="nowrap">
          <Text of={event.actor ?? ""} max={60} />
          {event.audit !== undefined && may(readingFleet) && (
            <div>
              <a
                class="soft"
                href={href(["audit"], { row: String(event.audit) })}
                aria-label={`Row ${event.audit} of the audit`}>
                audit
              </a>
            </div>
          )}
        </td>
      </tr>
    ))}
  </Table>
);

const Cause = ({ of }: { of: EventRecord["cause"] }) =>
  of?.run ? (
    <div class="soft">
      <a href={href(["runs", of.run])}>the run</a>
    </div>
  ) : of?.layer ? (
    <div class="soft">
      follows from{" "}
      <a href={layerAt(of.layer, of.revision)}>
        <Text of={of.layer} max={80} /> revision {of.revision}
      </a>
    </div>
  ) : null;
