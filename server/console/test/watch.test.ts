import assert from "node:assert/strict";
import { test } from "node:test";
import { byUrgency, kindOf } from "../src/alerts/order.ts";
import { draftOf, ruleBody } from "../src/alerts/rule-body.ts";
import type { Alert } from "../src/api/alert-types.ts";
import type { RolloutDetail } from "../src/api/rollout-types.ts";
import { budgetOf, shares } from "../src/rollouts/progress.ts";

const alert = (name: string, state: string, severity = "warning"): Alert => ({
  name,
  state,
  severity,
  why: "",
  condition: "hosts",
  threshold: 1,
  note: "",
  enabled: true,
});

test("alerts that fire come first, the critical ones before the others", () => {
  const found = [
    alert("a", "ok"),
    alert("b", "firing"),
    alert("c", "firing", "critical"),
    alert("d", "pending"),
  ];
  assert.deepEqual(
    found.sort(byUrgency).map(one => one.name),
    ["c", "b", "d", "a"],
  );
  assert.equal(kindOf(alert("c", "firing", "critical")), "bad");
  assert.equal(kindOf(alert("a", "muted", "critical")), "idle");
});

test("a rule says of hosts only where it looks at hosts", () => {
  const draft = { ...draftOf(undefined), name: "n", q: "offline", of: "env=prod", share: true };
  assert.deepEqual(ruleBody(draft, true), {
    name: "n",
    note: "",
    severity: "warning",
    condition: "hosts",
    threshold: 1,
    forSeconds: 0,
    enabled: true,
    routes: ["*"],
    q: "offline",
    share: true,
    riseSeconds: 0,
    of: "env=prod",
  });
  const disk = ruleBody({ ...draft, condition: "disk", routes: "chat, mail" }, false);
  assert.deepEqual(Object.keys(disk).sort(), [
    "condition",
    "enabled",
    "forSeconds",
    "note",
    "routes",
    "severity",
    "threshold",
  ]);
  assert.deepEqual(disk["routes"], ["chat", "mail"]);
});

test("a bar shows what is proven, failed, on its way and to come, and not what is left out", () => {
  assert.deepEqual(shares({ succeeded: 3, lost: 1, failed: 1, trial: 2, eligible: 4, excluded: 9 }), [
    { kind: "good", hosts: 3, word: "proven" },
    { kind: "bad", hosts: 2, word: "failed" },
    { kind: "warn", hosts: 2, word: "on the way" },
    { kind: "idle", hosts: 4, word: "to come" },
  ]);
  assert.deepEqual(shares({}), []);
});

test("the smaller bound of a budget holds, the rate only once enough were attempted", () => {
  const budget = { chargedMax: 10, percentMax: 5, attemptedMin: 20, inARowMax: 3 };
  const of = (attempted: number, charged: number) =>
    budgetOf({ rollout: { attempted, charged }, strategy: { budget } } as unknown as RolloutDetail);
  assert.deepEqual(of(4, 1), { allowed: 10, charged: 1, used: 0.1 });
  assert.deepEqual(of(40, 3), { allowed: 3, charged: 3, used: 1 });
  assert.deepEqual(of(1000, 5), { allowed: 10, charged: 5, used: 0.5 });
});
