// Two states of an object, field by field.
import type { FieldChange } from "../api/types.ts";

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** Every value of a state by its path; a list of values that are no objects is one value. */
function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (value === undefined || value === null) return;
  if (typeof value !== "object") {
    into.set(path, textOf(value));
    return;
  }
  if (Array.isArray(value)) {
    if (value.every(item => typeof item !== "object" || item === null)) {
      into.set(path, value.map(textOf).join(", "));
      return;
    }
    for (const [at, item] of value.entries()) {
      const name = (item as { name?: unknown } | null)?.name;
      flatten(item, `${path}[${typeof name === "string" ? name : at}]`, into);
    }
    return;
  }
  for (const [name, item] of Object.entries(value)) flatten(item, path ? `${path}.${name}` : name, into);
}

/** What differs between two states, in the order of the fields; a state that was not there is undefined. */
export function differences(before: unknown, after: unknown): FieldChange[] {
  const [from, to] = [new Map<string, string>(), new Map<string, string>()];
  flatten(before, "", from);
  flatten(after, "", to);
  return [...new Set([...from.keys(), ...to.keys()])]
    .filter(field => from.get(field) !== to.get(field))
    .map(field => {
      const [was, is] = [from.get(field), to.get(field)];
      return {
        field: field || "the whole",
        ...(was !== undefined && { from: was }),
        ...(is !== undefined && { to: is }),
      };
    });
}
