import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { ask } from "../api/client.ts";
import { useAttempt } from "./attempt.ts";
import { Lines, type Deed } from "./copy.tsx";
import { AskingFoot, Dialog } from "./dialog.tsx";
import { ReasonField } from "./form.tsx";
import { Fault } from "./parts.tsx";

/** Asks before a deed, and for its reason; closes once it is done. */
export function Confirm({
  title,
  verb,
  deed,
  ifMatch,
  isDangerous,
  before,
  done,
  close,
  children,
}: {
  title: ComponentChildren;
  /** Of the button that does it. */
  verb: string;
  deed: Deed;
  ifMatch?: string;
  isDangerous?: boolean;
  /** What has to hold: it fails where the deed is in vain. */
  before?: () => Promise<void>;
  /** Called after it, and before the dialog closes. */
  done?: () => void;
  close: () => void;
  children?: ComponentChildren;
}) {
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [fault, attempt] = useAttempt();
  const run = async () => {
    setBusy(true);
    const isDone = await attempt(async () => {
      await before?.();
      await ask(deed.method, deed.path, { body: deed.body, reason, ...(ifMatch && { ifMatch }) });
    });
    if (!isDone) return setBusy(false);
    done?.();
    close();
  };
  return (
    <Dialog title={title} close={close}>
      {children}
      <ReasonField id="confirm-reason" value={reason} change={setReason} />
      <Fault of={fault} />
      <AskingFoot close={close}>
        <button
          type="button"
          class={isDangerous ? "danger primary" : "primary"}
          disabled={isBusy}
          onClick={() => void run()}>
          {verb}
        </button>
      </AskingFoot>
      <Lines of={deed} />
    </Dialog>
  );
}
