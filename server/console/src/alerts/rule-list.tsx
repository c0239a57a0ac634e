// What is looked for, from when on it is wrong, and who is told.
import { useState } from "preact/hooks";
import { all } from "../api/client.ts";
import type { AlertRule } from "../api/alert-types.ts";
import { Allowed, changingFleet } from "../app/rights.tsx";
import { change, hostsOf, param } from "../app/router.ts";
import { count, span } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { conditions } from "./conditions.ts";
import { RuleDialog } from "./rule-dialog.tsx";

export function RuleList() {
  const rules = useResource("alert-rules", () => all<AlertRule>("/api/v1/alert-rules", "rules"));
  const [changed, setChanged] = useState<AlertRule>();
  const [removed, setRemoved] = useState<AlertRule>();
  const [isNew, shown] = [param("new") === "1", param("rule")];
  const close = () => {
    setChanged(undefined);
    setRemoved(undefined);
    if (isNew) change({ new: undefined }, true);
    rules.reload();
  };
  return (
    <>
      <Head title="Rules" sub="looked at every 10 seconds">
        <Allowed to={changingFleet}>
          <button type="button" class="primary" onClick={() => change({ new: "1" })}>
            New rule…
          </button>
        </Allowed>
      </Head>
      <Card>
        <Loaded of={rules} rows={6}>
          {found =>
            found.length === 0 ? (
              <Empty title="There is no rule." />
            ) : (
              <Table label="Rules" titles={["Name", "Fires where", "Severity", "Tells", "Changed", "Do"]}>
                {found.map(rule => (
                  <tr key={rule.name} class={rule.name === shown ? "current" : ""}>
                    <td class="strong">
                      <Text of={rule.name} max={80} />
                      {!rule.enabled && (
                        <>
                          {" "}
                          <Badge of="off" />
                        </>
                      )}
                    </td>
                    <td class="wide">
                      <Sentence of={rule} />
                      <div class="soft">
                        <Text of={rule.note} max={400} />
                      </div>
                    </td>
                    <td>{rule.severity}</td>
                    <td>
                      <Text
                        of={
                          rule.routes.length === 0
                            ? "nobody"
                            : rule.routes.join(", ").replace("*", "every webhook")
                        }
                        max={200}
                      />
                    </td>
                    <td class="nowrap">
                      {Date.parse(rule.changedAt) === 0 ? (
                        <span class="soft">as it came</span>
                      ) : (
                        <>
                          <Time at={rule.changedAt} />{" "}
                          <span class="soft">
                            by <Text of={rule.changedBy} max={60} />
                          </span>
                        </>
                      )}
                    </td>
                    <td class="do">
                      <RowButton
                        title="Change…"
                        need={changingFleet}
                        of={rule.name}
                        act={() => setChanged(rule)}
                      />
                      <RowButton
                        title="Remove…"
                        kind="danger"
                        need={changingFleet}
                        of={rule.name}
                        act={() => setRemoved(rule)}
                      />
                    </td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Loaded>
        <Lines of={{ cli: "aops alert rule list", method: "GET", path: "/api/v1/alert-rules" }} />
      </Card>
      {(isNew || changed) && <RuleDialog rule={changed} close={close} />}
      {removed && (
        <Confirm
          title={
            <>
              Remove <Text of={removed.name} max={80} />
            </>
          }
          verb="Remove the rule"
          isDangerous
          ifMatch={`"${removed.revision}"`}
          deed={{
            cli: line("aops", "alert", "rule", "remove", removed.name),
            method: "DELETE",
            path: `/api/v1/alert-rules/${encodeURIComponent(removed.name)}`,
          }}
          close={close}>
          <p>
            Nothing looks for it any more. A rule that is off can be taken back; one that is removed cannot.
          </p>
        </Confirm>
      )}
    </>
  );
}

function Sentence({ of }: { of: AlertRule }) {
  const number = count(of.threshold);
  const lasting = of.forSeconds > 0 ? `, for ${span(of.forSeconds)}` : "";
  if (of.condition !== "hosts")
    return (
      <>
        {conditions[of.condition]?.sentence(number) ?? `${of.condition}: ${number}`}
        {lasting}
      </>
    );
  return (
    <>
      {number}
      {of.share ? " %" : ""} {of.riseSeconds > 0 ? `more within ${span(of.riseSeconds)}` : "or more"} of{" "}
      {of.share && (of.of ? <Query q={of.of} /> : "the fleet")}
      {of.share && " are "}
      <Query q={of.q ?? ""} />
      {lasting}
    </>
  );
}

const Query = ({ q }: { q: string }) => (
  <a class="mono" href={hostsOf(q)}>
    <Text of={q} max={200} />
  </a>
);
