import { useState } from "preact/hooks";
import { go, route } from "../app/router.ts";
import { plain } from "../format/text.ts";
import { Menu } from "../ui/menu.tsx";
import { readViews, storeViews, type View } from "./views.ts";

/** Queries with their columns and their order, by name, in this browser; a group is what all operators share. */
export function SavedViews({ q }: { q: string }) {
  const [views, setViews] = useState(readViews);
  const put = (next: View[]) => {
    setViews(next);
    storeViews(next);
  };
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const input = (event.currentTarget as HTMLFormElement).elements.namedItem("view") as HTMLInputElement;
    const name = input.value.trim();
    if (!name) return;
    input.value = "";
    const { q: query, sort, cols, facets } = Object.fromEntries(route.value.params);
    const view: View = {
      name,
      params: {
        ...(query && { q: query }),
        ...(sort && { sort }),
        ...(cols && { cols }),
        ...(facets && { facets }),
      },
    };
    put([...views.filter(other => other.name !== name), view]);
  };
  return (
    <Menu title="Views">
      {views.length === 0 && (
        <p class="soft">
          A view is the query, the columns and the order that you see, under a name. It is of this browser
          alone; a <a href={`#/groups?new=1&q=${encodeURIComponent(q)}`}>group</a> is for all operators.
        </p>
      )}
      {views.map(view => (
        <div class="choice" key={view.name}>
          <button type="button" class="quiet grow" onClick={() => go(["hosts"], view.params)}>
            <bdi>{plain(view.name, 60)}</bdi>
          </button>
          <button
            type="button"
            class="quiet"
            aria-label={`Forget ${view.name}`}
            onClick={() => put(views.filter(other => other !== view))}>
            ✕
          </button>
        </div>
      ))}
      <form class="inline" onSubmit={save}>
        <input
          name="view"
          aria-label="Name of the view"
          placeholder="name"
          maxLength={60}
          autocomplete="off"
        />
        <button type="submit">Save this</button>
      </form>
      {q && <a href={`#/groups?new=1&q=${encodeURIComponent(q)}`}>Make a group of this query</a>}
    </Menu>
  );
}
