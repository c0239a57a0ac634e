// The columns that hosts can be shown by: every field of the language that is no prefix, and labels.
import type { ComponentChildren } from "preact";
import type { FieldList, HostRow } from "../api/types.ts";
import { bytes } from "../format/numbers.ts";
import { href, param } from "../app/router.ts";
import { labelFields, wholeFields } from "../query/complete.ts";
import { Badge, Labels, Text, Time } from "../ui/parts.tsx";

export interface Column {
  /** Name of the field. */
  name: string;
  title: string;
  /** Share of the width, beside the others'. */
  width: number;
  isSortable: boolean;
  cell: (host: HostRow) => ComponentChildren;
}

const defaults = ["hostname", "state", "version", "last_seen", "sub_agents", "upgrade", "faults", "labels"];
const narrowDefaults = ["hostname", "state", "version"];

const titles: Record<string, string> = {
  hostname: "Host",
  state: "State",
  version: "Version",
  last_seen: "Last seen",
  sub_agents: "Sub-agents",
  upgrade: "Upgrade",
  faults: "Faults",
  labels: "Labels",
  standing: "Standing",
  enrolled: "Enrolled",
  id: "Id",
  "host.os": "System",
  "host.kernel": "Kernel",
  "host.arch": "Architecture",
  "host.service_manager": "Service manager",
  "cpu.count": "Processors",
  "memory.bytes": "Memory",
  "disk.free": "Disk free",
};
const widths: Record<string, number> = {
  hostname: 3,
  id: 3,
  state: 1.6,
  version: 1.1,
  last_seen: 1.4,
  sub_agents: 1.8,
  upgrade: 1.8,
  faults: 0.9,
  labels: 2.1,
  "host.os": 2.4,
  "cpu.count": 0.9,
};
const reported: Record<string, string> = {
  "host.os": "os",
  "host.kernel": "kernel",
  "host.arch": "architecture",
  "host.service_manager": "serviceManager",
  "host.os.id": "osId",
  "host.os.version": "osVersion",
  "host.kernel.version": "kernelVersion",
  "host.libc": "libc",
  "host.libc.version": "libcVersion",
  "cpu.count": "cpuCount",
  "memory.bytes": "memoryBytes",
  "disk.free": "diskFreePercent",
};

/** The names that can be chosen. */
export const choosable = (language: FieldList): string[] => [
  ...wholeFields(language)
    .filter(field => field.kind !== "address")
    .map(field => field.name),
  "labels",
  ...labelFields(language),
];

/** The names that are chosen: by the address, or as they are without a choice. */
export function chosen(isNarrow: boolean): string[] {
  const asked = param("cols").split(",").filter(Boolean);
  if (isNarrow) return narrowDefaults;
  return asked.length ? asked : defaults;
}

/** The column of a name. */
export const columnOf = (name: string, language: FieldList | undefined): Column => ({
  name,
  title: titles[name] ?? name,
  width: widths[name] ?? 1.4,
  isSortable: language?.fields.find(field => field.name === name)?.sortable ?? false,
  cell: host => cell(name, host),
});

function cell(name: string, host: HostRow): ComponentChildren {
  switch (name) {
    case "id":
      return <span class="mono">{host.id}</span>;
    case "hostname":
      return (
        <a class="strong" href={href(["hosts", host.id ?? ""])} tabIndex={-1}>
          <Text of={host.hostname || host.id} max={120} />
        </a>
      );
    case "version":
      return (
        <span class="mono">
          <Text of={host.version || "none"} max={60} />
        </span>
      );
    case "state":
      return (
        <>
          <Badge of={host.state ?? ""} />
          {host.standing && host.standing !== "normal" && (
            <>
              {" "}
              <Badge of={host.standing} />
            </>
          )}
        </>
      );
    case "standing":
      return host.standing === "normal" ? (
        <span class="soft">normal</span>
      ) : (
        <Badge of={host.standing ?? ""} />
      );
    case "last_seen":
      return <Time at={host.lastSeen} />;
    case "enrolled":
      return <Time at={host.enrolledAt} />;
    case "faults":
      return host.faults ? <span class="bad-text">{host.faults}</span> : <span class="soft">0</span>;
    case "upgrade":
      return host.upgrade ? <Badge of={host.upgrade} /> : <span class="soft">none</span>;
    case "sub_agents":
      return <Text of={(host.subAgents ?? []).join(", ")} max={200} />;
    case "labels":
      return <Labels of={host.labels} />;
  }
  if (name.startsWith("label.")) return <Text of={host.labels?.[name.slice(6)] ?? ""} max={100} />;
  const value = host.host?.[reported[name] ?? ""];
  if (name === "memory.bytes" && typeof value === "number") return value ? bytes(value) : "";
  if (name === "disk.free" && typeof value === "number") return `${value} %`;
  return <Text of={value ?? ""} max={120} />;
}
