// When the hosts of a run may begin.
import { Faulty } from "../ui/faulty.tsx";
import { LengthField, usualLengths } from "../ui/length.tsx";
import type { Faults, StartInput } from "./start-body.ts";

export const WindowFields = ({
  input,
  faults,
  change,
}: {
  input: StartInput;
  faults: Faults;
  change: (next: Partial<StartInput>) => void;
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
          hint="such as Europe/Berlin"
          change={windowZone => change({ windowZone })}
        />
      </>
    )}
  </div>
);
