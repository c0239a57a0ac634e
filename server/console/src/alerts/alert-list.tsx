// The alerts, those that fire first: why, since when, about which hosts.
import { useState } from "preact/hooks";
import { all } from "../api/client.ts";
import type { Alert } from "../api/alert-types.ts";
import { Allowed, changingFleet } from "../app/rights.tsx";
import { hostsOf, href } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { byUrgency, kindOf } from "./order.ts";
import { SilenceDialog } from "./silence-dialog.tsx";

// As often as the server looks: what it finds, and what is muted, is no event.
const evaluationMilliseconds = 10_000;

export function AlertList() {
  const alerts = useResource(
    "alerts",
    async () => (await all<Alert>("/api/v1/alerts", "alerts")).sort(byUrgency),
    { everyMilliseconds: evaluationMilliseconds },
  );
  const [silenced, setSilenced] = useState<Alert>();
  const firing = alerts.data?.filter(alert => alert.state === "firing").length;
  return (
    <>
      <Head
        title="Alerts"
        sub={firing === undefined ? "" : firing ? `${count(firing)} firing` : "none fires"}>
        <Allowed to={changingFleet}>
          <a class="button" href={href(["alerts", "rules"], { new: "1" })}>
            New rule…
          </a>
        </Allowed>
      </Head>
      <Card>
        <Loaded of={alerts} rows={6}>
          {found =>
            found.length === 0 ? (
              <Empty title="Nothing is looked for.">
                <p>
                  A rule says what is wrong, and from when on.{" "}
                  <a href={href(["alerts", "rules"], { new: "1" })}>Write the first one</a>.
                </p>
              </Empty>
            ) : (
              <Table label="Alerts" titles={["State", "Alert", "Why", "Hosts", "Since", "Do"]}>
                {found.map(alert => (
                  <Row key={alert.name} of={alert} silence={() => setSilenced(alert)} />
                ))}
              </Table>
            )
          }
        </Loaded>
        <Lines of={{ cli: "aops alert list", method: "GET", path: "/api/v1/alerts" }} />
      </Card>
      {silenced && (
        <SilenceDialog
          alert={silenced.name}
          close={() => {
            setSilenced(undefined);
            alerts.reload();
          }}
        />
      )}
    </>
  );
}

function Row({ of, silence }: { of: Alert; silence: () => void }) {
  const { state } = of;
  return (
    <tr>
      <td>
        <Badge of={of.enabled ? state : "off"} kind={of.enabled ? kindOf(of) : "idle"} />
      </td>
      <td class="strong">
        <a href={href(["alerts", "rules"], { rule: of.name })}>
          <Text of={of.name} max={80} />
        </a>
        <div class="soft">{of.severity}</div>
      </td>
      <td class="wide">
        <Text of={of.why} max={600} />
        {of.reason && of.reason !== of.why && (
          <div class="soft">
            It began: <Text of={of.reason} max={400} />
          </div>
        )}
        {state === "firing" && of.note && (
          <div class="soft">
            <Text of={of.note} max={600} />
          </div>
        )}
      </td>
      <td class="number">
        {of.hosts && (
          <a href={hostsOf(of.hosts.q)}>
            {of.hosts.count === undefined ? "its hosts" : many(of.hosts.count, "host")}
          </a>
        )}
      </td>
      <td class="nowrap">
        {of.evaluatedAt === undefined ? (
          <span class="soft">not looked yet</span>
        ) : (
          <Time at={of.since} empty="" />
        )}
      </td>
      <td class="do">
        {(state === "firing" || state === "pending") && (
          <RowButton title="Silence…" need={changingFleet} of={of.name} act={silence} />
        )}
      </td>
    </tr>
  );
}
