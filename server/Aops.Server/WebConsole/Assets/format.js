// How values are written for people.

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function bytes(value) {
  let step = 0;
  while (value >= 1024 && step < units.length - 1) { value /= 1024; step++; }
  return `${value >= 100 || step === 0 ? Math.round(value) : value.toFixed(1)} ${units[step]}`;
}

export const perSecond = value => `${bytes(value)}/s`;

export function ago(time) {
  if (!time) return "never";
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

export const exact = time => time ? new Date(time).toLocaleString() : "";

const agentKinds = { online: "good", late: "warn", offline: "bad", gone: "bad" };
const processKinds = {
  running: "good", starting: "warn", stopping: "warn", backoff: "warn", failed: "bad",
};
const upgradeKinds = {
  downloading: "warn", installing: "warn", trial: "warn", success: "good", failed: "bad", "rolled-back": "bad",
};

export const agentKind = state => agentKinds[state] ?? "";
export const processKind = state => processKinds[state] ?? "";
export const upgradeKind = phase => upgradeKinds[phase] ?? "";
