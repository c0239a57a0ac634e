// How a run goes through hosts, and what it is told, in words.
import type { ComponentChildren } from "preact";
import type { Pace, RampStep, Window } from "../api/run-types.ts";
import { many, span } from "../format/numbers.ts";
import { Text } from "../ui/parts.tsx";

const usual = { concurrency: 100, percent: 10 };

/** The rows of facts that say it; what is not said is what the server takes by itself. */
export function termRows(pace: Pace): [name: string, value: ComponentChildren][] {
  const { failures, percent } = pace.budget ?? { percent: usual.percent };
  return [
    [
      "Terms",
      `${pace.concurrency ?? usual.concurrency} at once; ` +
        `it halts at more than ${percent === undefined ? many(failures ?? 0, "failure") : `${percent} % failures`}; ` +
        `offline hosts are ${pace.whileOffline === "queue" ? "waited for" : "skipped"}` +
        (pace.timeoutSeconds === undefined ? "" : `; at most ${span(pace.timeoutSeconds)} on a host`) +
        (pace.ttlSeconds === undefined ? "" : `; no host starts it after ${span(pace.ttlSeconds)}`),
    ],
    ["Begins on", pace.ramp && `${pace.ramp.map(stepWords).join(", then ")}, then the others`],
    ["Only while open", pace.window && windowWords(pace.window)],
  ];
}

const stepWords = ({ hosts, percent }: RampStep): string =>
  hosts === undefined ? `${percent} %` : many(hosts, "host");

const windowWords = ({ start, lengthSeconds, zone }: Window): string =>
  `${start}, for ${span(lengthSeconds)}, ${zone ?? "in the zone of each host"}`;

/** Values of parameters. */
export const Values = ({ of }: { of: Record<string, string> }) => (
  <span class="labels">
    {Object.entries(of).map(([name, value]) => (
      <span key={name} class="label mono">
        {name}=<Text of={value} max={200} />
      </span>
    ))}
  </span>
);
