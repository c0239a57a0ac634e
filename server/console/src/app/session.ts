// Who is signed in. The only module that knows how requests are authorized.
import { signal } from "@preact/signals";

const key = "aops-operator-token";

let token = sessionStorage.getItem(key) ?? "";

/** Whether an operator is signed in. */
export const signedIn = signal(token !== "");
/** Why the last session ended; empty where the operator ended it. */
export const lastFault = signal("");

/** Adds what tells the server who asks. */
export function authorize(headers: Record<string, string>): void {
  if (token) headers["authorization"] = `Bearer ${token}`;
}

/**
 * Begins a session with an operator's token, which this browser tab alone remembers.
 * @throws Error The server refuses the token, or cannot be reached.
 */
export async function signIn(secret: string): Promise<void> {
  const response = await fetch("/api/v1/fields", {
    headers: { authorization: `Bearer ${secret}` },
    cache: "no-store",
  }).catch(() => null);
  if (response === null) throw new Error("The server cannot be reached.");
  if (response.status === 401) throw new Error("The server does not know this token, or its time is over.");
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  token = secret;
  sessionStorage.setItem(key, secret);
  lastFault.value = "";
  signedIn.value = true;
}

/** Ends the session. */
export function signOut(): void {
  lose("");
}

/** Notes that the server does not accept the session any more. */
export function lose(reason: string): void {
  token = "";
  sessionStorage.removeItem(key);
  lastFault.value = reason;
  signedIn.value = false;
}
