// Names that are made of others.

/** The name of the next key: `ci` is followed by `ci-2`, and `ci-2` by `ci-3`; a name that is taken is left out. */
export function nextName(name: string, taken: readonly string[]): string {
  const [, stem = name, number = "1"] = /^(.*?)(?:-([0-9]{1,6}))?$/.exec(name) ?? [];
  let next = Number(number) + 1;
  while (taken.includes(`${stem}-${next}`)) next++;
  return `${stem}-${next}`;
}

/** The program and the system of a user agent, as far as they can be told from it. */
export function clientOf(agent: string): string {
  // Edge and Opera call themselves Chrome as well, before their own names.
  const program =
    /(Edg|OPR)\/([0-9]+)/.exec(agent) ??
    /(Firefox|HeadlessChrome|Chrome|Safari|curl|aops)\/([0-9]+)/.exec(agent);
  const system = /(Windows|Mac OS X|Android|iPhone|Linux)/.exec(agent);
  if (!program) return agent;
  const name = { Edg: "Edge", OPR: "Opera", HeadlessChrome: "Chrome" }[program[1] ?? ""] ?? program[1];
  return `${name} ${program[2]}${system ? ` on ${system[1]?.replace("Mac OS X", "macOS")}` : ""}`;
}
