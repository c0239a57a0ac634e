import assert from "node:assert/strict";
import { test } from "node:test";
import type { FieldList, FieldView } from "../src/api/types.ts";
import { both, complete, insert, quoteValue } from "../src/query/complete.ts";

const field = (name: string, kind: string, operators: string[], values: string[] = []): FieldView => ({
  name,
  kind,
  meaning: "",
  operators,
  values,
  sortable: true,
  countable: true,
  example: "",
});

const language: FieldList = {
  fields: [
    field("hostname", "text", ["=", "!=", "in", "~"]),
    field("version", "version", ["=", "!=", "<", "<=", ">", ">=", "in"]),
    field("state", "choice", ["=", "!=", "in"], ["online", "late", "offline"]),
    field("host.os", "text", ["=", "~"]),
    field("sub_agents", "names", ["has"]),
    field("label.NAME", "label", ["=", "!=", "in", "~"]),
  ],
  labels: ["env", "tier"],
  keywords: ["and", "or", "not", "in", "has"],
};

// The caret is where the bar stands.
const at = (marked: string, values: string[] = []) => {
  const caret = marked.indexOf("|");
  return complete(marked.replace("|", ""), caret, language, values);
};
const texts = (marked: string, values: string[] = []) => at(marked, values).items.map(item => item.text);

for (const [marked, expected] of [
  ["ver|", "version"],
  ["env=prod and ho|", "hostname"],
  ["not of|", "offline"],
  ["(on|", "online"],
  ["label.t|", "label.tier"],
  ["version |", "<="],
  ["sub_agents |", "has"],
  ["state=o|", "online"],
  ["state in (online, la|", "late"],
  ["env=prod a|", "and"],
  ["offline o|", "or"],
  ['hostname="a b" |', "and"],
] as const) {
  test(`completes ${marked}`, () => assert.ok(texts(marked).includes(expected), `${texts(marked)}`));
}

test("a complete word needs nothing more", () => assert.deepEqual(texts("version|"), []));

test("values that only the server knows are asked for by field", () => {
  assert.equal(at("label.env=|").valuesOf, "label.env");
  assert.equal(at("version<1|").valuesOf, "version");
  assert.deepEqual(texts("version<1|", ["1.2.0", "0.9", "1.10.0"]), ["1.2.0", "1.10.0"]);
  assert.equal(at("state=|").valuesOf, undefined);
});

test("a suggestion takes the place of the word that is written", () => {
  const text = "env=prod and ver";
  const completion = complete(text, text.length, language);
  assert.deepEqual(insert(text, completion, { text: "version", note: "" }), {
    text: "env=prod and version ",
    caret: 21,
  });
});

test("an operator stands close to its field", () => {
  const text = "version ";
  const completion = complete(text, text.length, language);
  assert.deepEqual(insert(text, completion, { text: "<", note: "" }), { text: "version<", caret: 8 });
});

test("what is behind the caret stays", () => {
  const completion = complete("sta and env=prod", 3, language);
  assert.equal(
    insert("sta and env=prod", completion, { text: "state", note: "" }).text,
    "state and env=prod",
  );
});

for (const [value, expected] of [
  ["prod", "prod"],
  ["a b", '"a b"'],
  ["", '""'],
  ["and", '"and"'],
  ['say "x"', '"say \\"x\\""'],
  ["a\\b c", '"a\\\\b c"'],
] as const) {
  test(`the value ${value} is written ${expected}`, () => assert.equal(quoteValue(value), expected));
}

test("queries are joined so that each stays whole", () => {
  assert.equal(both("", "a=1"), "a=1");
  assert.equal(both("a=1", ""), "a=1");
  assert.equal(both("a=1 or b=2", "c=3"), "(a=1 or b=2) and c=3");
});

test("any text is completed without a fault", () => {
  const hostile = [
    "((((",
    '"',
    "'\\",
    "= = =",
    "in in in (",
    "\u202e\u0000",
    "a".repeat(5000),
    "not not not",
    ") and (",
  ];
  for (const text of hostile)
    for (let caret = 0; caret <= Math.min(text.length, 40); caret++) complete(text, caret, language);
});
