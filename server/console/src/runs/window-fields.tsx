// When the hosts of a run may begin.
import { Faulty } from "../ui/faulty.tsx";
import { LengthField } from "../ui/length.tsx";
import { usualLengths } from "../ui/lengths.ts";
import type { Faults, PaceInput } from "./pace.ts";

export const WindowFields = ({
  input,
  faults,
  change,
}: {
  input: PaceInput;
  faults: Faults;
  change: (next: Partial<PaceInput>) => void;
}) => (
  <div class="fields parameters">
    <Faulty
      label="Hosts begin only at"
      id="run-window"
      placeholder="any time"
      value={input.windowStart}
      fault={faults["windowStart"]}
      hint="as in crontab: 0 2 * * 1-5 is two o'clock on working days"
      change={windowStart => change({ windowStart })}
    />
    {input.windowStart.trim() !== "" && (
      <>
        <LengthField
          id="run-window-length"
          label="and for so long after it"
          lengths={usualLengths}
          value={input.windowLength}
          choose={windowLength => change({ windowLength })}
        />
        <Faulty
          label="Time zone"
          id="run-window-zone"
          placeholder="UTC"
          value={input.windowZone}
          fault={faults["windowZone"]}
          hint="such as Europe/Berlin; host is the zone of each host"
          change={windowZone => change({ windowZone })}
        />
      </>
    )}
  </div>
);
