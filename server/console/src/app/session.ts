// Who is signed in. The only module that knows how requests are authorized: by the cookie of a session, which no script
// reads, or by a key, which this tab of the browser alone remembers.
import { computed, signal } from "@preact/signals";
import { ApiProblem } from "../api/problem.ts";

export interface Grant {
  role: string;
  scope?: string;
}
export type Right = "read" | "change" | "publish" | "administer";
export interface Me {
  kind: "user" | "key";
  name: string;
  sessionId?: string;
  grants: Grant[];
  rights: Partial<Record<Right, string>>;
}

/** `lapsed`: the server does not take the session any more; the page waits, with what was written on it. */
export type Session =
  | { state: "asking" }
  | { state: "out"; why: string }
  | { state: "in"; me: Me }
  | { state: "lapsed"; me: Me; why: string };

const keyName = "aops-operator-token";
// Whether there may be a cookie, and whose: without it the server is not asked in vain.
const userName = "aops-user";

let key = sessionStorage.getItem(keyName) ?? "";

export const session = signal<Session>({ state: "asking" });

/** Who acts; undefined before and after a session. */
export const me = computed(() => ("me" in session.value ? session.value.me : undefined));

/** The name of the last user who signed in with this browser. */
export const lastUser = (): string => localStorage.getItem(userName) ?? "";

/** Adds what tells the server who asks; a session needs nothing, as the browser adds its cookie. */
export function authorize(headers: Record<string, string>): void {
  if (key) headers["authorization"] = `Bearer ${key}`;
}

async function request(method: string, path: string, headers: Record<string, string>): Promise<Response> {
  const init: RequestInit = { method, headers, credentials: "same-origin", cache: "no-store" };
  const response = await fetch(path, init).catch(() => null);
  if (response === null) throw ApiProblem.unreachable();
  if (!response.ok) throw ApiProblem.of(response.status, await response.json().catch(() => null));
  return response;
}

async function askMe(): Promise<Me> {
  const headers: Record<string, string> = { accept: "application/json" };
  authorize(headers);
  return (await (await request("GET", "/api/v1/me", headers)).json()) as Me;
}

function forgetKey(): void {
  key = "";
  sessionStorage.removeItem(keyName);
}

function leave(why: string): void {
  forgetKey();
  session.value = { state: "out", why };
}

/** Goes on with the session that this browser has, where it has one. */
export async function resume(): Promise<void> {
  const hadKey = key !== "";
  if (!hadKey && !lastUser()) return leave("");
  try {
    session.value = { state: "in", me: await askMe() };
  } catch (fault) {
    const isOver = fault instanceof ApiProblem && fault.status === 401;
    leave(isOver ? (hadKey ? "The token is not in force any more." : "") : (fault as Error).message);
  }
}

/**
 * Begins a session of a user.
 * @throws ApiProblem The server refuses it, or cannot be reached.
 */
export async function signIn(name: string, password: string): Promise<void> {
  const bytes = new TextEncoder().encode(`${name}:${password}`);
  const basic = btoa(String.fromCharCode(...bytes));
  await request("POST", "/api/v1/sessions", { authorization: `Basic ${basic}`, accept: "application/json" });
  forgetKey();
  localStorage.setItem(userName, name);
  session.value = { state: "in", me: await askMe() };
}

/**
 * Goes in with a key, as long as this tab of the browser is open.
 * @throws ApiProblem The server refuses it, or cannot be reached.
 */
export async function useKey(secret: string): Promise<void> {
  const before = key;
  key = secret;
  try {
    session.value = { state: "in", me: await askMe() };
    sessionStorage.setItem(keyName, secret);
  } catch (fault) {
    key = before;
    if (fault instanceof ApiProblem && fault.status === 401)
      throw new ApiProblem(401, fault.code, "The server does not know this token, or its time is over.");
    throw fault;
  }
}

/** Ends the session, here and at the server. */
export async function signOut(): Promise<void> {
  const isSession = session.value.state === "in" && me.value?.kind === "user" && !key;
  let why = "";
  if (isSession) {
    await request("DELETE", "/api/v1/sessions/current", {}).catch((fault: ApiProblem) => {
      if (fault.status !== 401) why = `The session may go on at the server: ${fault.message}`;
    });
  }
  localStorage.removeItem(userName);
  leave(why);
}

/** Notes that the session of a request is not in force any more; what is on the page stays until somebody signs in. */
export function lapse(of: Session, why: string): void {
  // An answer that came late tells of the session before.
  if (session.value !== of) return;
  if (of.state === "in") {
    forgetKey();
    session.value = { state: "lapsed", me: of.me, why };
  } else leave(why);
}

let isRenewing = false;

/** Asks again what the actor may do: an admin may have changed it meanwhile. */
export async function renew(): Promise<void> {
  const before = session.value;
  if (isRenewing || before.state !== "in") return;
  isRenewing = true;
  try {
    const now = await askMe();
    if (session.value === before && JSON.stringify(now) !== JSON.stringify(before.me))
      session.value = { state: "in", me: now };
  } catch {
    // The request that asked for it tells its own fault.
  }
  isRenewing = false;
}

/** Ends the session where the server ended it already, as after another password. */
export const endHere = (why: string): void => leave(why);

/** Gives up the page of a session that is over. */
export const leaveLapsed = (): void => leave("");

/** How people sign in at this server, but by a password; as the server tells anybody. */
export interface SignInWays {
  /** What people call the identity provider. */
  provider?: string;
  /** Where a sign-in by it begins. */
  path?: string;
}

/** @throws ApiProblem The server does not tell. */
export const readWays = async (): Promise<SignInWays> =>
  (await (await request("GET", "/api/v1/sign-in", { accept: "application/json" })).json()) as SignInWays;
