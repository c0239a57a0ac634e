import type { Counts } from "../api/rollout-types.ts";
import { count } from "../format/numbers.ts";
import { shares } from "./progress.ts";

const words = { good: "proven", bad: "failed", warn: "on the way", idle: "to come" };

/** How far the hosts of a rollout or a stage are, as a bar; its figures are also its text. */
export function Bar({ counts, label }: { counts: Counts; label: string }) {
  const parts = shares(counts);
  const total = parts.reduce((sum, part) => sum + part.hosts, 0);
  const text = parts.map(part => `${count(part.hosts)} ${words[part.kind]}`).join(", ") || "no hosts";
  return (
    <div>
      <svg
        class="ladder"
        role="img"
        aria-label={`${label}: ${text}`}
        viewBox="0 0 100 6"
        preserveAspectRatio="none">
        {parts.map((part, at) => (
          <rect
            key={part.kind}
            class={part.kind}
            x={(parts.slice(0, at).reduce((sum, one) => sum + one.hosts, 0) / total) * 100}
            width={(part.hosts / total) * 100}
            height="6"
          />
        ))}
      </svg>
      <span class="soft">{text}</span>
    </div>
  );
}
