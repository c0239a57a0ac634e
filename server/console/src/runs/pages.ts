// What is in the file of runs; other files take it from lazy.ts.
export { HostRuns } from "./host-runs.tsx";
export { Runs } from "./runs.tsx";
export { StartDialog } from "./start-dialog.tsx";
