// The address is the state: what stands behind `#` names the page and all that is chosen on it.
import { signal } from "@preact/signals";

export interface Route {
  path: string[];
  params: URLSearchParams;
}

/** Reads what stands behind `#`. */
export function parse(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { path: path.split("/").filter(Boolean).map(decode), params: new URLSearchParams(query) };
}

// An address that was cut leads somewhere all the same.
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export type Params = Record<string, string | undefined>;

/** The address of a page; parameters that are undefined or empty are left out. */
export function href(path: readonly string[], params: Params = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) words.set(name, value);
  const query = words.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`;
}

const read = (): Route => parse(globalThis.location?.hash ?? "");

/** Where the operator is. */
export const route = signal<Route>(read());

/** Follows the address bar. */
export function listen(): void {
  addEventListener("hashchange", () => {
    route.value = read();
  });
}

/** Goes to a page. */
export function go(path: readonly string[], params: Params = {}): void {
  location.hash = href(path, params);
}

/** Changes parameters of this page; `replace` makes no step of the history. */
export function change(params: Params, replace = false): void {
  const { path, params: now } = route.value;
  const next = href(path, { ...Object.fromEntries(now), ...params });
  if (next === location.hash) return;
  if (!replace) {
    location.hash = next;
    return;
  }
  history.replaceState(null, "", next);
  route.value = read();
}

/** A parameter of this page; the empty text where it is not there. */
export const param = (name: string): string => route.value.params.get(name) ?? "";

/** The address of a layer, at one of its revisions where one is named. */
export const layerAt = (layer: string, revision?: number): string =>
  href(["desired", layer], { revision: revision === undefined ? undefined : String(revision) });

/** The address of the hosts of a query. */
export const hostsOf = (q: string): string => href(["hosts"], { q });
