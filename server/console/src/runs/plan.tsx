// What a run would be, before it is started.
import type { RunPlan, RunWait } from "../api/run-types.ts";
import { href } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import { Badge, Text, Time } from "../ui/parts.tsx";

const hostsShown = 100;

/** What hosts wait for, and until when. */
export const Waits = ({ of }: { of: RunWait }) => (
  <p>
    <Badge of={`waits: ${of.for}`} kind="warn" /> <Text of={of.sentence} max={400} />
    {of.until && (
      <>
        {" "}
        <Time at={of.until} />
      </>
    )}
  </p>
);

export function PlanView({ of }: { of: RunPlan }) {
  const [hosts, isCut] = [of.hosts.slice(0, hostsShown), of.count > hostsShown];
  return (
    <div class="verdict" role="status">
      <p>
        It is for <strong>{many(of.count, "host")}</strong>, of which <strong>{count(of.ready)}</strong> would
        run it now.
      </p>
      {of.waits && <Waits of={of.waits} />}
      {of.exclusions.map(one => (
        <p key={one.phase + one.reason}>
          {many(one.count, "host")} <Badge of={one.phase} />: <Text of={one.reason} max={300} />
        </p>
      ))}
      <details>
        <summary>{isCut ? `The first ${hostsShown} of them` : "Which hosts"}</summary>
        <ul class="plain">
          {hosts.map(host => (
            <li key={host.id}>
              <a href={href(["hosts", host.id])}>
                <Text of={host.hostname || host.id} max={80} />
              </a>{" "}
              {host.reason && (
                <span class="soft">
                  <Text of={host.reason} max={200} />
                </span>
              )}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
