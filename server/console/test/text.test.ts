import assert from "node:assert/strict";
import { test } from "node:test";
import { plain, plainLog } from "../src/format/text.ts";
import { curl, line, quote } from "../src/format/shell.ts";
import { bytes, many, relative, span } from "../src/format/numbers.ts";

test("what would act is shown as an escape", () => {
  assert.equal(
    plain("a\u0000b\u001b[31mc\u202ed\ufeff\u200be\n"),
    "a\\u0000b\\u001b[31mc\\u202ed\\ufeff\\u200be\\u000a",
  );
  assert.equal(plain("<b>&amp;"), "<b>&amp;");
  assert.equal(plain(undefined), "");
  assert.equal(plain(7), "7");
});

test("marks that are stacked are cut", () => {
  assert.equal(plain(`Z${"\u0300".repeat(500)}o`), `Z${"\u0300".repeat(4)}…o`);
  assert.equal(plain("Å ẫ हिन्दी"), "Å ẫ हिन्दी");
  assert.equal(plainLog(`a${"\u0489".repeat(9)}\nb`), `a${"\u0489".repeat(4)}…\nb`);
});

test("a megabyte is cut, and says how long it was", () => {
  const shown = plain("x".repeat(1_000_000), 100);
  assert.equal(shown, `${"x".repeat(100)}… (1,000,000 characters)`);
});

test("a log keeps its lines and loses its colours", () => {
  assert.equal(
    plainLog("\u001b[1;31mred\u001b[0m\r\ntab\tend\u001b]0;title\u0007!\u202e"),
    "red\ntab\tend!\\u202e",
  );
  assert.match(plainLog("y".repeat(300_000)), /^… \(the last 262,144 characters of 300,000\)\n/);
});

test("a line for a shell is read back as it was", () => {
  assert.equal(quote("env=prod"), "env=prod");
  assert.equal(quote("it's $HOME `x`"), `'it'\\''s $HOME \`x\`'`);
  assert.equal(line("aops", "-q", "a and b", undefined), "aops -q 'a and b'");
  assert.match(
    curl("https://s:1", "POST", "/x?a=1&b=2", { q: "it's" }),
    /-X POST .*-d '\{"q":"it'\\''s"\}' 'https:\/\/s:1\/x\?a=1&b=2'$/,
  );
});

test("values are written for people", () => {
  assert.equal(bytes(0), "0 B");
  assert.equal(bytes(1536), "1.5 KiB");
  assert.equal(many(1, "host"), "1 host");
  assert.equal(many(100_000, "host"), "100,000 hosts");
  assert.equal(span(59), "59 s");
  assert.equal(span(90_000), "1 d");
  const now = Date.parse("2026-01-01T00:10:00Z");
  assert.equal(relative("2026-01-01T00:00:00Z", now), "10 min ago");
  assert.equal(relative("2026-01-01T00:09:58Z", now), "now");
  assert.equal(relative("2026-01-01T01:10:00Z", now), "in 1 h");
  assert.equal(relative("never", now), "");
});
