import { useState } from "preact/hooks";
import type { BatchReply, BulkReply } from "../api/types.ts";
import { href } from "../app/router.ts";
import { count as shown, many } from "../format/numbers.ts";
import { Badge, Text } from "../ui/parts.tsx";

const rowsMax = 200;

/** The result of each host; what was refused first. */
export function BatchResults({ of }: { of: BatchReply }) {
  const [only, setOnly] = useState("");
  const order = ["refused", "skipped", "accepted"];
  const rows = [...of.results]
    .sort((a, b) => order.indexOf(a.result) - order.indexOf(b.result))
    .filter(row => !only || row.result === only);
  const figures = [
    ["accepted", of.accepted],
    ["skipped", of.skipped],
    ["refused", of.refused],
  ] as const;
  return (
    <>
      <p class="verdict" role="status">
        {of.dry_run ? "It would be done on " : "It is done on "}
        <strong>{many(of.accepted, "host")}</strong>
        {of.skipped > 0 && <>; {shown(of.skipped)} need nothing</>}
        {of.refused > 0 && <>; {shown(of.refused)} cannot take it</>}.
      </p>
      <div class="tabs small">
        <button type="button" aria-pressed={only === ""} onClick={() => setOnly("")}>
          all {shown(of.count)}
        </button>
        {figures
          .filter(([, value]) => value > 0)
          .map(([name, value]) => (
            <button key={name} type="button" aria-pressed={only === name} onClick={() => setOnly(name)}>
              {name} {shown(value)}
            </button>
          ))}
      </div>
      <div class="scroll results" tabIndex={0} role="group" aria-label="Result of each host">
        <table>
          <thead>
            <tr>
              <th scope="col">Host</th>
              <th scope="col">Result</th>
              <th scope="col">What and why</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, rowsMax).map(row => (
              <tr key={row.agent_id}>
                <td>
                  <a href={href(["hosts", row.agent_id])}>
                    <Text of={row.hostname || row.agent_id} max={80} />
                  </a>
                </td>
                <td>
                  <Badge of={row.result} />
                </td>
                <td>
                  <Text of={row.detail} max={400} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length > rowsMax && (
          <p class="soft">{shown(rows.length - rowsMax)} more are not shown here; each has an event.</p>
        )}
      </div>
    </>
  );
}

/** What became of the hosts of queries. */
export function BulkResults({
  of,
  isDry,
  isRemoval,
}: {
  of: readonly BulkReply[];
  isDry: boolean;
  isRemoval: boolean;
}) {
  const sum = (value: (one: BulkReply) => number | undefined) =>
    of.reduce((total, one) => total + (value(one) ?? 0), 0);
  const operations = of.flatMap(one => one.operation ?? []);
  const count = sum(one => one.count);
  return (
    <>
      <p class="verdict" role="status">
        {isRemoval ? (
          <>
            {isDry ? "It would remove " : "It removes "}
            <strong>{many(count, "host")}</strong>
            {sum(one => one.clones) > 0 && (
              <>
                , and{" "}
                {many(
                  sum(one => one.clones),
                  "clone",
                )}{" "}
                that no operator consented to
              </>
            )}
            .
          </>
        ) : (
          <>
            {isDry ? "It would change " : "It changes "}
            <strong>
              {many(
                sum(one => one.changed),
                "host",
              )}
            </strong>{" "}
            of {shown(count)}; the others have these labels already.
          </>
        )}
      </p>
      {operations.map(id => (
        <p key={id}>
          <a href={href(["operations"], { id })}>An operation does the rest: follow it.</a>
        </p>
      ))}
    </>
  );
}
