import type { FieldList } from "../api/types.ts";
import { change } from "../app/router.ts";
import { choosable, chosen } from "./columns.tsx";
import { Menu } from "../ui/menu.tsx";

/** Chooses the columns; the choice is in the address, and so in what is saved and sent on. */
export function ColumnChooser({ language }: { language: FieldList | undefined }) {
  const names = chosen(false);
  const toggle = (name: string) => {
    const next = names.includes(name) ? names.filter(other => other !== name) : [...names, name];
    change({ cols: next.join() }, true);
  };
  return (
    <Menu title="Columns">
      {language &&
        choosable(language).map(name => (
          <label key={name} class="choice">
            <input type="checkbox" checked={names.includes(name)} onChange={() => toggle(name)} /> {name}
          </label>
        ))}
      <button type="button" class="quiet" onClick={() => change({ cols: undefined }, true)}>
        As at first
      </button>
    </Menu>
  );
}
