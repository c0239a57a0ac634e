import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deployment } from "../src/api/deployment-types.ts";
import { StreamReader } from "../src/api/stream-reader.ts";
import { href, parse } from "../src/app/router.ts";
import { JsonFault, parseJson } from "../src/desired/json-text.ts";
import { batchBody, parseLabels } from "../src/hosts/actions.ts";
import { queriesOf } from "../src/hosts/target.ts";
import { member, numberOf, records } from "../src/host/foreign.ts";
import { needs } from "../src/pages/needs.ts";

test("an address is read back as it was written", () => {
  const address = href(["hosts", "a/b?c"], { q: 'a="x y" & ü', sort: undefined });
  const route = parse(address);
  assert.deepEqual(route.path, ["hosts", "a/b?c"]);
  assert.equal(route.params.get("q"), 'a="x y" & ü');
  assert.deepEqual(parse("#/%E0%A4%A").path, ["%E0%A4%A"]);
  assert.deepEqual(parse("").path, []);
});

test("a stream is read whatever its pieces are", () => {
  const text = ': hello\n\nid: 7\nevent: offline\ndata: {"a":1}\n\n:\n\nid: 8\ndata: x\ndata: y\n\n';
  const expected = [
    { id: "7", event: "offline", data: '{"a":1}' },
    { id: "8", data: "x\ny" },
  ];
  for (let size = 1; size < text.length; size += 3) {
    const reader = new StreamReader();
    const found = [];
    for (let from = 0; from < text.length; from += size)
      found.push(...reader.read(text.slice(from, from + size)));
    assert.deepEqual(found, expected);
  }
});

test("a document that is no JSON is told of by its line", () => {
  assert.deepEqual(parseJson('{"paused": true}'), { paused: true });
  assert.throws(
    () => parseJson('{\n "a": 1,\n "b" 2\n}'),
    (fault: JsonFault) => fault.line === 3 && fault.excerpt.includes('"b" 2'),
  );
  assert.throws(
    () => parseJson('{\n  "paused": yes\n}'),
    (fault: JsonFault) => fault.line === 2,
  );
  assert.throws(
    () => parseJson('{"a": [1, 2,\n]}'),
    (fault: JsonFault) => fault.line === 2,
  );
  assert.throws(
    () => parseJson('{"a": 1}\n\n}'),
    (fault: JsonFault) => fault.line === 3,
  );
  assert.throws(() => parseJson("{"), JsonFault);
  assert.throws(() => parseJson("[]"), /object/);
});

test("labels are those of the command line", () => {
  assert.deepEqual(parseLabels(" env=prod  old- empty= "), { env: "prod", old: null, empty: "" });
  assert.throws(() => parseLabels("env"), /no label/);
  assert.throws(() => parseLabels("  "), /at least one/);
});

test("a batch names what it does and nothing that was not filled in", () => {
  const input = { version: "2.0.0", subAgent: "", labels: "", message: "" };
  assert.deepEqual(batchBody("update", { query: "a" }, input), {
    action: "update",
    query: "a",
    version: "2.0.0",
    strategy: "all-at-once",
  });
  assert.deepEqual(batchBody("restart", { agent_ids: ["1"] }, { ...input, subAgent: "m", message: "why" }), {
    action: "restart",
    agent_ids: ["1"],
    sub_agent: "m",
    message: "why",
  });
});

test("hosts that were selected are queries that the server takes", () => {
  const ids = Array.from(
    { length: 250 },
    (_, at) => `0199aabbccdd7000800000000000${String(at).padStart(4, "0")}`,
  );
  const queries = queriesOf({ kind: "ids", ids });
  assert.equal(queries.length, 3);
  for (const query of queries) assert.ok(query.length <= 4096);
});

test("JSON of which nothing is known is asked before it is used", () => {
  assert.equal(member(null, "a"), undefined);
  assert.equal(member([], "length"), undefined);
  assert.equal(member({ a: 1 }, "toString"), undefined);
  assert.deepEqual(records([null, 1, [], { a: 1 }]), [{ a: 1 }]);
  assert.deepEqual(records("x"), []);
  assert.equal(numberOf(Infinity), undefined);
  assert.equal(numberOf("1"), undefined);
});

test("what needs an operator, the worst first", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const found = needs({
    releases: {
      metadataVersion: 1,
      releases: [],
      expiresAt: "2026-01-03T00:00:00Z",
      expiringRole: "timestamp",
    },
    waiting: [{ id: "1", hostname: "a", version: "1", askedAt: "", state: "pending" }],
    clones: [],
    approvals: [
      {
        id: "1",
        state: "awaiting-approval",
        method: "POST",
        path: "/api/agents/batch",
        hosts: "online",
        count: 2,
        rule: "r",
        askedAt: "",
        askedBy: "ben",
        expiresAt: "",
      },
    ],
    alerts: [
      {
        name: "disk-low",
        severity: "critical",
        state: "firing",
        why: "4 % are free.",
        condition: "disk",
        threshold: 10,
        note: "Make room.",
        enabled: true,
      },
    ],
    halted: [],
    deployments: [
      { name: "shop", hosts: { failed: 2, deployed: 1 } } as unknown as Deployment,
      { name: "news", hosts: { deployed: 1 } } as unknown as Deployment,
    ],
    faulty: 0,
    now,
    facets: {
      count: 3,
      q: "",
      facets: [{ field: "state", hasMore: false, values: [{ value: "offline", count: 2, q: "offline" }] }],
    },
  });
  assert.deepEqual(
    found.map(need => need.text),
    [
      "The alert disk-low fires: 4 % are free.",
      "The deployment shop failed on 2 hosts",
      "2 hosts offline",
      "The signed timestamp expires in 2 d.",
      "1 host waiting to be let in",
      "1 request waiting for another person",
    ],
  );
  assert.equal(found[1]?.href, "#/deployments/shop?state=failed");
  assert.equal(found[2]?.href, "#/hosts?q=offline");
});
