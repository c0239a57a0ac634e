import assert from "node:assert/strict";
import { test } from "node:test";
import { PageCache, visible } from "../src/hosts/window.ts";

const rows = (page: number, size = 10) => Array.from({ length: size }, (_, at) => page * 10 + at);

function filled(pages: number, last = 10): PageCache<number> {
  const cache = new PageCache<number>(10, 3);
  for (let page = 0; page < pages; page++) {
    cache.store(
      page,
      rows(page, page === pages - 1 ? last : 10),
      page === pages - 1 ? undefined : `c${page + 1}`,
    );
  }
  return cache;
}

test("the rows that are seen, with some around them", () => {
  assert.deepEqual(visible(0, 400, 40, 2, 1000), { first: 0, last: 12 });
  assert.deepEqual(visible(4000, 400, 40, 2, 1000), { first: 98, last: 112 });
  assert.deepEqual(visible(39_900, 400, 40, 2, 1000), { first: 995, last: 999 });
  assert.deepEqual(visible(0, 400, 40, 2, 0), { first: 0, last: 0 });
  assert.deepEqual(visible(90_000, 400, 40, 2, 5), { first: 4, last: 4 });
});

test("the first page is fetched without a cursor", () => {
  const cache = new PageCache<number>(10, 3);
  assert.equal(cache.missing({ first: 0, last: 5 }), 0);
  assert.equal(cache.cursor(0), undefined);
});

test("a page far away is come to by those before it", () => {
  const cache = new PageCache<number>(10, 3);
  cache.store(0, rows(0), "c1");
  assert.equal(cache.missing({ first: 400, last: 410 }), 1);
  assert.equal(cache.cursor(1), "c1");
});

test("few pages stay, whatever is come across, and one that was given up is fetched by its cursor", () => {
  const cache = filled(100);
  assert.equal(cache.pages, 3);
  assert.equal(cache.rows, 1000);
  assert.equal(cache.row(5), undefined);
  assert.equal(cache.missing({ first: 0, last: 5 }), 0);
  assert.equal(cache.missing({ first: 55, last: 58 }), 5);
  assert.equal(cache.cursor(5), "c5");
  cache.store(5, rows(5), "c6");
  assert.equal(cache.row(55), 55);
  assert.equal(cache.pages, 3);
});

test("the page that was stored is never the one that makes way", () => {
  const cache = filled(50);
  for (const page of [0, 49, 20, 1, 48]) {
    cache.store(page, rows(page), page === 49 ? undefined : `c${page + 1}`);
    assert.equal(cache.row(page * 10), page * 10);
  }
});

test("the last page ends the list", () => {
  const cache = filled(3, 4);
  assert.equal(cache.rows, 24);
  assert.ok(cache.isComplete);
  assert.equal(cache.missing({ first: 20, last: 23 }), undefined);
});

test("an empty list is complete", () => {
  const cache = new PageCache<number>(10, 3);
  cache.store(0, [], undefined);
  assert.equal(cache.rows, 0);
  assert.equal(cache.missing({ first: 0, last: 0 }), undefined);
});
