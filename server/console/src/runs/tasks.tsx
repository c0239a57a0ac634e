// Tasks of a playbook on a host.
import type { PlaybookResult, PlaybookTask } from "../api/run-types.ts";
import { count, many } from "../format/numbers.ts";
import { Text } from "../ui/parts.tsx";

/** What it changed, or would have, and what failed. */
export function DoneTasks({ of }: { of: PlaybookResult }) {
  const { changed = [], failed = [], leftOut = 0 } = of;
  if (changed.length + failed.length === 0) return null;
  const [what, all] = of.check ? ["would change something", "would"] : ["changed something", "did"];
  return (
    <details>
      <summary>
        {[
          failed.length > 0 && `${many(failed.length, "task")} failed`,
          changed.length > 0 && `${many(changed.length, "task")} ${what}`,
        ]
          .filter(Boolean)
          .join(", ")}
      </summary>
      <Tasks of={[...failed, ...changed]} />
      {leftOut > 0 && (
        <p class="soft">
          {count(leftOut)} more {all}; the log has them all.
        </p>
      )}
    </details>
  );
}

export const Tasks = ({ of }: { of: readonly PlaybookTask[] }) => (
  <ul class="plain">
    {of.map((task, at) => (
      <li key={at}>
        <Text of={task.task} max={200} />{" "}
        {task.object && (
          <span class="mono">
            <Text of={task.object} max={200} />{" "}
          </span>
        )}
        <span class="soft">
          <Text of={[task.path, task.message].filter(Boolean).join(": ")} max={400} />
        </span>
      </li>
    ))}
  </ul>
);
