import { change, href } from "../app/router.ts";
import { count } from "../format/numbers.ts";

interface PageTabsOf {
  label: string;
  /** The page that has them. */
  path: string[];
  /** Their names in the address, and their titles; the first one is shown without a name. */
  tabs: readonly (readonly [name: string, title: string])[];
  shown: string;
}

/** The parts of a page of one thing, which its address names. */
export const PageTabs = ({ label, path, tabs, shown }: PageTabsOf) => (
  <nav class="tabs" aria-label={label}>
    {tabs.map(([name, title], place) => (
      <a
        key={name}
        href={href(path, { tab: place === 0 ? undefined : name })}
        aria-current={shown === name ? "page" : undefined}>
        {title}
      </a>
    ))}
  </nav>
);

/** Shows the hosts of one state alone, or all; the address names it. */
export const StateTabs = ({
  all,
  states,
  shown,
}: {
  all: number;
  states: readonly (readonly [name: string, hosts: number])[];
  shown: string;
}) => (
  <div class="tabs small">
    <button type="button" aria-pressed={!shown} onClick={() => change({ state: undefined }, true)}>
      all {count(all)}
    </button>
    {states.map(([name, hosts]) => (
      <button
        key={name}
        type="button"
        aria-pressed={shown === name}
        onClick={() => change({ state: name }, true)}>
        {name} {count(hosts)}
      </button>
    ))}
  </div>
);
