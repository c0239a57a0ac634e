// What the sub-agent host-metrics reports. A report is foreign: what has not the expected shape is left out.
import type { ComponentChildren } from "preact";
import type { Heartbeat } from "../api/types.ts";
import { bytes, count } from "../format/numbers.ts";
import { Card, Facts, Text, Time } from "../ui/parts.tsx";
import { member, numberOf, records, textOf } from "./foreign.ts";

const itemsMax = 16;
const staleStates = new Set(["offline", "gone", "stopped", "uninstalled", "unknown", "late"]);

export function Metrics({
  heartbeat,
  presence,
  lastSeen,
}: {
  heartbeat: Heartbeat | undefined;
  presence: string;
  lastSeen: string | undefined;
}) {
  const reports = (heartbeat?.subAgents ?? [])
    .map(item => item.report)
    .filter(report => member(report, "cpu") ?? member(report, "memory"));
  if (reports.length === 0) return null;
  const isStale = staleStates.has(presence);
  return (
    <>
      {isStale && (
        <p class="stale">
          These are the figures of its last heartbeat, <Time at={lastSeen} empty="long ago" />: it is{" "}
          {presence} now.
        </p>
      )}
      <div class={`columns metrics ${isStale ? "is-stale" : ""}`}>
        {reports.flatMap((report, at) => cards(report, at))}
      </div>
    </>
  );
}

function cards(report: unknown, at: number): ComponentChildren[] {
  const shown: ComponentChildren[] = [];
  const used = numberOf(member(member(report, "cpu"), "usedPercent"));
  const processors = numberOf(member(member(report, "cpu"), "count"));
  const load = member(report, "load");
  if (used !== undefined) {
    const figures = Array.isArray(load)
      ? load
          .slice(0, 3)
          .map(numberOf)
          .filter(value => value !== undefined)
      : [];
    shown.push(
      <Card key={`cpu${at}`} title="Processor">
        <Meter
          name={processors ? `${count(processors)} processors` : "Used"}
          detail={`${used.toFixed(1)} %`}
          percent={used}
        />
        {figures.length === 3 && (
          <Facts rows={[["Load, 1 / 5 / 15 min", figures.map(value => value.toFixed(2)).join(" / ")]]} />
        )}
      </Card>,
    );
  }
  const [total, available] = ["totalBytes", "availableBytes"].map(name =>
    numberOf(member(member(report, "memory"), name)),
  );
  if (total && available !== undefined) {
    shown.push(
      <Card key={`memory${at}`} title="Memory">
        <Meter
          name="Used"
          detail={`${bytes(total - available)} of ${bytes(total)}`}
          percent={((total - available) / total) * 100}
        />
      </Card>,
    );
  }
  const disks = records(member(report, "disks"))
    .slice(0, itemsMax)
    .flatMap(disk => {
      const [size, free] = [numberOf(disk["totalBytes"]), numberOf(disk["freeBytes"])];
      return size && free !== undefined ? [{ mount: textOf(disk["mount"]), size, free }] : [];
    });
  if (disks.length) {
    shown.push(
      <Card key={`disks${at}`} title="Disks">
        {disks.map(disk => (
          <Meter
            key={disk.mount}
            name={disk.mount}
            detail={`${bytes(disk.free)} free`}
            percent={(1 - disk.free / disk.size) * 100}
          />
        ))}
      </Card>,
    );
  }
  const links = records(member(report, "network"))
    .slice(0, itemsMax)
    .flatMap(link => {
      const [received, sent] = [
        numberOf(link["receivedBytesPerSecond"]),
        numberOf(link["sentBytesPerSecond"]),
      ];
      return received === undefined
        ? []
        : [[textOf(link["name"]), `↓ ${bytes(received)}/s ↑ ${bytes(sent ?? 0)}/s`] as [string, string]];
    });
  if (links.length)
    shown.push(
      <Card key={`network${at}`} title="Network">
        <Facts rows={links} />
      </Card>,
    );
  return shown;
}

function Meter({ name, detail, percent }: { name: string; detail: string; percent: number }) {
  const share = Math.max(0, Math.min(100, percent));
  return (
    <div class="meter">
      <div class="meter-row">
        <Text of={name} max={60} />
        <span>{detail}</span>
      </div>
      <progress
        class={share >= 95 ? "bad" : share >= 85 ? "warn" : ""}
        max={100}
        value={share}
        aria-label={`${name}: ${Math.round(share)} %`}
      />
    </div>
  );
}
