import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deployment, DeploymentHost } from "../src/api/deployment-types.ts";
import type { Pace, Runbook, RunbookParameter } from "../src/api/run-types.ts";
import {
  editBody,
  editLine,
  editOf,
  givenOf,
  isKind,
  storedOf,
  verbBody,
  verbLine,
} from "../src/deployments/bodies.ts";
import { sharesOf, statesOf, verdictOf, whyOf } from "../src/deployments/states.ts";
import { LogBuffer } from "../src/runs/log-buffer.ts";
import { inputOf, paceOf, paceWords } from "../src/runs/pace.ts";
import { shownBody } from "../src/runs/start-body.ts";
import { secondsOf, titleOf } from "../src/ui/lengths.ts";

const parameter = (name: string, more: Partial<RunbookParameter> = {}): RunbookParameter => ({
  name,
  description: "",
  isRequired: false,
  isSecret: false,
  ...more,
});
const book: Runbook = {
  name: "service",
  version: "1.0",
  needsSignature: false,
  parameters: [
    parameter("verb", { values: ["deploy", "stop", "remove"], isRequired: true }),
    parameter("port", { pattern: "[0-9]+", isRequired: true }),
    parameter("password", { pattern: ".+", isSecret: true }),
  ],
};
const shop: Deployment = {
  name: "shop",
  runbook: { name: "service", version: "1.0" },
  q: "env=prod",
  parameters: { port: "80" },
  pace: {},
  note: "",
  revision: 3,
  contentRevision: 2,
  createdAt: "2026-01-01T00:00:00Z",
  createdBy: "ana",
  changedAt: "2026-01-02T00:00:00Z",
  changedBy: "ana",
  runs: 0,
  hosts: {},
};
const names = (of: Runbook) => of.parameters.map(({ name }) => name);

test("a kind of deployments is a runbook that this server may start, with the verb deploy", () => {
  assert.ok(isKind(book));
  assert.ok(!isKind({ ...book, needsSignature: true }));
  assert.ok(!isKind({ ...book, fault: "its content is not here" }));
  assert.ok(!isKind({ ...book, parameters: [parameter("verb", { values: ["start"] })] }));
  assert.deepEqual(names(storedOf(book)), ["port"]);
  assert.deepEqual(names(givenOf(book, shop)), ["password"]);
});

test("a deployment is written as it was filled in, and not before it is right", () => {
  const input = { ...editOf(undefined, "env=prod"), name: "shop", values: { port: "80" }, note: "the shop" };
  const { body } = editBody(book, input, true);
  assert.deepEqual(body, {
    name: "shop",
    runbook: { name: "service", version: "1.0" },
    q: "env=prod",
    parameters: { port: "80" },
    pace: { whileOffline: "skip" },
    note: "the shop",
  });
  assert.equal(
    editLine("shop", body!, true),
    "aops deployments create shop -q env=prod --runbook service@1.0 port=80 --note 'the shop'",
  );
  for (const wrong of [{ name: "" }, { q: "" }, { values: {} }])
    assert.equal(editBody(book, { ...input, ...wrong }, true).body, undefined);
  assert.equal(editBody(book, { ...input, q: "", isEvery: true }, true).body?.q, "");
  const again = editBody(book, editOf(shop, ""), false).body!;
  assert.equal(again.name, undefined);
  assert.match(editLine("shop", again, false) ?? "", /^aops deployments replace shop -q env=prod/);
});

test("a pace that is written again is the one that was there", () => {
  const paces: Pace[] = [
    { whileOffline: "skip" },
    {
      whileOffline: "queue",
      concurrency: 5,
      budget: { failures: 0 },
      ramp: [{ hosts: 1 }, { percent: 10 }],
      window: { start: "0 2 * * *", lengthSeconds: 5400, zone: "Europe/Berlin" },
      ttlSeconds: 7201,
      timeoutSeconds: 30,
    },
    { whileOffline: "skip", budget: { percent: 3 }, window: { start: "0 2 * * *", lengthSeconds: 60 } },
  ];
  for (const pace of paces) {
    const faults = {};
    assert.deepEqual(paceOf(inputOf(pace), true, faults), pace);
    assert.deepEqual(faults, {});
  }
  assert.equal(
    paceWords(paces[1]!)?.join(" "),
    "--at-once 5 --max-failures 0 --ramp 1,10% --window 0 2 * * * --window-length 5400s " +
      "--window-zone Europe/Berlin --start-within 7201s --timeout 30s --wait-for-offline",
  );
  // The zone of each host has no option of aops.
  assert.equal(paceWords(paces[2]!), undefined);
});

