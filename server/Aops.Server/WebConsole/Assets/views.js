import { call, fleet, get } from "./api.js";
import { badge, card, el, facts, meter, table } from "./dom.js";
import { ago, agentKind, bytes, exact, perSecond, processKind, upgradeKind } from "./format.js";

const time = value => el("span", { title: exact(value), class: "nowrap" }, ago(value));

function upgradeCell(upgrade) {
  if (!upgrade) return el("span", { class: "small" }, "none");
  const percent = upgrade.percent === undefined || upgrade.percent === null ? "" : ` ${upgrade.percent} %`;
  return el("div", null,
    badge(upgradeKind(upgrade.phase), `${upgrade.phase}${percent}`, exact(upgrade.at)),
    el("div", { class: "small" }, `${upgrade.from} → ${upgrade.to}, `, ago(upgrade.at)),
    upgrade.reason && el("div", { class: "small" }, upgrade.reason));
}

const subAgentBadges = subAgents => el("div", { class: "badges" }, subAgents.map(item =>
  badge(processKind(item.state), `${item.name} ${item.state}`, item.fault ?? `${item.name} ${item.version ?? ""}`)));

function tile(label, value, kind) {
  return el("div", { class: `card tile ${kind ?? ""}` },
    el("div", { class: "label" }, label), el("div", { class: "value" }, String(value)));
}

// What holds a host back, as one sentence.
const standing = agent => (agent.isDiverged || agent.paused !== undefined) && el("div", { class: "small" }, agent.isDiverged
  ? "diverged: it keeps what the database does not know, until 'aops-server restore' is run"
  : `paused: ${agent.paused}`);

const versionCell = agent => el("div", null, el("span", { class: "mono" }, agent.version),
  agent.wantedVersion && agent.wantedVersion !== agent.version
    && el("div", { class: "small nowrap" }, `wanted: ${agent.wantedVersion}`));

export async function fleetView() {
  const [{ agents, truncated }, desired, releases] =
    await Promise.all([fleet(), get("/api/desired"), get("/api/releases")]);
  agents.sort((a, b) => a.hostname.localeCompare(b.hostname) || a.id.localeCompare(b.id));
  const count = test => agents.filter(test).length;
  const offline = count(agent => agent.state === "offline");
  const troubled = count(agent => agent.faults.length > 0
    || ["failed", "rolled-back"].includes(agent.upgrade?.phase)
    || agent.subAgents.some(item => ["failed", "backoff"].includes(item.state)));
  const rows = agents.map(agent => el("tr", null,
    el("td", null, el("a", { class: "host", href: `#/host/${agent.id}` }, agent.hostname),
      el("div", { class: "small mono" }, agent.id.slice(-12))),
    el("td", null, versionCell(agent)),
    el("td", null, badge(agentKind(agent.presence), agent.presence), standing(agent)),
    el("td", null, time(agent.lastSeen)),
    el("td", null, upgradeCell(agent.upgrade)),
    el("td", null, subAgentBadges(agent.subAgents),
      agent.faults.map(fault => el("div", { class: "small fault" }, fault)))));
  return [
    el("div", { class: "head" }, el("h1", null, "Fleet"),
      truncated && el("span", { class: "sub" }, "Only the first hosts are shown.")),
    el("div", { class: "tiles" },
      tile("Hosts", agents.length),
      tile("Online", count(agent => agent.state === "online"), "good"),
      tile("Offline", offline, offline ? "bad" : ""),
      tile("With faults", troubled, troubled ? "warn" : "")),
    el("div", { class: "stack" },
      desiredForm(desired, releases.releases),
      el("section", { class: "card", "aria-label": "Hosts" }, agents.length
        ? table(["Host", "Version", "State", "Last seen", "Upgrade", "Sub-agents"], rows)
        : el("div", { class: "empty" }, "No host has enrolled yet. On the server, make a token; on the host, run:", el("br"),
          el("code", null, `curl -fsS --cacert ca.pem ${location.origin}/install.sh | sh`)))),
  ];
}

