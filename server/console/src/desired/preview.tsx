import type { FieldChange, LayerPreview } from "../api/types.ts";
import { href } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import { Text } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** Fields that differ, before and after. */
export const Changes = ({ of }: { of: readonly FieldChange[] }) =>
  of.length === 0 ? (
    <p class="soft">Nothing differs.</p>
  ) : (
    <Table label="Differences" titles={["Field", "Before", "After"]}>
      {of.map(change => (
        <tr key={change.field}>
          <td class="mono">
            <Text of={change.field} max={200} />
          </td>
          <td class="mono">
            {change.from === undefined ? (
              <span class="soft">absent</span>
            ) : (
              <del>
                <Text of={change.from} max={400} />
              </del>
            )}
          </td>
          <td class="mono">
            {change.to === undefined ? (
              <span class="soft">absent</span>
            ) : (
              <ins>
                <Text of={change.to} max={400} />
              </ins>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );

const RolloutLink = ({ id }: { id: string }) => (
  <a class="mono" href={href(["rollouts", id])}>
    <Text of={id} />
  </a>
);

/** What a write would change: of the layer, and of its hosts. */
export const PreviewView = ({ of }: { of: LayerPreview }) => (
  <>
    <p class="verdict" role="status">
      The layer has <strong>{many(of.hosts, "host")}</strong>, of which <strong>{count(of.changing)}</strong>{" "}
      would be something else.
    </p>
    {of.goesOn && (
      <p>
        The rollout <RolloutLink id={of.goesOn} /> goes on; hosts that it has not reached would have this
        change alone.
      </p>
    )}
    {of.superseded?.map(id => (
      <p key={id}>
        The rollout <RolloutLink id={id} /> would end by it.
      </p>
    ))}
    <Changes of={of.changes} />
    {of.sample.length > 0 && (
      <details>
        <summary>Some of these hosts</summary>
        {of.sample.map(one => (
          <div key={one.id}>
            <p>
              <a href={href(["hosts", one.id])}>
                <Text of={one.id} />
              </a>
            </p>
            <Changes of={one.changes} />
          </div>
        ))}
      </details>
    )}
  </>
);
