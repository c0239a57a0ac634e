// Charged hosts by their reason, and what they have in common.
import type { Cluster } from "../api/rollout-types.ts";
import { hostsOf } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import { quoteValue } from "../query/complete.ts";
import { Badge, Card, Text } from "../ui/parts.tsx";

const fields: Record<string, string> = {
  kernel: "host.kernel",
  distribution: "host.os",
  architecture: "host.architecture",
};

/** The hosts of the fleet with a trait; undefined where it is no field of a query. */
function queryOf(name: string, value: string): string | undefined {
  const field = fields[name];
  return field && `${field}=${quoteValue(value)}`;
}

export const Failures = ({ of }: { of: readonly Cluster[] }) => (
  <Card title="What failed">
    {of.length === 0 ? (
      <p>
        <Badge of="nothing" kind="good" /> No host is charged.
      </p>
    ) : (
      <ul class="plain stack">
        {of.map(cluster => (
          <li key={cluster.reason}>
            <p>
              <Badge of={many(cluster.hosts, "host")} kind="bad" />{" "}
              <strong>
                <Text of={cluster.reason} max={400} />
              </strong>
            </p>
            {cluster.traits.map(trait => {
              const q = queryOf(trait.name, trait.value);
              const text = <Text of={`${trait.name} ${trait.value}`} max={160} />;
              return (
                <p key={`${trait.name} ${trait.value}`} class="soft">
                  {q ? <a href={hostsOf(q)}>{text}</a> : text}: {count(trait.charged)} of{" "}
                  {count(trait.attempted)} failed, {trait.lift.toFixed(1)} times as often as all
                </p>
              );
            })}
          </li>
        ))}
      </ul>
    )}
  </Card>
);
