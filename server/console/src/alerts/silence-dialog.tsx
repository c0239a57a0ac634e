import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog } from "../ui/dialog.tsx";
import { ReasonField, TextField } from "../ui/form.tsx";
import { LengthField } from "../ui/length.tsx";
import { endOf, longLengths, secondsOf } from "../ui/lengths.ts";
import { Fault, Text } from "../ui/parts.tsx";

/** Silences one alert, or hosts in one or in all of them. */
export function SilenceDialog({ alert, close }: { alert?: string; close: () => void }) {
  const [length, setLength] = useState("1 hour");
  const [reason, setReason] = useState("");
  const [rule, setRule] = useState(alert ?? "");
  const [q, setQ] = useState("");
  const [fault, attempt] = useAttempt();
  const path = alert ? `/api/v1/alerts/${encodeURIComponent(alert)}/silence` : "/api/v1/silences";
  const until = () => endOf(longLengths, length);
  const body = {
    until: until(),
    reason,
    ...(!alert && rule.trim() && { rule: rule.trim() }),
    ...(!alert && q.trim() && { q: q.trim() }),
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const isDone = await attempt(async () => {
      await ask("POST", path, { body: { ...body, until: until() }, reason });
    });
    if (isDone) close();
  };
  return (
    <Dialog
      title={
        alert ? (
          <>
            Silence <Text of={alert} max={80} />
          </>
        ) : (
          "New silence"
        )
      }
      close={close}
      wide={!alert}>
      <form onSubmit={event => void save(event)}>
        <p class="soft">
          Nobody is told meanwhile; the alert is shown as muted, and goes on being looked at.
        </p>
        <div class="fields">
          {!alert && (
            <>
              <TextField
                label="Rule"
                id="silence-rule"
                value={rule}
                change={setRule}
                hint="without it: all rules that look at hosts"
              />
              <TextField
                label="Hosts, as a query"
                id="silence-q"
                value={q}
                change={setQ}
                hint="without it: the whole rule"
              />
            </>
          )}
          <LengthField id="silence-length" lengths={longLengths} value={length} choose={setLength} />
        </div>
        <ReasonField label="Why" id="silence-reason" value={reason} change={setReason} required />
        <Fault of={fault} />
        <AskingFoot close={close}>
          <button type="submit" class="primary">
            Silence it
          </button>
        </AskingFoot>
      </form>
      <Lines
        of={{
          cli: line(
            "aops",
            "alert",
            "silence",
            ...[alert ?? rule.trim()].filter(Boolean),
            ...(!alert && q.trim() ? ["-q", q.trim()] : []),
            "--for",
            `${secondsOf(length) ?? 3600}s`,
            "-m",
            reason || "REASON",
          ),
          method: "POST",
          path,
          body,
        }}
      />
    </Dialog>
  );
}
