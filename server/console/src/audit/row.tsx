// One row of the audit: what was before and what is after, and what proves it.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { AuditRow } from "../api/types.ts";
import { change, hostsOf, href } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { Changes } from "../desired/preview.tsx";
import { Lines } from "../ui/copy.tsx";
import { Card, Facts, FullTime, Text } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { differences } from "./differences.ts";
import { ObjectLink } from "./object-link.tsx";

const hostsShown = 100;

export function AuditRowCard({ id, read }: { id: string; read: () => void }) {
  const path = `/api/v1/audit/${encodeURIComponent(id)}`;
  const found = useResource(`row ${id}`, signal => get<AuditRow>(path, undefined, signal), { isLive: false });
  const isRead = found.data !== undefined || found.fault !== undefined;
  useEffect(() => {
    if (isRead) read();
  }, [isRead]);
  return (
    <Card
      title={`Row ${id}`}
      side={
        <button type="button" class="quiet" onClick={() => change({ row: undefined })}>
          Close
        </button>
      }>
      <Loaded of={found} rows={10}>
        {row => <Content of={row} path={path} />}
      </Loaded>
      <Lines of={{ method: "GET", path }} />
    </Card>
  );
}

function Content({ of, path }: { of: AuditRow; path: string }) {
  return (
    <>
      <Facts
        rows={[
          [
            "What",
            <>
              <strong>{of.kind}</strong> of <ObjectLink of={of} />
            </>,
          ],
          ["When", <FullTime key="at" at={of.at} />],
          [
            "Who",
            <>
              <a href={href(["audit"], { actor: of.actor })}>
                <Text of={of.actor} max={120} />
              </a>{" "}
              <span class="soft">
                ({of.actorKind}){" "}
                <Text of={of.address ? `from ${of.address}` : "on the server's machine"} max={80} />
              </span>
            </>,
          ],
          ["Why", of.reason && <Text of={of.reason} max={1000} />],
          ["Query", of.query !== undefined && <QueryLink q={of.query} />],
          [
            "Operation",
            of.operation && (
              <a href={href(["operations"], { id: of.operation })}>it goes on there: follow it</a>
            ),
          ],
          [
            "Request",
            of.requestId && (
              <a class="mono" href={href(["audit"], { request: of.requestId })}>
                <Text of={of.requestId} max={80} />
              </a>
            ),
          ],
        ]}
      />
      {(of.before !== undefined || of.after !== undefined) && (
        <>
          <h3>
            {of.before === undefined
              ? "What it became"
              : of.after === undefined
                ? "What it was"
                : "What changed"}
          </h3>
          <Changes of={differences(of.before, of.after)} />
        </>
      )}
      {of.hostsHash && <ActHosts path={`${path}/hosts`} count={of.hosts ?? 0} />}
      <details>
        <summary>What proves it</summary>
        <p class="soft">
          The chain: <code>aops-server audit verify --data DIR</code> reads it as a whole.
        </p>
        <Facts
          rows={[
            [
              "Hash",
              <span key="hash" class="mono">
                {of.hash}
              </span>,
            ],
            ["Before it", of.previous && <span class="mono">{of.previous}</span>],
            ["Its hosts", of.hostsHash && <span class="mono">{of.hostsHash}</span>],
          ]}
        />
      </details>
    </>
  );
}

const QueryLink = ({ q }: { q: string }) => (
  <>
    <a class="mono" href={hostsOf(q)}>
      <Text of={q || "every host"} max={400} />
    </a>{" "}
    <span class="soft">(its hosts now)</span>
  </>
);

function ActHosts({ path, count }: { path: string; count: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>The {many(count, "host")} of then</summary>
      {isOpen && <HostIds path={path} count={count} />}
    </details>
  );
}

function HostIds({ path, count }: { path: string; count: number }) {
  const found = useResource(
    path,
    signal => get<{ hosts: { id: string }[] }>(path, { limit: hostsShown }, signal),
    { isLive: false },
  );
  return (
    <Loaded of={found}>
      {({ hosts }) => (
        <>
          <p class="labels mono">
            {hosts.map(host => (
              <a key={host.id} href={href(["hosts", host.id])}>
                <Text of={host.id} max={80} />
              </a>
            ))}
          </p>
          {count > hosts.length && (
            <p class="soft">
              {many(count - hosts.length, "host")} more; the line of curl below has all of them.
            </p>
          )}
        </>
      )}
    </Loaded>
  );
}
