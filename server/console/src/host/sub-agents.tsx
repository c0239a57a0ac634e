// The sub-agents of a host: what runs, what should, and what can be done to one of them.
import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import { changing } from "../app/rights.tsx";
import type { Explain, FleetDetail, LayerPreview, SubAgentStatus } from "../api/types.ts";
import { href, layerAt } from "../app/router.ts";
import { bytes, span } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { Confirm } from "../ui/confirm.tsx";
import type { Deed } from "../ui/copy.tsx";
import { Badge, Card, Empty, Text, Time } from "../ui/parts.tsx";
import { RowButton, Table } from "../ui/table.tsx";

type Verb = "restart" | "stop" | "start" | "log";

/** What a verb sends. A stop and a start are revisions of the host's layer; a restart and a log are commands. */
function deedOf(verb: Verb, id: string, name: string): Deed {
  const at = encodeURIComponent(id);
  if (verb === "restart" || verb === "log") {
    const kind = verb === "restart" ? "restart-sub-agent" : "collect-log";
    return {
      cli: line("aops", "run", "--host", id, "--action", kind, "--sub-agent", name),
      method: "POST",
      path: `/api/v1/hosts/${at}/commands`,
      body: { kind, subAgent: name, ...(verb === "log" && { lines: 200 }) },
    };
  }
  return {
    method: "PATCH",
    path: `/api/v1/layers/host:${at}`,
    body: {
      document: { subAgents: [{ name, running: verb === "start" }] },
      strategy: "all-at-once",
      message: `${verb} ${name}`,
    },
  };
}

/** @throws Error The write would change nothing: only what a layer gives a version is the server's to stop. */
async function mustChange(deed: Deed, name: string): Promise<void> {
  const { body } = await ask<LayerPreview>(deed.method, deed.path, {
    query: { dry_run: true },
    body: deed.body,
  });
  if (body.changing > 0) return;
  throw new Error(
    `Nothing would change: no layer gives ${name} a version, or it is what its layers say already. Order it first.`,
  );
}

export function SubAgents({
  id,
  detail,
  explain,
  reload,
}: {
  id: string;
  detail: FleetDetail;
  explain: Explain;
  reload: () => void;
}) {
  const [asked, setAsked] = useState<{ verb: Verb; name: string }>();
  const [note, setNote] = useState("");
  const items = detail.heartbeat?.subAgents ?? [];
  const act = (verb: Verb, name: string) => {
    setNote("");
    setAsked({ verb, name });
  };
  const tell = ({ verb, name }: { verb: Verb; name: string }) => {
    setNote(`The host was told to ${verb} ${name}.`);
    if (verb === "log") location.hash = href(["hosts", id], { tab: "commands" });
    reload();
  };
  return (
    <Card title="Sub-agents">
      {note && (
        <p role="status" class="soft">
          <Text of={note} />
        </p>
      )}
      {items.length === 0 ? (
        <Empty title={detail.heartbeat ? "This host has no sub-agents." : "It has not sent a heartbeat yet."}>
          <p>
            A layer that names one installs it: see{" "}
            <a href={layerAt(`host:${id}`)}>what this host should be</a>.
          </p>
        </Empty>
      ) : (
        <Table
          label="Sub-agents"
          titles={["Name", "Version", "State", "Since", "Memory", "CPU time", "Restarts", "Last exit", "Do"]}>
          {items.map(item => (
            <Row key={item.name} item={item} explain={explain} act={act} />
          ))}
        </Table>
      )}
      {asked && <VerbDialog id={id} {...asked} done={() => tell(asked)} close={() => setAsked(undefined)} />}
    </Card>
  );
}

const words: Record<Verb, { title: string; verb: string; meaning: string }> = {
  stop: {
    title: "Stop",
    verb: "Stop it",
    meaning: "It stays stopped until a layer, or Start here, says otherwise.",
  },
  start: { title: "Start", verb: "Start it", meaning: "It is started, and kept running." },
  restart: { title: "Restart", verb: "Restart it", meaning: "It is stopped and started once." },
  log: {
    title: "Log of",
    verb: "Ask for its log",
    meaning: "The host sends the last 200 lines of its log; they are shown under Commands and logs.",
  },
};

function VerbDialog({
  id,
  verb,
  name,
  done,
  close,
}: {
  id: string;
  verb: Verb;
  name: string;
  done: () => void;
  close: () => void;
}) {
  const deed = deedOf(verb, id, name);
  const { title, verb: button, meaning } = words[verb];
  return (
    <Confirm
      title={
        <>
          {title} <Text of={name} max={80} />
        </>
      }
      verb={button}
      isDangerous={verb === "stop"}
      deed={deed}
      {...(deed.method === "PATCH" && { before: () => mustChange(deed, name) })}
      done={done}
      close={close}>
      <p>{meaning}</p>
    </Confirm>
  );
}

function Row({
  item,
  explain,
  act,
}: {
  item: SubAgentStatus;
  explain: Explain;
  act: (verb: Verb, name: string) => void;
}) {
  const wanted = explain.should.fields.find(field => field.field === `subAgents[${item.name}].version`);
  const isUp = item.state === "running" || item.state === "starting";
  const button = (verb: Verb, title: string) => (
    <RowButton title={title} need={changing} of={item.name} act={() => act(verb, item.name)} />
  );
  return (
    <tr>
      <td class="strong">
        <Text of={item.name} max={80} />
      </td>
      <td class="mono">
        <Text of={item.version ?? "none"} max={60} />
        {wanted && wanted.value !== item.version && (
          <div class="soft">
            should be <Text of={wanted.value} max={60} />
          </div>
        )}
      </td>
      <td>
        <Badge of={item.state} />
        {item.ready === false && (
          <>
            {" "}
            <Badge of="not ready" kind="warn" />
          </>
        )}
        {item.fault && (
          <div class="bad-text">
            <Text of={item.fault} max={400} />
          </div>
        )}
        {item.upgrade && (
          <div class="soft">
            <Text of={`${item.upgrade.from} → ${item.upgrade.to}: ${item.upgrade.phase}`} max={120} />
            {item.upgrade.reason && (
              <>
                : <Text of={item.upgrade.reason} max={400} />
              </>
            )}
          </div>
        )}
      </td>
      <td>
        <Time at={item.since} />
      </td>
      <td class="number">{item.rssBytes ? bytes(item.rssBytes) : ""}</td>
      <td class="number">{item.cpuMilliseconds ? span(item.cpuMilliseconds / 1000) : ""}</td>
      <td class="number">{item.restarts ?? 0}</td>
      <td>
        <Text of={item.lastExit ?? ""} max={120} />
      </td>
      <td class="do">
        {isUp ? button("stop", "Stop…") : button("start", "Start…")}
        {button("restart", "Restart…")}
        {button("log", "Log…")}
      </td>
    </tr>
  );
}
