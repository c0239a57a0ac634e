// What is in the file of runs and deployments; other files take it from lazy.ts.
export { Deployments } from "../deployments/deployments.tsx";
export { HostRuns } from "./host-runs.tsx";
export { Runs } from "./runs.tsx";
export { StartDialog } from "./start-dialog.tsx";