test("a length keeps its seconds by its name", () => {
  for (const seconds of [1, 60, 90, 3600, 5400, 7201, 86_400, 604_800])
    assert.equal(secondsOf(titleOf(seconds)), seconds);
  assert.deepEqual([3600, 5400, 604_800].map(titleOf), ["1 hour", "90 minutes", "7 days"]);
  assert.equal(secondsOf("for ever"), undefined);
});

test("a verb is what is asked for, and its line for a shell has no secret", () => {
  const given = givenOf(book, shop);
  const input = { values: { password: "hunter2" }, check: true, reason: "the new one" };
  const { body } = verbBody(given, ["h1"], input);
  // What is no playbook has no check.
  assert.deepEqual(body, { hosts: ["h1"], parameters: { password: "hunter2" }, reason: "the new one" });
  const shown = shownBody({ ...body! }, given) as unknown as typeof body;
  assert.equal(
    verbLine("shop", "stop", shown!),
    "aops deployments stop shop --host h1 password=SECRET -m 'the new one'",
  );
  assert.equal(verbLine("shop", "remove", { parameters: {} }), "aops deployments do shop remove");
  const playbook = { ...given, playbook: { file: "site.yml", mayCheck: true } };
  assert.deepEqual(verbBody(playbook, [], { ...input, values: {} }).body?.check, true);
});

test("a deployment stands as its worst hosts do", () => {
  const word = (hosts: Record<string, number>) => verdictOf({ ...shop, hosts }).word;
  assert.equal(word({}), "no host");
  assert.equal(word({ deployed: 3 }), "deployed");
  assert.equal(word({ absent: 3 }), "not deployed");
  assert.equal(word({ absent: 1, deployed: 2 }), "partly deployed");
  assert.equal(word({ outdated: 1, deployed: 2 }), "1 outdated");
  assert.equal(word({ outdated: 1, failed: 2 }), "2 failed");
  assert.deepEqual(
    statesOf({ deployed: 1, dreaming: 1, failed: 1, absent: 0 }).map(([state]) => state),
    ["failed", "deployed", "dreaming"],
  );
  assert.deepEqual(
    sharesOf({ ...shop, hosts: { failed: 1, deployed: 2 } }).map(share => share.href),
    ["#/deployments/shop?state=deployed", "#/deployments/shop?state=failed"],
  );
});

test("each host says why it has its state", () => {
  const why = (host: Partial<DeploymentHost>) => whyOf({ isMember: true, ...host } as DeploymentHost, 2);
  assert.match(why({ state: "outdated", deployedRevision: 1 }), /It has revision 1; since revision 2/);
  assert.match(why({ state: "failed" }), /none did before/);
  assert.match(why({ state: "absent" }), /never deployed/);
  assert.match(why({ state: "absent", verb: "remove", phase: "succeeded" }), /removed/);
  assert.equal(why({ state: "dreaming" }), "");
});

test("a log of several runs ends what had no end before the next one begins", () => {
  const buffer = new LogBuffer();
  const piece = { host: "a", hostname: "web", log_type: "stdout", log_encoding: "utf-8", is_final: false };
  buffer.add({ ...piece, log_data: "Go on? " });
  buffer.head("stop, by ana", "r2");
  buffer.add({ ...piece, log_data: "y\n" });
  assert.deepEqual(
    buffer.lines().map(({ kind, text, run }) => [kind, text, run]),
    [
      ["stdout", "Go on? ", undefined],
      ["head", "stop, by ana", "r2"],
      ["stdout", "y", undefined],
    ],
  );
});
