import { signal } from "@preact/signals";

/** The hosts that an action is for: some, by id, or all that the query has. */
export class Selection {
  readonly ids = signal<ReadonlySet<string>>(new Set());
  readonly isAll = signal(false);

  has(id: string): boolean {
    return this.isAll.value || this.ids.value.has(id);
  }

  toggle(id: string): void {
    this.isAll.value = false;
    const next = new Set(this.ids.value);
    if (!next.delete(id)) next.add(id);
    this.ids.value = next;
  }

  add(ids: Iterable<string>): void {
    this.isAll.value = false;
    this.ids.value = new Set([...this.ids.value, ...ids]);
  }

  all(): void {
    this.ids.value = new Set();
    this.isAll.value = true;
  }

  clear(): void {
    this.ids.value = new Set();
    this.isAll.value = false;
  }
}
