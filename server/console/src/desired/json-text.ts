/** A text that is no JSON, with the line that it breaks at. */
export class JsonFault extends Error {
  constructor(
    message: string,
    readonly line: number | undefined,
    readonly excerpt: string,
  ) {
    super(message);
  }
}

/** Reads an object. @throws JsonFault The text is none. */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (fault) {
    const at = faultAt(text);
    const line = at === undefined ? undefined : text.slice(0, at).split("\n").length;
    const sentence = (fault as Error).message
      .replace(/ \(line.*$/, "")
      .replace(/ in JSON at position \d+.*$/s, "");
    throw new JsonFault(
      `This is no JSON${line ? `, at line ${line}` : ""}: ${sentence}`,
      line,
      line === undefined ? "" : (text.split("\n")[line - 1] ?? ""),
    );
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new JsonFault("A document is an object: { … }.", undefined, "");
  }
  return value;
}

// Browsers tell the place in words of their own, or not at all: the first character that no JSON goes on with.
function faultAt(text: string): number | undefined {
  const token =
    /\s*(?:([{[])|([}\]])|(,)|(:)|("(?:[^"\\\u0000-\u001f]|\\.)*"|-?\d[\d.eE+-]*|true\b|false\b|null\b))/y;
  const open: string[] = [];
  // What may come: a value, a name, the colon after a name, or a comma or an end after a value.
  let expected = "value";
  for (let at = 0; ; at = token.lastIndex) {
    const match = token.exec(text);
    const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
    if (!match) return start < text.length || open.length > 0 || expected !== "end" ? start : undefined;
    const [, opening, closing, comma, colon, value] = match;
    const isEnd = expected.includes("end") && closing === open.at(-1) && closing !== undefined;
    if (isEnd) {
      open.pop();
      expected = "end";
    } else if (opening && expected.includes("value")) {
      open.push(opening === "{" ? "}" : "]");
      expected = opening === "{" ? "name or end" : "value or end";
    } else if (comma && expected === "end" && open.length > 0) {
      expected = open.at(-1) === "}" ? "name" : "value";
    } else if (colon && expected === "colon") {
      expected = "value";
    } else if (value && expected.includes("name") && value.startsWith('"')) {
      expected = "colon";
    } else if (value && expected.includes("value")) {
      expected = "end";
    } else {
      return start;
    }
  }
}

export const template = `{
  "subAgents": [
    { "name": "host-metrics", "version": "0.1.0" }
  ],
  "settings": {
    "heartbeatInterval": "30s"
  }
}`;