function desiredForm(desired, releases) {
  const current = desired.document?.agent?.version;
  const versions = [...new Set(releases.filter(item => item.kind === "agent").map(item => item.version))]
    .sort((a, b) => b.localeCompare(a, undefined, { numeric: true }));
  const choice = el("select", { id: "version", name: "version", required: true },
    versions.map(version => el("option", { value: version, selected: version === current },
      version === current ? `${version} (ordered)` : version)));
  const note = el("div", { class: "note", role: "status" }, versions.length
    ? `Revision ${desired.revision}${desired.changedAt ? `, changed ${ago(desired.changedAt)}` : ""}. ` +
      "Every order is a new attempt, also of a version that failed before."
    : "No agent release is published yet.");
  const button = el("button", { class: "primary", disabled: versions.length === 0 }, "Order");
  const order = async event => {
    event.preventDefault();
    if (!confirm(`Order agent ${choice.value} for the whole fleet?`)) return;
    button.disabled = true;
    try {
      const latest = await get("/api/desired");
      const document = { ...latest.document, agent: { version: choice.value } };
      const changed = await call("PUT", "/api/desired", document);
      note.textContent = `Ordered: agent ${choice.value}, revision ${changed.revision}.`;
    } catch (fault) {
      note.textContent = fault.message;
    }
    button.disabled = false;
  };
  return card("Wanted version of the agent", el("form", { class: "form", onsubmit: order, "data-keep": "desired" },
    el("div", { class: "field" }, el("label", { for: "version" }, "For every host without an override"), choice),
    button, note));
}

export async function hostView(id) {
  const detail = await get(`/api/fleet/${encodeURIComponent(id)}`);
  const { events } = await get(`/api/events?limit=15&agent=${encodeURIComponent(id)}`);
  const { summary: agent, heartbeat } = detail;
  const host = heartbeat?.host;
  const status = heartbeat?.agent;
  return [
    el("div", { class: "crumb" }, el("a", { href: "#/" }, "Fleet"), " / ", agent.hostname),
    el("div", { class: "head" }, el("h1", null, agent.hostname), badge(agentKind(agent.presence), agent.presence),
      el("span", { class: "sub" }, "last seen ", time(agent.lastSeen)), standing(agent)),
    el("div", { class: "stack" },
      agent.faults.length > 0 && el("ul", { class: "faults" }, agent.faults.map(fault => el("li", null, fault))),
      el("div", { class: "columns narrow" }, (heartbeat?.subAgents ?? []).flatMap(item => metrics(item))),
      el("section", { class: "card", "aria-label": "Sub-agents" }, subAgentTable(heartbeat?.subAgents ?? [])),
      el("div", { class: "columns" },
        card("Host", facts([
          ["Agent id", el("span", { class: "mono" }, agent.id)], ["System", host?.os], ["Kernel", host?.kernel],
          ["Architecture", host?.architecture], ["Service manager", host?.serviceManager],
          ["Enrolled", exact(agent.enrolledAt)],
        ])),
        card("Agent", facts([
          ["Version", el("span", { class: "mono" }, agent.version)], ["Wanted", agent.wantedVersion ?? "no wish"],
          ["Revision", `${agent.heldRevision} of ${agent.wantedRevision}`],
          ["Started", status && exact(status.startedAt)],
          ["spm", status && `pid ${status.spmPid}, ${bytes(status.spmRssBytes)}`],
          ["spa", status && (status.spaPid ? `pid ${status.spaPid}, ${bytes(status.spaRssBytes)}` : "away")],
          ["Heartbeat", detail.intervalSeconds && `every ${detail.intervalSeconds} s`],
          ["Upgrade", upgradeCell(agent.upgrade)],
        ]))),
      el("section", { class: "card", "aria-label": "Events" }, eventTable([...events].reverse()))),
  ];
}

function subAgentTable(subAgents) {
  if (subAgents.length === 0) return el("div", { class: "empty" }, "This host has no sub-agents.");
  return table(["Sub-agent", "Version", "State", "Since", "Pid", "Restarts", "Memory", "Last exit"],
    subAgents.map(item => el("tr", null,
      el("td", { class: "host" }, item.name),
      el("td", { class: "mono" }, item.version ?? ""),
      el("td", null, badge(processKind(item.state), item.state),
        item.fault && el("div", { class: "small fault" }, item.fault),
        item.upgrade && upgradeCell(item.upgrade)),
      el("td", null, time(item.since)),
      el("td", null, item.pid ? String(item.pid) : ""),
      el("td", null, String(item.restarts ?? 0)),
      el("td", { class: "nowrap" }, item.rssBytes ? bytes(item.rssBytes) : ""),
      el("td", null, item.lastExit ?? ""))));
}

