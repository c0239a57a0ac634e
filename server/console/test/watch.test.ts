import assert from "node:assert/strict";
import { test } from "node:test";
import { byUrgency, kindOf } from "../src/alerts/order.ts";
import { draftOf, ruleBody } from "../src/alerts/rule-body.ts";
import type { Alert } from "../src/api/alert-types.ts";

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
