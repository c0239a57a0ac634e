/** What a rule may look at, with the unit of its threshold. */
export const conditions: Record<string, { title: string; unit: string; sentence: (n: string) => string }> = {
  hosts: { title: "hosts of a query", unit: "hosts", sentence: n => `${n} hosts or more` },
  certificate: {
    title: "the end of a certificate",
    unit: "days before",
    sentence: n => `a certificate of the server ends within ${n} days`,
  },
  metadata: {
    title: "the end of the signed metadata",
    unit: "days before",
    sentence: n => `the signed metadata ends within ${n} days, or is not valid`,
  },
  disk: { title: "room on the disk", unit: "% free", sentence: n => `${n} % of the disk are free, or less` },
  backup: {
    title: "the age of the newest backup",
    unit: "% of the interval",
    sentence: n => `the newest backup is ${n} % of the interval old, or older`,
  },
  webhook: {
    title: "webhooks that fail",
    unit: "webhooks",
    sentence: n => `${n} ${n === "1" ? "webhook" : "webhooks"} or more fail`,
  },
  drift: {
    title: "drift from playbooks",
    unit: "hosts",
    sentence: n => `${n} ${n === "1" ? "host" : "hosts"} or more have drifted from a playbook`,
  },
  clone: {
    title: "suspected clones",
    unit: "clones",
    sentence: n => `${n} ${n === "1" ? "clone" : "clones"} or more are suspected`,
  },
};