const isNumber = value => typeof value === "number" && Number.isFinite(value);
const list = value => Array.isArray(value) ? value.slice(0, 16) : [];

// Cards of what host-metrics reports; a report of another shape simply yields none.
function metrics({ report }) {
  if (typeof report !== "object" || report === null) return [];
  const cards = [];
  const load = list(report.load).filter(isNumber);
  if (isNumber(report.cpu?.usedPercent)) {
    cards.push(card("Processor",
      meter(isNumber(report.cpu.count) ? `${report.cpu.count} processors` : "Used",
        `${report.cpu.usedPercent.toFixed(1)} %`, report.cpu.usedPercent),
      load.length === 3 && facts([["Load, 1 / 5 / 15 min", load.map(value => value.toFixed(2)).join(" / ")]])));
  }
  const { totalBytes, availableBytes } = report.memory ?? {};
  if (isNumber(totalBytes) && isNumber(availableBytes) && totalBytes > 0) {
    const used = totalBytes - availableBytes;
    cards.push(card("Memory",
      meter("Used", `${bytes(used)} of ${bytes(totalBytes)}`, used / totalBytes * 100),
      facts([["Available", bytes(availableBytes)]])));
  }
  const disks = list(report.disks).filter(disk => disk.totalBytes > 0 && isNumber(disk.freeBytes));
  if (disks.length > 0) {
    cards.push(card("Disks", disks.map(disk => meter(String(disk.mount), `${bytes(disk.freeBytes)} free`,
      (1 - disk.freeBytes / disk.totalBytes) * 100))));
  }
  const links = list(report.network).filter(link => isNumber(link.receivedBytesPerSecond));
  if (links.length > 0) {
    cards.push(card("Network", facts(links.map(link => [String(link.name),
      `↓ ${perSecond(link.receivedBytesPerSecond)}   ↑ ${perSecond(link.sentBytesPerSecond ?? 0)}`]))));
  }
  return cards;
}

export async function releasesView() {
  const { releases, metadataVersion } = await get("/api/releases");
  const rows = [...releases]
    .sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name)
      || b.version.localeCompare(a.version, undefined, { numeric: true }))
    .map(item => el("tr", null,
      el("td", null, badge("", item.kind)), el("td", { class: "host" }, item.name),
      el("td", { class: "mono" }, item.version), el("td", null, item.architecture ?? ""),
      el("td", { class: "nowrap" }, bytes(item.lengthBytes)),
      el("td", { class: "small mono", title: item.sha256 }, item.sha256.slice(0, 16))));
  return [
    el("div", { class: "head" }, el("h1", null, "Releases"),
      el("span", { class: "sub" }, `targets metadata version ${metadataVersion}`)),
    el("section", { class: "card", "aria-label": "Releases" }, rows.length
      ? table(["Kind", "Name", "Version", "Architecture", "Size", "SHA-256"], rows)
      : el("div", { class: "empty" }, "Nothing is published yet.", el("br"), el("code", null, "aops-release publish"))),
  ];
}

function eventTable(events) {
  if (events.length === 0) return el("div", { class: "empty" }, "Nothing has happened yet.");
  return table(["Time", "Kind", "What happened"], events.map(event => el("tr", null,
    el("td", { class: "nowrap", title: exact(event.at) }, ago(event.at)),
    el("td", null, badge(["offline", "fault", "cloned"].includes(event.kind) ? "bad" : "", event.kind)),
    el("td", null, event.agentId ? el("a", { href: `#/host/${event.agentId}` }, event.message) : event.message))));
}

export async function eventsView() {
  const { events } = await get("/api/events?limit=200");
  return [
    el("div", { class: "head" }, el("h1", null, "Events")),
    el("section", { class: "card", "aria-label": "Events" }, eventTable(events.reverse())),
  ];
}
