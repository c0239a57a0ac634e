// Which pages of a long list are needed. Pages follow one another by cursors: one is found by way of those before it.

export interface Range {
  first: number;
  last: number;
}

/** The rows that are seen, with some more above and below. */
export function visible(
  scrollTop: number,
  height: number,
  rowHeight: number,
  extra: number,
  total: number,
): Range {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - extra);
  const last = Math.min(total - 1, Math.ceil((scrollTop + height) / rowHeight) + extra);
  return { first: Math.min(first, Math.max(0, total - 1)), last: Math.max(0, last) };
}

/**
 * The pages of a list of which a few are in memory. The cursor of every page that was come across is remembered,
 * so that one that was given up is fetched again.
 */
export class PageCache<Row> {
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #cursors: (string | undefined)[] = [undefined];
  #isComplete = false;
  #rowsOfLast = 0;

  constructor(
    readonly pageRows: number,
    readonly pagesMax: number,
  ) {}

  /** How many rows can be come to without another page: those of the pages whose cursor is known. */
  get rows(): number {
    return this.#isComplete
      ? (this.#cursors.length - 1) * this.pageRows + this.#rowsOfLast
      : (this.#cursors.length - 1) * this.pageRows;
  }

  /** Whether the last page is known. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Pages in memory. */
  get pages(): number {
    return this.#pages.size;
  }

  row(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / this.pageRows))?.[index % this.pageRows];
  }

  /** The next page to fetch so that these rows are there; undefined where they are. */
  missing(range: Range): number | undefined {
    const last = Math.floor(range.last / this.pageRows);
    for (let page = Math.floor(range.first / this.pageRows); page <= last; page++) {
      if (this.#pages.has(page)) continue;
      if (page < this.#cursors.length) return page;
      return this.#isComplete ? undefined : this.#cursors.length - 1;
    }
    return undefined;
  }

  /** What to send as `cursor` for a page whose turn it is. */
  cursor(page: number): string | undefined {
    return this.#cursors[page];
  }

  /** Stores a page; the pages that are farthest from it make way. */
  store(page: number, rows: readonly Row[], next: string | undefined): void {
    this.#pages.set(page, rows);
    if (next === undefined) {
      this.#isComplete = true;
      this.#cursors.length = page + 1;
      this.#rowsOfLast = rows.length;
    } else {
      this.#cursors[page + 1] ??= next;
    }
    while (this.#pages.size > this.pagesMax) {
      const farthest = [...this.#pages.keys()].reduce((a, b) =>
        Math.abs(a - page) >= Math.abs(b - page) ? a : b,
      );
      this.#pages.delete(farthest);
    }
  }

  /** Rows in memory, in no order. */
  *loaded(): Iterable<Row> {
    for (const rows of this.#pages.values()) yield* rows;
  }
}
