// The pages. One that is added here is in the menu, has its key, and its route.
import type { ComponentType } from "preact";
import { Access } from "../access/access.tsx";
import { Account } from "../access/account.tsx";
import { Alerts } from "../alerts/alerts.tsx";
import { Audit } from "../audit/audit.tsx";
import { Overview } from "../pages/overview.tsx";
import { Hosts } from "../hosts/hosts.tsx";
import { Desired } from "../desired/desired.tsx";
import { Groups } from "../pages/groups.tsx";
import { Tokens } from "../pages/tokens.tsx";
import { Releases } from "../pages/releases.tsx";
import { Operations } from "../pages/operations.tsx";
import { Events } from "../pages/events.tsx";
import { Deployments, Runs } from "../runs/lazy.ts";
import { Rollouts } from "../rollouts/rollouts.tsx";
import { Health } from "../pages/health.tsx";
import { readingFleet, type RightNeed } from "./rights.tsx";

export interface Page {
  title: string;
  path: string[];
  /** After `g`. */
  key?: string;
  view: ComponentType;
  /** Without it the page shows nothing. */
  need?: RightNeed;
  /** Whether it is left out of the menu, as something else leads to it. */
  isAside?: boolean;
}

export const pages: Page[] = [
  { title: "Overview", path: [], key: "o", view: Overview },
  { title: "Hosts", path: ["hosts"], key: "h", view: Hosts },
  { title: "Desired", path: ["desired"], key: "d", view: Desired },
  { title: "Groups", path: ["groups"], key: "g", view: Groups },
  { title: "Enrolment", path: ["tokens"], key: "t", view: Tokens, need: readingFleet },
  { title: "Releases", path: ["releases"], key: "r", view: Releases },
  { title: "Rollouts", path: ["rollouts"], key: "l", view: Rollouts },
  { title: "Deployments", path: ["deployments"], key: "y", view: Deployments },
  { title: "Runs", path: ["runs"], key: "n", view: Runs },
  { title: "Operations", path: ["operations"], key: "p", view: Operations },
  { title: "Alerts", path: ["alerts"], key: "a", view: Alerts, need: readingFleet },
  { title: "Events", path: ["events"], key: "e", view: Events },
  { title: "Audit", path: ["audit"], key: "u", view: Audit, need: readingFleet },
  { title: "Access", path: ["access"], key: "k", view: Access },
  { title: "Server", path: ["server"], key: "s", view: Health },
  { title: "Account", path: ["me"], view: Account, isAside: true },
];
