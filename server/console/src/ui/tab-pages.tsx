import type { ComponentType } from "preact";
import { may, type RightNeed } from "../app/rights.tsx";
import { href, route } from "../app/router.ts";

export interface TabPage {
  name: string;
  title: string;
  need?: RightNeed;
  view: ComponentType;
}

/** Pages that stand beside one another below one line of the menu; the second part of the path names one. */
export function TabPages({ label, path, pages }: { label: string; path: string; pages: readonly TabPage[] }) {
  const open = pages.filter(page => !page.need || may(page.need));
  const shown = open.find(page => page.name === route.value.path[1]) ?? open[0];
  if (!shown) return null;
  const View = shown.view;
  return (
    <>
      <nav class="tabs" aria-label={label}>
        {open.map(page => (
          <a
            key={page.name}
            href={href([path, page.name])}
            aria-current={page === shown ? "page" : undefined}>
            {page.title}
          </a>
        ))}
      </nav>
      <View />
    </>
  );
}
