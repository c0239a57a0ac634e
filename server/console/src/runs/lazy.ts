// The pages of runs and deployments, which are read once the first page is shown.
import { lazy } from "../ui/lazy.tsx";

const read = () => import("./pages.ts");

/** Reads them ahead: after an upgrade of the server its file would not fit this page. */
export function readAhead(): void {
  setTimeout(() => void read().catch(() => undefined), readAheadMilliseconds);
}

const readAheadMilliseconds = 2000;

export const Deployments = lazy(() => read().then(pages => pages.Deployments));
export const Runs = lazy(() => read().then(pages => pages.Runs));
export const StartDialog = lazy(() => read().then(pages => pages.StartDialog));
export const HostRuns = lazy(() => read().then(pages => pages.HostRuns));
