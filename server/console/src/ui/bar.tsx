import { count } from "../format/numbers.ts";

export interface Share {
  /** `none` has no part of the bar, and is told beside it. */
  kind: "good" | "bad" | "warn" | "idle" | "none";
  hosts: number;
  word: string;
  /** Where these hosts are listed. */
  href?: string;
}

/** How far hosts are, as a bar; its figures are also its text. */
export function Bar({ of, label }: { of: readonly Share[]; label: string }) {
  const parts = of.filter(part => part.kind !== "none");
  const total = parts.reduce((sum, part) => sum + part.hosts, 0);
  const text = of.map(part => `${count(part.hosts)} ${part.word}`).join(", ") || "no hosts";
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
      <span class="soft">
        {of.length === 0 && "no hosts"}
        {of.map((part, at) => (
          <span key={part.word}>
            {at > 0 && ", "}
            {part.href ? (
              <a href={part.href}>
                {count(part.hosts)} {part.word}
              </a>
            ) : (
              `${count(part.hosts)} ${part.word}`
            )}
          </span>
        ))}
      </span>
    </div>
  );
}
