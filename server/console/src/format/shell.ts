// The same deed as a line for a shell.

/** A word as a shell reads it back. */
export const quote = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Words joined to a line; words that are undefined are left out. */
export const line = (...words: (string | undefined)[]): string =>
  words
    .filter(word => word !== undefined)
    .map(quote)
    .join(" ");

/** The request by curl. */
export function curl(origin: string, method: string, path: string, body?: unknown): string {
  const parts = [`curl -fsS --cacert ca.pem -H "Authorization: Bearer $TOKEN"`];
  if (method !== "GET") parts.push(`-X ${method}`);
  if (body !== undefined) parts.push(`-H 'Content-Type: application/json' -d ${quote(JSON.stringify(body))}`);
  parts.push(quote(origin + path));
  return parts.join(" ");
}
