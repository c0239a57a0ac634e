// Who comes in, by what, and what one person alone may not do.
import { href, route } from "../app/router.ts";
import { administering, changing, may } from "../app/rights.tsx";
import { Approvals } from "./approvals.tsx";
import { Keys } from "./keys.tsx";
import { Users } from "./users.tsx";

const tabs = [
  { name: "users", title: "Users", need: administering, view: Users },
  { name: "keys", title: "Keys", need: undefined, view: Keys },
  { name: "approvals", title: "Approvals", need: changing, view: Approvals },
];

export function Access() {
  const open = tabs.filter(tab => !tab.need || may(tab.need));
  const tab = open.find(one => one.name === route.value.path[1]) ?? open[0];
  if (!tab) return null;
  const View = tab.view;
  return (
    <>
      <nav class="tabs" aria-label="Access">
        {open.map(one => (
          <a key={one.name} href={href(["access", one.name])} aria-current={one === tab ? "page" : undefined}>
            {one.title}
          </a>
        ))}
      </nav>
      <View />
    </>
  );
}
