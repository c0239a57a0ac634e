// The operator's API. The token lives in this tab's session storage and nowhere else.

const key = "aops-operator-token";

export class ApiFault extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const token = {
  get: () => sessionStorage.getItem(key),
  set: value => sessionStorage.setItem(key, value),
  clear: () => sessionStorage.removeItem(key),
};

export async function call(method, path, body, signal) {
  const headers = { authorization: `Bearer ${token.get() ?? ""}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (fault) {
    if (fault.name === "AbortError") throw fault;
    throw new ApiFault(0, "The server cannot be reached.");
  }
  if (response.status === 204) return null;
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new ApiFault(response.status, answer?.detail ?? `The server answered ${response.status}.`);
  return answer;
}

export const get = (path, signal) => call("GET", path, undefined, signal);

// All pages, up to a number of hosts that a table can still show.
export async function fleet() {
  const agents = [];
  let after = "";
  do {
    const page = await get(`/api/fleet?limit=1000${after && `&after=${encodeURIComponent(after)}`}`);
    agents.push(...page.agents);
    after = page.next ?? "";
  } while (after && agents.length < 5000);
  return { agents, truncated: after !== "" };
}
