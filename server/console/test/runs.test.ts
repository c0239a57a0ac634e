import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiProblem } from "../src/api/problem.ts";
import type { MergedPiece, Run, RunHost, Runbook, RunbookParameter } from "../src/api/run-types.ts";
import { LogBuffer, linesMax } from "../src/runs/log-buffer.ts";
import { endingOf, phasesOf, sharesOf, took, verdictOf } from "../src/runs/phases.ts";
import {
  noInput,
  serverFaults,
  shownBody,
  startBody,
  startLine,
  valueFault,
} from "../src/runs/start-body.ts";

const parameter = (name: string, more: Partial<RunbookParameter> = {}): RunbookParameter => ({
  name,
  description: "",
  isRequired: false,
  isSecret: false,
  ...more,
});
const book: Runbook = {
  name: "restart",
  version: "1.0",
  needsSignature: false,
  parameters: [
    parameter("unit", { pattern: "[a-z.]+", isRequired: true }),
    parameter("password", { pattern: ".+", isSecret: true }),
  ],
};
const piece = (text: string, more: Partial<MergedPiece> = {}): MergedPiece => ({
  host: "a",
  hostname: "web",
  log_data: text,
  log_type: "stdout",
  log_encoding: "utf-8",
  is_final: false,
  ...more,
});
const textsOf = (buffer: LogBuffer) => buffer.lines().map(line => line.text);

test("a pattern has to match the whole value, and one that only the server knows is left to it", () => {
  const fault = (pattern: string, value: string) => valueFault(parameter("p", { pattern }), value);
  assert.equal(fault("[a-z]+", "abc"), undefined);
  assert.match(fault("[a-z]+", "abc d") ?? "", /does not match/);
  assert.match(fault("[a-z]+", "abc\n") ?? "", /does not match/);
  assert.match(fault("a|b", "ab") ?? "", /does not match/);
  assert.equal(fault("(?i)[a-z]+", "9"), undefined);
  assert.equal(fault("\\w+", "Größe"), undefined);
  const from = Date.now();
  assert.equal(fault("(a+)+b", `${"a".repeat(60)}!`), undefined);
  assert.ok(Date.now() - from < 1000);
  assert.match(valueFault(parameter("p", { values: ["x", "y"] }), "z") ?? "", /none of the values/);
  assert.equal(valueFault(parameter("p", { isRequired: true }), ""), "It is required.");
});

test("a run is sent as it was filled in, and not before it is right", () => {
  const input = {
    ...noInput,
    values: { unit: "a.service" },
    budget: "10 %",
    ramp: "1, 10%",
    concurrency: "5",
    startWithin: "4 hours",
    timeout: "30",
  };
  assert.deepEqual(startBody({ q: "env=prod" }, book, input).body, {
    q: "env=prod",
    runbook: { name: "restart", version: "1.0" },
    parameters: { unit: "a.service" },
    whileOffline: "skip",
    concurrency: 5,
    budget: { percent: 10 },
    ramp: [{ hosts: 1 }, { percent: 10 }],
    ttlSeconds: 14_400,
    timeoutSeconds: 30,
  });
  for (const wrong of [
    { budget: "x" },
    { ramp: "1,,2" },
    { ramp: "100%" },
    { concurrency: "0" },
    { timeout: "-1" },
    { values: { unit: "A" } },
  ]) {
    const { body, faults } = startBody({ q: "" }, book, { ...input, ...wrong });
    assert.equal(body, undefined);
    assert.equal(Object.keys(faults).length, 1);
  }
  assert.equal(startBody(undefined, book, input).body, undefined);
});

test("a window has a length and a zone, and the shell's line has them too", () => {
  const input = {
    ...noInput,
    values: { unit: "a" },
    windowStart: " 0 2 * * 1-5 ",
    windowLength: "2 hours",
    startWithin: "1 day",
  };
  const body = startBody({ hosts: ["h1"] }, book, input).body ?? {};
  assert.deepEqual(body["window"], { start: "0 2 * * 1-5", lengthSeconds: 7200, zone: "UTC" });
  assert.match(
    startLine(body, book) ?? "",
    /--window '0 2 \* \* 1-5' --window-length 7200s --window-zone UTC --start-within 86400s/,
  );
  assert.equal(startBody({ hosts: ["h1"] }, book, noInput).body?.["window"], undefined);
});

test("what is shown for a shell has no secret", () => {
  const input = {
    ...noInput,
    values: { unit: "a", password: "hunter2" },
    budget: "3",
    startWithin: "1 minute",
    reason: "why not",
  };
  const body = startBody({ hosts: ["h1", "h2"] }, book, input).body ?? {};
  assert.deepEqual(shownBody(body, book)["parameters"], { unit: "a", password: "SECRET" });
  assert.equal(
    startLine(body, book),
    "aops run --host h1 --host h2 --runbook restart@1.0 unit=a password=SECRET --max-failures 3 --start-within 60s -m 'why not'",
  );
});

