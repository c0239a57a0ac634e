import { href } from "../app/router.ts";

const tabs = [
  ["", "Runs"],
  ["runbooks", "Runbooks"],
  ["drift", "Drift"],
] as const;

/** The way between runs, what they are made of, and what playbooks would change. */
export const RunTabs = ({ at }: { at: "runs" | "runbooks" | "drift" }) => (
  <nav class="tabs" aria-label="Runs">
    {tabs.map(([name, title]) => (
      <a
        key={name}
        href={href(name ? ["runs", name] : ["runs"])}
        aria-current={at === (name || "runs") ? "page" : undefined}>
        {title}
      </a>
    ))}
  </nav>
);
