import type { ComponentChildren } from "preact";

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
    <table class={name}>
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
