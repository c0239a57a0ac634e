// Hosts of a query, of which only what is looked at, and some around it, is in memory.
import { batch, signal } from "@preact/signals";
import { get } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import type { HostList as HostPage, HostRow } from "../api/types.ts";
import { PageCache, type Range } from "./window.ts";

const pageRows = 100;
const pagesMax = 8;
const againAfter = 2000;

export interface HostQuery {
  q: string;
  sort: string;
  fields: string;
}

export class HostList {
  /** Grows with every page that came. */
  readonly version = signal(0);
  readonly count = signal<number | undefined>(undefined);
  /** The query as the server understood it. */
  readonly q = signal("");
  readonly fault = signal<ApiProblem | undefined>(undefined);
  readonly isLoading = signal(true);
  readonly hasFirst = signal(false);

  #cache = new PageCache<HostRow>(pageRows, pagesMax);
  #wanted: Range = { first: 0, last: pageRows - 1 };
  #stop = new AbortController();
  #isBusy = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly query: HostQuery) {}

  /** Rows that can be scrolled over now: all that were come across, and one page more while there are more. */
  get rows(): number {
    const known = this.#cache.rows + (this.#cache.isComplete ? 0 : pageRows);
    const total = this.count.value;
    return total === undefined ? known : Math.min(known, Math.max(total, this.#cache.isComplete ? known : 0));
  }

  /** Pages in memory. */
  get pages(): number {
    return this.#cache.pages;
  }

  row(index: number): HostRow | undefined {
    return this.#cache.row(index);
  }

  loaded(): Iterable<HostRow> {
    return this.#cache.loaded();
  }

  /** Fetches what is looked at. */
  want(range: Range): void {
    this.#wanted = range;
    void this.#fill();
  }

  /** Reads what is looked at again; rows stay until theirs came. */
  async refresh(): Promise<void> {
    if (this.#isBusy || !this.hasFirst.value) return;
    await this.#alone(async () => {
      const first = Math.floor(this.#wanted.first / pageRows);
      const last = Math.floor(this.#wanted.last / pageRows);
      for (let page = first; page <= last; page++) {
        if (page === 0 || this.#cache.cursor(page) !== undefined) await this.#fetch(page, page === first);
      }
    });
    // What was scrolled to meanwhile.
    await this.#fill();
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#again);
  }

  async #fill(): Promise<void> {
    if (this.#isBusy) return;
    clearTimeout(this.#again);
    await this.#alone(async () => {
      for (;;) {
        const page = this.#cache.missing(this.#wanted);
        if (page === undefined || this.#stop.signal.aborted) return;
        if (await this.#fetch(page, page === 0)) continue;
        // Nobody has to scroll for a page that did not come.
        if (!this.#stop.signal.aborted) this.#again = setTimeout(() => void this.#fill(), againAfter);
        return;
      }
    });
  }

  /** One at a time: pages are found by way of those before them. */
  async #alone(work: () => Promise<void>): Promise<void> {
    this.#isBusy = true;
    try {
      await work();
    } finally {
      this.#isBusy = false;
    }
  }

  async #fetch(page: number, counts: boolean): Promise<boolean> {
    const { q, sort, fields } = this.query;
    this.isLoading.value = true;
    try {
      const found = await get<HostPage>(
        "/api/v1/hosts",
        { q, sort, fields, limit: pageRows, cursor: this.#cache.cursor(page), count: counts },
        this.#stop.signal,
      );
      batch(() => {
        this.#cache.store(page, found.hosts, found.next);
        if (found.count !== undefined) this.count.value = found.count;
        this.q.value = found.q;
        this.fault.value = undefined;
        this.hasFirst.value = true;
        this.version.value++;
      });
      return true;
    } catch (fault) {
      if (fault instanceof ApiProblem) this.fault.value = fault;
      return false;
    } finally {
      this.isLoading.value = false;
    }
  }
}
