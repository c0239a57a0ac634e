import type { ComponentChildren } from "preact";
import { may, type RightNeed } from "../app/rights.tsx";

// On a telephone each cell stands below the one before it, with its title beside it: the style sheet has the titles by
// these names. A table that is laid out in a way of its own goes without.
const titleStyle = (titles: readonly string[]): Record<string, string> =>
  Object.fromEntries(titles.map((title, at) => [`--t${at + 1}`, JSON.stringify(title)]));

/** A table under its titles. One that is wider than its place is scrolled there, by keys as well. */
export const Table = ({
  label,
  titles,
  name,
  children,
}: {
  label: string;
  titles: readonly string[];
  /** The class of the table, where it is laid out in a way of its own. */
  name?: string;
  children: ComponentChildren;
}) => (
  <div class="scroll" tabIndex={0} role="group" aria-label={label}>
    <table class={name ?? "titled"} style={name ? undefined : titleStyle(titles)}>
      <thead>
        <tr>
          {titles.map(title => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);

/** A button in a row: it is named by what it does and by what the row is of. */
export const RowButton = ({
  title,
  of,
  kind,
  need,
  act,
}: {
  /** What it does; one that only opens what asks further ends with …. */
  title: string;
  of: string;
  kind?: "primary" | "danger" | "quiet";
  /** Without it the button is not there; the page says why. */
  need?: RightNeed;
  act: () => void;
}) =>
  need && !may(need) ? null : (
    <button
      type="button"
      class={kind ? `small ${kind}` : "small"}
      aria-label={`${title.replace("…", "")} ${of}`}
      onClick={act}>
      {title}
    </button>
  );
