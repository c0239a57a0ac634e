import { authorize, lose } from "../app/session.ts";
import { ApiProblem } from "./problem.ts";

/** What a request has beside its path. Values of the query that are undefined or empty are left out. */
export interface RequestOptions {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** The revision that the thing must have. */
  ifMatch?: string;
  accept?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  body: T;
  etag?: string;
  /** The server's clock. */
  date?: string;
}

/** The path with its query string. */
export function address(path: string, query: RequestOptions["query"] = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "" && value !== false)
      words.set(name, value === true ? "1" : String(value));
  }
  const text = words.toString();
  return text ? `${path}?${text}` : path;
}

/**
 * Sends a request of the signed-in operator.
 * @throws ApiProblem It was refused, or the server cannot be reached. A session that is over is left.
 */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers: Record<string, string> = { accept: options.accept ?? "application/json" };
  authorize(headers);
  if (options.ifMatch !== undefined) headers["if-match"] = options.ifMatch;
  if (method === "POST" && path.startsWith("/api/v1/")) headers["idempotency-key"] = crypto.randomUUID();
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(address(path, options.query), init);
  } catch (fault) {
    if (options.signal?.aborted) throw fault;
    throw ApiProblem.unreachable();
  }
  if (response.ok) return response;
  const problem = ApiProblem.of(response.status, await response.json().catch(() => null));
  if (response.status === 401) lose(problem.message);
  throw problem;
}

/** As {@link send}, and reads the answer's JSON. */
export async function ask<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const response = await send(method, path, options);
  const text = await response.text();
  const answer: Answer<T> = { body: (text ? JSON.parse(text) : null) as T };
  const [etag, date] = [response.headers.get("etag"), response.headers.get("date")];
  if (etag) answer.etag = etag;
  if (date) answer.date = date;
  return answer;
}

/** Reads. */
export const get = async <T>(
  path: string,
  query?: RequestOptions["query"],
  signal?: AbortSignal,
): Promise<T> => (await ask<T>("GET", path, { ...(query && { query }), ...(signal && { signal }) })).body;

/** Every page of a short list, up to `rowsMax` rows. */
export async function all<T>(
  path: string,
  rows: string,
  query: RequestOptions["query"] = {},
  rowsMax = 2000,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await get<Record<string, unknown>>(path, { ...query, limit: 1000, cursor });
    found.push(...(page[rows] as T[]));
    cursor = page["next"] as string | undefined;
  } while (cursor && found.length < rowsMax);
  return found;
}
