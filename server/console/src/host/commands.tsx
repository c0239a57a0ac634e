// Commands of a host with their results, and the logs that it was asked for.
import { useState } from "preact/hooks";
import { ask, get } from "../api/client.ts";
import { Allowed, changing } from "../app/rights.tsx";
import type { Command, SubAgentStatus } from "../api/types.ts";
import { line } from "../format/shell.ts";
import { plainLog } from "../format/text.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { ChoiceField, Field, valueOf } from "../ui/form.tsx";
import { Badge, Card, Empty, Fault, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";

const linesDefault = 200;

export function Commands({ id, subAgents }: { id: string; subAgents: readonly SubAgentStatus[] }) {
  const path = `/api/v1/hosts/${encodeURIComponent(id)}/commands`;
  const list = useResource(id, signal => get<{ commands: Command[] }>(path, { limit: 50 }, signal), {
    pauseMilliseconds: 1000,
  });
  const [source, setSource] = useState("");
  const [lines, setLines] = useState(linesDefault);
  const [fault, attempt] = useAttempt();
  const body = { kind: "collect-log", ...(source && { subAgent: source }), lines };
  const collect = (event: SubmitEvent) => {
    event.preventDefault();
    return attempt(async () => {
      await ask("POST", path, { body });
      list.reload();
    });
  };
  return (
    <div class="stack">
      <Card title="Ask for a log">
        <form class="fields" onSubmit={event => void collect(event)}>
          <ChoiceField
            label="Of"
            id="log-of"
            none="the agent itself"
            names={subAgents.map(item => item.name)}
            value={source}
            choose={setSource}
          />
          <Field label="Last lines" id="log-lines">
            <input
              id="log-lines"
              type="number"
              min={1}
              max={2000}
              value={lines}
              onInput={event => setLines(Number(valueOf(event)) || linesDefault)}
            />
          </Field>
          <Allowed to={changing}>
            <button type="submit">Ask the host</button>
          </Allowed>
        </form>
        <Fault of={fault} />
        <Lines
          of={{
            cli: line(
              "aops",
              "run",
              "--host",
              id,
              "--action",
              "collect-log",
              ...(source ? ["--sub-agent", source] : []),
              "--lines",
              String(lines),
            ),
            method: "POST",
            path,
            body,
          }}
        />
      </Card>
      <Card title="Commands, the newest first">
        <Loaded of={list}>
          {({ commands }) =>
            commands.length === 0 ? (
              <Empty title="This host was given no command yet." />
            ) : (
              <ul class="plain">
                {commands.map(command => (
                  <One key={command.id} command={command} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Card>
    </div>
  );
}

function One({ command }: { command: Command }) {
  return (
    <li class="command">
      <p>
        <strong>{command.kind}</strong> {command.subAgent && <Text of={command.subAgent} max={80} />}{" "}
        <Badge of={command.result?.outcome ?? command.state} />{" "}
        <span class="soft">
          asked for <Time at={command.createdAt} />
          {command.result && (
            <>
              , ended <Time at={command.result.at} />
            </>
          )}
        </span>
      </p>
      {command.result?.message && (
        <p>
          <Text of={command.result.message} max={1000} />
        </p>
      )}
      {command.log !== undefined && (
        <details open>
          <summary>Log</summary>
          <pre class="log" tabIndex={0} aria-label="Log">
            <bdi>{plainLog(command.log)}</bdi>
          </pre>
        </details>
      )}
    </li>
  );
}
