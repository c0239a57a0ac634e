import { authorize, lapse, renew, session } from "../app/session.ts";
import type { Approval } from "./access-types.ts";
import { ApiProblem, AwaitingApproval } from "./problem.ts";

/** What a request has beside its path. Values of the query that are undefined or empty are left out. */
export interface RequestOptions {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** The revision that the thing must have. */
  ifMatch?: string;
  accept?: string;
  /** Why, for the audit. */
  reason?: string | undefined;
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
 * @throws ApiProblem It was refused, or the server cannot be reached. A session that is over lapses.
 * @throws AwaitingApproval It was not done: another person approves it first.
 */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const sender = session.value;
  if (sender.state !== "in") throw new ApiProblem(401, "", "The session is over: sign in again.");
  const headers: Record<string, string> = { accept: options.accept ?? "application/json" };
  authorize(headers);
  if (options.reason) headers["x-aops-reason"] = encodeURIComponent(options.reason);
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
  if (response.status === 202) await throwIfWaiting(response.clone());
  if (response.ok) return response;
  const problem = ApiProblem.of(response.status, await response.json().catch(() => null));
  // A wrong password in the body of a request is no end of the session.
  if (problem.code === "bad-token") lapse(sender, "The session is over.");
  if (response.status === 403) void renew();
  throw problem;
}

// 202 is also the answer to what an operation goes on with.
async function throwIfWaiting(response: Response): Promise<void> {
  const body = (await response.json().catch(() => null)) as Partial<Approval> | null;
  if (body?.state === "awaiting-approval" && body.id) throw new AwaitingApproval(body as Approval);
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