test("what the server says of a field is told at it, and the rest beside the form", () => {
  const problem = new ApiProblem(422, "invalid", "It is wrong.", undefined, {
    parameters: [
      "the value of the parameter unit does not match [a-z.]+",
      "restart 1.0 has no parameter 'x'",
    ],
    "budget.percent": ["is from 0 to 100"],
  });
  const { faults, rest } = serverFaults(problem, book);
  assert.deepEqual(Object.keys(faults), ["unit", "budget"]);
  assert.deepEqual((rest as ApiProblem).errors, { parameters: ["restart 1.0 has no parameter 'x'"] });
});

test("a log has whole lines by host and stream, and at its end what has none yet", () => {
  const buffer = new LogBuffer();
  for (const one of [
    piece("one\nt"),
    piece("wrong\n", { log_type: "stderr" }),
    piece("b\n", { host: "b" }),
    piece("wo\r\n\nGo on? "),
    piece("", { log_type: "gap", missing_bytes: 2048 }),
  ])
    buffer.add(one);
  assert.deepEqual(textsOf(buffer), [
    "one",
    "wrong",
    "b",
    "two",
    "",
    "2.0 KiB of its output are missing here",
    "Go on? ",
  ]);
  buffer.add(piece("y\n"));
  assert.equal(textsOf(buffer).at(-1), "Go on? y");
});

test("a character that two pieces have is one, and bytes that are none are marked", () => {
  const buffer = new LogBuffer();
  const base64 = (...bytes: number[]) =>
    piece(btoa(String.fromCharCode(...bytes)), { log_encoding: "base64" });
  buffer.add(base64(0x61, 0xc3));
  buffer.add(base64(0xa9, 0x0a));
  buffer.add(base64(0xff));
  buffer.add(piece("x\n"));
  assert.deepEqual(textsOf(buffer), ["aé", "\ufffdx"]);
});

test("a log takes bounded memory, whatever comes", () => {
  const buffer = new LogBuffer();
  for (let at = 0; at < 3 * linesMax; at++) buffer.add(piece(`${at}\n`));
  assert.equal(buffer.lines().length, linesMax);
  assert.equal(buffer.dropped, 2 * linesMax);
  buffer.add(piece("x".repeat(5_000_000)));
  assert.ok(textsOf(buffer).join("").length < 1_200_000);
});

test("a run that has ended is as good as its hosts", () => {
  const run = (state: string, counts: Run["counts"], charged = 0, endedAt?: string) =>
    verdictOf({ state, counts, charged, hosts: 3, ...(endedAt && { endedAt }) } as Run).word;
  assert.equal(run("ended", { succeeded: 3 }), "succeeded");
  assert.equal(run("ended", { succeeded: 2, failed: 1 }, 1), "partly failed");
  assert.equal(run("ended", { failed: 3 }, 3), "failed");
  assert.equal(run("ended", { "skipped-offline": 3 }), "not done");
  assert.equal(run("cancelled", {}), "cancelling");
  assert.equal(run("cancelled", {}, 0, "2026-01-01"), "cancelled");
  assert.equal(run("resting", {}), "resting");
});

test("phases that need a look come first, and one of a later server last", () => {
  assert.deepEqual(
    phasesOf({ succeeded: 1, dreaming: 1, running: 1, failed: 2, queued: 0 }).map(([phase]) => phase),
    ["failed", "running", "succeeded", "dreaming"],
  );
  assert.deepEqual(
    sharesOf({ succeeded: 1, unknown: 1, queued: 2, stopped: 3 }).map(({ kind, hosts }) => [kind, hosts]),
    [
      ["good", 1],
      ["bad", 1],
      ["idle", 2],
      ["none", 3],
    ],
  );
});

test("how long it took is told as finely as it matters", () => {
  const after = (seconds: number) =>
    took("2026-01-01T00:00:00Z", new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(), 0);
  assert.deepEqual([0, 0.25, 12, 90, 120, 7300].map(after), [
    "0 s",
    "0.3 s",
    "12 s",
    "1 min 30 s",
    "2 min",
    "2 h",
  ]);
  assert.equal(took(undefined, undefined, 0), "");
});

test("how a host ended is told by its program, and by what a playbook changed", () => {
  const ending = (host: Partial<RunHost>) => endingOf(host as RunHost);
  assert.equal(ending({ exitCode: 3 }), "exit 3");
  assert.equal(ending({ exitCode: 0, signal: "SIGKILL" }), "SIGKILL");
  assert.equal(ending({ playbook: { check: true, recap: { changed: 2 } } }), "2 would change");
  assert.equal(
    ending({ exitCode: 2, playbook: { check: false, recap: { changed: 1, failed: 1, unreachable: 1 } } }),
    "exit 2, 1 changed, 2 failed",
  );
});
