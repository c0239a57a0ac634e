// Who is told of alerts, whether it arrives, and each message of the last days.
import { useState } from "preact/hooks";
import { all } from "../api/client.ts";
import type { Webhook } from "../api/alert-types.ts";
import { administering, Allowed } from "../app/rights.tsx";
import { line } from "../format/shell.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { Badge, Card, Empty, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { RowButton, Table } from "../ui/table.tsx";
import { DeliveriesDialog } from "./deliveries.tsx";
import { SecretDialog, WebhookDialog } from "./webhook-dialog.tsx";

type Opened = { of?: Webhook; what: "write" | "log" | "test" | "secret" | "remove" };

export const webhookPath = (name: string): string => `/api/v1/webhooks/${encodeURIComponent(name)}`;

export function WebhookList() {
  const webhooks = useResource("webhooks", () => all<Webhook>("/api/v1/webhooks", "webhooks"));
  const [opened, setOpened] = useState<Opened>();
  const close = () => {
    setOpened(undefined);
    webhooks.reload();
  };
  const { of, what } = opened ?? {};
  return (
    <>
      <Head title="Webhooks" sub="who is told of alerts">
        <Allowed to={administering}>
          <button type="button" class="primary" onClick={() => setOpened({ what: "write" })}>
            New webhook…
          </button>
        </Allowed>
      </Head>
      <Card>
        <Loaded of={webhooks}>
          {found =>
            found.length === 0 ? (
              <Empty title="No one is told.">
                <p>
                  A webhook is an address that gets a signed message when an alert fires and when it has
                  ended. What it takes is stored until it is taken, for a day.
                </p>
              </Empty>
            ) : (
              <Table label="Webhooks" titles={["Name", "State", "To", "Last taken", "Changed", "Do"]}>
                {found.map(one => (
                  <Row key={one.name} of={one} open={next => setOpened({ of: one, what: next })} />
                ))}
              </Table>
            )
          }
        </Loaded>
        <Lines of={{ cli: "aops alert webhook list", method: "GET", path: "/api/v1/webhooks" }} />
      </Card>
      {what === "write" && <WebhookDialog of={of} close={close} />}
      {what === "log" && of && <DeliveriesDialog name={of.name} close={close} />}
      {what === "secret" && of && <SecretDialog of={of} close={close} />}
      {what === "test" && of && (
        <Confirm
          title={
            <>
              Test <Text of={of.name} max={80} />
            </>
          }
          verb="Send the message"
          deed={{
            cli: line("aops", "alert", "webhook", "test", of.name),
            method: "POST",
            path: `${webhookPath(of.name)}/test`,
          }}
          done={() => setOpened({ of, what: "log" })}
          close={() => setOpened(now => (now?.what === "log" ? now : undefined))}>
          <p>A message that tries it is sent at once; its log tells how that ended.</p>
        </Confirm>
      )}
      {what === "remove" && of && (
        <Confirm
          title={
            <>
              Remove <Text of={of.name} max={80} />
            </>
          }
          verb="Remove the webhook"
          isDangerous
          ifMatch={`"${of.revision}"`}
          deed={{
            cli: line("aops", "alert", "webhook", "remove", of.name),
            method: "DELETE",
            path: webhookPath(of.name),
          }}
          close={close}>
          <p>Messages that wait for it are gone. A rule that names it keeps it from being removed.</p>
        </Confirm>
      )}
    </>
  );
}

const stateOf = (of: Webhook): [string, string] =>
  !of.enabled ? ["off", "idle"] : of.failingSince ? ["failing", "bad"] : ["ready", "good"];

function Row({ of, open }: { of: Webhook; open: (what: Opened["what"]) => void }) {
  const [state, kind] = stateOf(of);
  return (
    <tr>
      <td class="strong">
        <Text of={of.name} max={80} />
        <div class="soft">
          <Text of={of.note} max={200} />
        </div>
      </td>
      <td>
        <Badge of={state} kind={kind} />
        {of.failingSince && (
          <div class="bad-text">
            since <Time at={of.failingSince} />: <Text of={of.fault ?? ""} max={300} />
          </div>
        )}
      </td>
      <td class="mono">
        <Text of={of.origin} max={120} />
      </td>
      <td class="nowrap">
        <Time at={of.deliveredAt} />
      </td>
      <td class="nowrap">
        <Time at={of.changedAt} />{" "}
        <span class="soft">
          by <Text of={of.changedBy} max={60} />
        </span>
      </td>
      <td class="do">
        <RowButton title="Log…" of={of.name} act={() => open("log")} />
        <RowButton title="Test…" need={administering} of={of.name} act={() => open("test")} />
        <RowButton title="Change…" need={administering} of={of.name} act={() => open("write")} />
        <RowButton title="Secret…" need={administering} of={of.name} act={() => open("secret")} />
        <RowButton
          title="Remove…"
          kind="danger"
          need={administering}
          of={of.name}
          act={() => open("remove")}
        />
      </td>
    </tr>
  );
}
