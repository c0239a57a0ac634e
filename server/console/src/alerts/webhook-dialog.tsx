import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import type { Webhook } from "../api/alert-types.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Copy, Lines } from "../ui/copy.tsx";
import { AskingFoot, ClosingFoot, Dialog } from "../ui/dialog.tsx";
import { TextField } from "../ui/form.tsx";
import { Fault, Text } from "../ui/parts.tsx";

interface Reply {
  webhook: Webhook;
  secret?: string;
}

const Made = ({ of, close }: { of: Reply; close: () => void }) => (
  <>
    <p>
      What <Text of={of.webhook.name} max={80} /> checks the signature of messages by. It is not shown again.
    </p>
    <Copy label="Secret" text={of.secret ?? ""} />
    <ClosingFoot close={close} title="I have it" />
  </>
);

/** The same by aops; undefined where one verb alone does not do it. */
function webhookLine(
  of: Webhook | undefined,
  name: string,
  url: string,
  note: string,
  enabled: boolean,
): string | undefined {
  const words = note ? ["--note", note] : [];
  if (!of)
    return enabled
      ? line("aops", "alert", "webhook", "create", name || "NAME", url || "URL", ...words)
      : undefined;
  const state = enabled === of.enabled ? [] : [enabled ? "--enable" : "--disable"];
  return line("aops", "alert", "webhook", "set", of.name, ...(url ? ["--url", url] : []), ...words, ...state);
}

/** Adds a webhook and shows its secret once, or changes one. */
export function WebhookDialog({ of, close }: { of?: Webhook | undefined; close: () => void }) {
  const [name, setName] = useState(of?.name ?? "");
  const [url, setUrl] = useState("");
  const [note, setNote] = useState(of?.note ?? "");
  const [enabled, setEnabled] = useState(of?.enabled ?? true);
  const [made, setMade] = useState<Reply>();
  const [fault, attempt] = useAttempt();
  const path = of ? `/api/v1/webhooks/${encodeURIComponent(of.name)}` : "/api/v1/webhooks";
  const method = of ? "PUT" : "POST";
  const body = { ...(!of && { name }), ...(url && { url }), note, enabled };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const isDone = await attempt(async () => {
      const reply = await ask<Reply>(method, path, { body, ...(of && { ifMatch: `"${of.revision}"` }) });
      if (reply.body.secret) setMade(reply.body);
    });
    if (isDone && of) close();
  };
  return (
    <Dialog
      title={
        made ? (
          "The secret, shown this once"
        ) : of ? (
          <>
            Change <Text of={of.name} max={80} />
          </>
        ) : (
          "New webhook"
        )
      }
      close={close}
      wide>
      {made ? (
        <Made of={made} close={close} />
      ) : (
        <>
          <form onSubmit={event => void save(event)}>
            <div class="fields">
              {!of && <TextField label="Name" id="webhook-name" value={name} change={setName} required />}
              <TextField
                label="Address"
                id="webhook-url"
                value={url}
                change={setUrl}
                required={!of}
                hint={
                  of ? "empty: it stays; it is never shown again" : "http or https; it is never shown again"
                }
              />
              <TextField label="What for" id="webhook-note" value={note} change={setNote} />
              <label class="choice">
                <input
                  type="checkbox"
                  checked={enabled}
                  onChange={event => setEnabled(event.currentTarget.checked)}
                />{" "}
                messages are sent
              </label>
            </div>
            <Fault of={fault} />
            <AskingFoot close={close}>
              <button type="submit" class="primary">
                {of ? "Change the webhook" : "Add the webhook"}
              </button>
            </AskingFoot>
          </form>
          <Lines of={{ cli: webhookLine(of, name, url, note, enabled), method, path, body }} />
        </>
      )}
    </Dialog>
  );
}

/** Gives a webhook another secret. */
export function SecretDialog({ of, close }: { of: Webhook; close: () => void }) {
  const [made, setMade] = useState<Reply>();
  const [fault, attempt] = useAttempt();
  const path = `/api/v1/webhooks/${encodeURIComponent(of.name)}/secret`;
  const make = () => attempt(async () => setMade((await ask<Reply>("POST", path)).body));
  return (
    <Dialog
      title={
        <>
          Another secret for <Text of={of.name} max={80} />
        </>
      }
      close={close}
      wide>
      {made ? (
        <Made of={made} close={close} />
      ) : (
        <>
          <p>
            Messages are signed by the new one from then on: a receiver that checks the old one refuses them.
          </p>
          <Fault of={fault} />
          <AskingFoot close={close}>
            <button type="button" class="danger primary" onClick={() => void make()}>
              Make another secret
            </button>
          </AskingFoot>
          <Lines of={{ cli: line("aops", "alert", "webhook", "secret", of.name), method: "POST", path }} />
        </>
      )}
    </Dialog>
  );
}
