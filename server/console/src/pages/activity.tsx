import { useMemo } from "preact/hooks";
import type { EventRecord } from "../api/types.ts";
import { count, span } from "../format/numbers.ts";
import { Chart, type Series } from "../ui/chart.tsx";

const slots = 60;

const classes: [string, string, Set<string>][] = [
  [
    "trouble",
    "bad",
    new Set(["offline", "gone", "fault", "two-instances", "diverged", "cloned", "identity-withheld"]),
  ],
  ["back and new", "good", new Set(["online", "enrolled"])],
  [
    "changes",
    "accent",
    new Set([
      "upgrade",
      "version-changed",
      "sub-agent",
      "sub-agent-upgrade",
      "desired",
      "labels",
      "group",
      "command",
      "published",
    ]),
  ],
];

interface Counted {
  times: number[];
  series: Series[];
  spanSeconds: number;
}

/** Events counted in equal spans of time, by what they mean. */
export function countBySlot(events: readonly EventRecord[]): Counted {
  const at = events.map(event => Date.parse(event.at) / 1000).filter(time => !Number.isNaN(time));
  const first = Math.min(...at);
  const width = Math.max(1, (Math.max(...at) - first) / slots);
  const times = Array.from({ length: slots + 1 }, (_, slot) => first + slot * width);
  const series = [...classes, ["other", "idle", new Set<string>()] as const].map(([name, colour]) => ({
    name,
    colour,
    values: times.map(() => 0),
  }));
  for (const event of events) {
    const slot = Math.floor((Date.parse(event.at) / 1000 - first) / width);
    const kind = classes.findIndex(([, , kinds]) => kinds.has(event.kind));
    const values = series[kind < 0 ? classes.length : kind]?.values;
    if (values && slot in values) values[slot] = (values[slot] ?? 0) + 1;
  }
  return { times, series, spanSeconds: width * slots };
}

/** The newest events over time. */
export function Activity({ events }: { events: readonly EventRecord[] }) {
  const counted = useMemo(() => countBySlot(events), [events]);
  const sums = counted.series.map(one => ({
    ...one,
    sum: one.values.reduce((sum, value) => sum + value, 0),
  }));
  const words = sums.map(one => `${one.name}: ${count(one.sum)}`).join(", ");
  return (
    <>
      <p class="legend soft">
        The newest {count(events.length)} events, over {span(counted.spanSeconds)}:{" "}
        {sums.map(one => (
          <span key={one.name} class={`key ${one.colour}`}>
            {one.name} {count(one.sum)}
          </span>
        ))}
      </p>
      <Chart times={counted.times} series={counted.series} label={`Events over time. ${words}`} />
    </>
  );
}
