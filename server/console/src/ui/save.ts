import { send, type RequestOptions } from "../api/client.ts";

const keptMilliseconds = 60_000;

/** Saves an answer of the server as a file, in the form that is asked for. @throws ApiProblem It was refused. */
export async function saveAnswer(
  name: string,
  path: string,
  accept: string,
  query: NonNullable<RequestOptions["query"]>,
): Promise<void> {
  const response = await send("GET", path, { accept, query });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  [link.href, link.download] = [url, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMilliseconds);
}
