import { useState } from "preact/hooks";
import { all } from "../api/client.ts";
import type { Silence } from "../api/alert-types.ts";
import { Allowed, changingFleet } from "../app/rights.tsx";
import { hostsOf, href } from "../app/router.ts";
import { line } from "../format/shell.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Head, Text, Time, now } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { SilenceDialog } from "./silence-dialog.tsx";

export function SilenceList() {
  const silences = useResource("silences", () => all<Silence>("/api/v1/silences", "silences"));
  const [isNew, setNew] = useState(false);
  const [ended, setEnded] = useState<Silence>();
  return (
    <>
      <Head title="Silences" sub="those in force, and those that ended within 7 days">
        <Allowed to={changingFleet}>
          <button type="button" class="primary" onClick={() => setNew(true)}>
            New silence…
          </button>
        </Allowed>
      </Head>
      <Card>
        <Loaded of={silences}>
          {found =>
            found.length === 0 ? (
              <Empty title="Nothing is silent.">
                <p>
                  A silence keeps an alert, or some hosts in all of them, from being told while they are
                  worked on.
                </p>
              </Empty>
            ) : (
              <Table label="Silences" titles={["State", "Rule", "Hosts", "Ends", "By", "Why", "Do"]}>
                {found.map(one => {
                  const isOver = Date.parse(one.until) <= now.value;
                  return (
                    <tr key={one.id}>
                      <td>
                        <Badge of={isOver ? "ended" : "silent"} kind={isOver ? "idle" : "warn"} />
                      </td>
                      <td>
                        {one.rule ? (
                          <a href={href(["alerts", "rules"], { rule: one.rule })}>
                            <Text of={one.rule} max={80} />
                          </a>
                        ) : (
                          <span class="soft">all of hosts</span>
                        )}
                      </td>
                      <td>
                        {one.q ? (
                          <a class="mono" href={hostsOf(one.q)}>
                            <Text of={one.q} max={200} />
                          </a>
                        ) : (
                          <span class="soft">all</span>
                        )}
                      </td>
                      <td class="nowrap">
                        <Time at={one.until} />
                      </td>
                      <td>
                        <Text of={one.author} max={60} />
                      </td>
                      <td class="wide">
                        <Text of={one.reason} max={300} />
                      </td>
                      <td class="do">
                        {!isOver && (
                          <RowButton
                            title="End…"
                            need={changingFleet}
                            of={`the silence of ${one.rule ?? one.q ?? ""}`}
                            act={() => setEnded(one)}
                          />
                        )}
                      </td>
                    </tr>
                  );
                })}
              </Table>
            )
          }
        </Loaded>
        <Lines of={{ cli: "aops alert silences", method: "GET", path: "/api/v1/silences" }} />
      </Card>
      {isNew && (
        <SilenceDialog
          close={() => {
            setNew(false);
            silences.reload();
          }}
        />
      )}
      {ended && (
        <Confirm
          title="End the silence"
          verb="End it now"
          deed={{
            cli: line("aops", "alert", "unsilence", ended.id),
            method: "DELETE",
            path: `/api/v1/silences/${encodeURIComponent(ended.id)}`,
          }}
          done={silences.reload}
          close={() => setEnded(undefined)}>
          <p>What holds meanwhile is told within a minute.</p>
        </Confirm>
      )}
    </>
  );
}
