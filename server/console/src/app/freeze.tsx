// The freeze of the fleet: told above every page while it holds, begun on the page of rollouts.
import { useState } from "preact/hooks";
import { ask, get } from "../api/client.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Lines } from "../ui/copy.tsx";
import { AskingFoot, Dialog } from "../ui/dialog.tsx";
import { ReasonField } from "../ui/form.tsx";
import { LengthField } from "../ui/length.tsx";
import { endOf, usualLengths, type Lengths } from "../ui/lengths.ts";
import { Fault, Text, Time } from "../ui/parts.tsx";
import { useResource } from "../ui/resource.tsx";
import { changingFleet, may } from "./rights.tsx";

interface Freeze {
  isFrozen: boolean;
  reason?: string;
  author?: string;
  since?: string;
  until?: string;
}

const path = "/api/v1/freeze";
const endless = "until it is ended";
const lengths: Lengths = [[endless, undefined], ...usualLengths];

/** The freeze as it is now. */
const useFreeze = () =>
  useResource("freeze", signal => get<Freeze>(path, {}, signal), {
    pauseMilliseconds: 1000,
    everyMilliseconds: 60_000,
  });

/** Whether changes of hosts are refused now. */
export const useFrozen = (): boolean => useFreeze().data?.isFrozen === true;

/** Tells of the freeze, and ends it. */
export function FreezeBanner() {
  const { data, reload } = useFreeze();
  const [isEnding, setEnding] = useState(false);
  if (!data?.isFrozen) return null;
  return (
    <div class="frozen" role="status">
      <p>
        <strong>The fleet is frozen</strong>
        {data.until && (
          <>
            ; it ends <Time at={data.until} />
          </>
        )}
        , by <Text of={data.author} max={80} /> since <Time at={data.since} />:{" "}
        <Text of={data.reason} max={300} />
      </p>
      {may(changingFleet) && (
        <button type="button" onClick={() => setEnding(true)}>
          End the freeze…
        </button>
      )}
      {isEnding && (
        <Confirm
          title="End the freeze"
          verb="End the freeze"
          deed={{ cli: "aops thaw", method: "DELETE", path }}
          done={reload}
          close={() => setEnding(false)}>
          <p>Hosts can be changed again, and rollouts that stand go on at once.</p>
        </Confirm>
      )}
    </div>
  );
}

/** Freezes the fleet. */
export function FreezeDialog({ close }: { close: () => void }) {
  const [length, setLength] = useState(endless);
  const [reason, setReason] = useState("");
  const [fault, attempt] = useAttempt();
  const body = () => ({ reason, until: endOf(lengths, length) });
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const isDone = await attempt(async () => {
      await ask("PUT", path, { body: body(), reason });
    });
    if (isDone) close();
  };
  return (
    <Dialog title="Freeze the fleet" close={close}>
      <form onSubmit={event => void save(event)}>
        <p class="soft">
          Until it ends, no order, layer, group or label of hosts is changed, and rollouts stand: what a host
          has not switched to yet is withdrawn. Hosts go on with what they have.
        </p>
        <LengthField id="freeze-length" lengths={lengths} value={length} choose={setLength} />
        <ReasonField label="Why" id="freeze-reason" value={reason} change={setReason} required />
        <Fault of={fault} />
        <AskingFoot close={close}>
          <button type="submit" class="primary">
            Freeze the fleet
          </button>
        </AskingFoot>
      </form>
      <Lines of={{ cli: "aops freeze -m REASON", method: "PUT", path, body: body() }} />
    </Dialog>
  );
}
