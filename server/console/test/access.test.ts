import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOf, nextName } from "../src/access/names.ts";
import { differences } from "../src/audit/differences.ts";
import { kinds } from "../src/audit/kinds.ts";
import { pageOf } from "../src/audit/object-page.ts";

test("a key that is rotated gets the next name that is free", () => {
  assert.equal(nextName("ci", ["ci"]), "ci-2");
  assert.equal(nextName("ci-2", ["ci-2"]), "ci-3");
  assert.equal(nextName("ci", ["ci", "ci-2", "ci-3"]), "ci-4");
  assert.equal(nextName("build-x", []), "build-x-2");
  assert.equal(nextName("7", []), "7-2");
});

test("a client is told by its program and its system", () => {
  const chrome =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
  assert.equal(clientOf(chrome), "Chrome 131 on Linux");
  assert.equal(clientOf(`${chrome} Edg/132.0.0.0`), "Edge 132 on Linux");
  assert.equal(clientOf("curl/8.5.0"), "curl 8");
  assert.equal(clientOf("something else"), "something else");
});

test("two states differ by fields, and lists by the names of what is in them", () => {
  assert.deepEqual(differences({ a: 1, b: { c: "x" } }, { a: 2, b: { c: "x" } }), [
    { field: "a", from: "1", to: "2" },
  ]);
  assert.deepEqual(
    differences(
      {
        subAgents: [
          { name: "m", version: "1" },
          { name: "n", version: "1" },
        ],
      },
      { subAgents: [{ name: "n", version: "2" }] },
    ),
    [
      { field: "subAgents[m].name", from: "m" },
      { field: "subAgents[m].version", from: "1" },
      { field: "subAgents[n].version", from: "1", to: "2" },
    ],
  );
  assert.deepEqual(differences(undefined, { tags: ["a", "b"], note: null }), [{ field: "tags", to: "a, b" }]);
  assert.deepEqual(differences({ a: [] }, { a: [] }), []);
  assert.deepEqual(differences("one", "two"), [{ field: "the whole", from: "one", to: "two" }]);
});

test("what a row of the audit is about leads to its page", () => {
  assert.equal(pageOf("layer:group:web"), "#/desired/group%3Aweb");
  assert.equal(pageOf("host:a/b"), "#/hosts/a%2Fb");
  assert.equal(pageOf("approval:7"), "#/access/approvals?id=7");
  assert.equal(pageOf("rollout:7"), "#/rollouts/7");
  assert.equal(pageOf("alert-rule:disk-low"), "#/alerts/rules?rule=disk-low");
  assert.equal(pageOf("certificate:server"), undefined);
  assert.ok(kinds.includes("approval-rule.remove"));
});
