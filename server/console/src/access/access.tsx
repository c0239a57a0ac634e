// Who comes in, by what, and what one person alone may not do.
import { administering, changing } from "../app/rights.tsx";
import { TabPages, type TabPage } from "../ui/tab-pages.tsx";
import { Approvals } from "./approvals.tsx";
import { Keys } from "./keys.tsx";
import { Users } from "./users.tsx";

const pages: TabPage[] = [
  { name: "users", title: "Users", need: administering, view: Users },
  { name: "keys", title: "Keys", view: Keys },
  { name: "approvals", title: "Approvals", need: changing, view: Approvals },
];

export const Access = () => <TabPages label="Access" path="access" pages={pages} />;
