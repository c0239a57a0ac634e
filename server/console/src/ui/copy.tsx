import { useState } from "preact/hooks";
import { curl } from "../format/shell.ts";

/** A line that is copied by a click. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div class="copy">
      <code tabIndex={0} aria-label={label}>
        {text}
      </code>
      <button type="button" class="quiet" aria-label={`Copy: ${label}`} onClick={() => void copy()}>
        {isCopied ? "copied" : "copy"}
      </button>
    </div>
  );
}

export interface Deed {
  cli?: string | undefined;
  method: string;
  path: string;
  body?: unknown;
}

/** The same deed from a shell, or deeds that are chosen from: by aops where it has a verb, and by curl. */
export const Lines = ({ of, or = [] }: { of: Deed; or?: readonly Deed[] }) => (
  <details class="lines">
    <summary>The same from a shell</summary>
    {[of, ...or].map(({ cli, method, path, body }) => (
      <div key={`${method} ${path}`} class="stack">
        {cli && <Copy label="aops" text={cli} />}
        <Copy label="curl" text={curl(location.origin, method, path, body)} />
      </div>
    ))}
  </details>
);
