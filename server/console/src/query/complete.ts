// What may stand at the caret of a query (docs/reference/QUERY.md). Pure: the language is what /api/v1/fields told.
import type { FieldList, FieldView } from "../api/types.ts";

export interface Suggestion {
  text: string;
  note: string;
}

/** What can be put in the place of the characters from `from` to `to`. */
export interface Completion {
  from: number;
  to: number;
  items: Suggestion[];
  /** The field whose values the server can tell; absent where none is asked for. */
  valuesOf?: string;
}

type Expected = "term" | "operator" | "value" | "list" | "joint";

interface Token {
  text: string;
  kind: "word" | "operator" | "open" | "close" | "comma" | "quoted";
  from: number;
  to: number;
}

const itemsMax = 12;
const scanner =
  /\s*(?:("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?)|(!=|<=|>=|[=<>~])|(\()|(\))|(,)|([^\s(),=!<>~"']+))/gy;

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  scanner.lastIndex = 0;
  for (let match = scanner.exec(text); match; match = scanner.exec(text)) {
    const found = match.slice(1).findIndex(part => part !== undefined);
    const word = match[found + 1] ?? "";
    const kind = (["quoted", "operator", "open", "close", "comma", "word"] as const)[found] ?? "word";
    tokens.push({ text: word, kind, from: scanner.lastIndex - word.length, to: scanner.lastIndex });
  }
  return tokens;
}

const isJoint = (word: string): boolean => /^(and|or)$/i.test(word);
const isNot = (word: string): boolean => /^not$/i.test(word);

interface Place {
  expected: Expected;
  field?: string;
}

/** What is expected after these tokens. */
function placeAfter(tokens: readonly Token[]): Place {
  let place: Place = { expected: "term" };
  for (const token of tokens) place = step(place, token);
  return place;
}

const withField = (expected: Expected, field: string | undefined): Place =>
  field === undefined ? { expected } : { expected, field };

function step(place: Place, token: Token): Place {
  switch (place.expected) {
    case "term":
      if (token.kind === "open" || (token.kind === "word" && isNot(token.text))) return { expected: "term" };
      return { expected: "operator", field: token.text };
    case "operator":
      if (token.kind === "operator" || (token.kind === "word" && /^has$/i.test(token.text)))
        return withField("value", place.field);
      if (token.kind === "word" && /^in$/i.test(token.text)) return withField("list", place.field);
      if (token.kind === "word" && isNot(token.text)) return place;
      return token.kind === "word" && isJoint(token.text) ? { expected: "term" } : { expected: "joint" };
    case "list":
      return token.kind === "close" ? { expected: "joint" } : place;
    case "value":
      return { expected: "joint" };
    case "joint":
      return token.kind === "word" && isJoint(token.text) ? { expected: "term" } : { expected: "joint" };
  }
}

/** Completes the word at the caret. */
export function complete(
  text: string,
  caret: number,
  language: FieldList,
  values: readonly string[] = [],
): Completion {
  const before = scan(text.slice(0, caret));
  const last = before.at(-1);
  // A word that touches the caret is being written; everything else is done.
  const open =
    last && last.to === caret && (last.kind === "word" || last.kind === "quoted") ? last : undefined;
  const place = placeAfter(open ? before.slice(0, -1) : before);
  const typed = open ? text.slice(open.from, caret) : "";
  const base = { from: open?.from ?? caret, to: caret };
  const filtered = (items: Suggestion[]) => rank(items, typed).slice(0, itemsMax);
  switch (place.expected) {
    case "term":
      return { ...base, items: filtered(terms(language)) };
    case "operator":
      return { ...base, items: filtered([...operators(fieldOf(place.field, language)), ...joints]) };
    case "joint":
      return { ...base, items: filtered(joints) };
    default: {
      const field = fieldOf(place.field, language);
      const known = field?.values.length ? field.values : values;
      const items = filtered(known.map(value => ({ text: quoteValue(value), note: "" })));
      return place.field === undefined || field?.values.length
        ? { ...base, items }
        : { ...base, items, valuesOf: place.field };
    }
  }
}

const joints: Suggestion[] = [
  { text: "and", note: "both hold" },
  { text: "or", note: "one holds" },
];

/** The fields that are no prefix of others. */
export const wholeFields = (language: FieldList): FieldView[] =>
  language.fields.filter(field => !field.name.includes("NAME"));

/** The fields of the labels that hosts have, by name. */
export const labelFields = (language: FieldList): string[] => language.labels.map(label => `label.${label}`);

function terms(language: FieldList): Suggestion[] {
  const fields = wholeFields(language).map(field => ({ text: field.name, note: field.meaning }));
  const labels = labelFields(language).map(text => ({ text, note: "label of operators" }));
  const choices = language.fields
    .filter(field => field.kind === "choice")
    .flatMap(field => field.values.map(value => ({ text: value, note: `${field.name}=${value}` })));
  return [...fields, ...labels, ...choices, { text: "not", note: "does not hold" }];
}

/** The field of a name; `label.env` and `env` are the label, `package.x` the package. */
export function fieldOf(name: string | undefined, language: FieldList): FieldView | undefined {
  if (name === undefined) return undefined;
  const exact = language.fields.find(field => field.name === name);
  if (exact) return exact;
  const prefixed = language.fields.find(
    field => field.name.endsWith("NAME") && name.startsWith(field.name.slice(0, -4)),
  );
  return (
    prefixed ??
    (language.labels.includes(name) ? language.fields.find(field => field.name === "label.NAME") : undefined)
  );
}

const operators = (field: FieldView | undefined): Suggestion[] =>
  (field?.operators ?? ["=", "!="]).map(text => ({ text, note: field ? field.name : "" }));

// What begins with it first, then what contains it; a word that is complete needs nothing more.
function rank(items: Suggestion[], typed: string): Suggestion[] {
  const wanted = typed.toLowerCase();
  const begins = items.filter(item => item.text.toLowerCase().startsWith(wanted));
  const contains = items.filter(
    item => !item.text.toLowerCase().startsWith(wanted) && item.text.toLowerCase().includes(wanted),
  );
  const found = wanted ? [...begins, ...contains] : begins;
  return found.length === 1 && found[0]?.text === typed ? [] : found;
}

/** A value as the language reads it back. */
export const quoteValue = (value: string): string =>
  value !== "" && !/[\s(),=!<>~"']/.test(value) && !/^(and|or|not|in|has)$/i.test(value)
    ? value
    : `"${value.replace(/["\\]/g, found => `\\${found}`)}"`;

/** The query with the suggestion in its place, and where the caret is then. */
export function insert(
  text: string,
  completion: Completion,
  item: Suggestion,
): { text: string; caret: number } {
  const isOperator = /^[=<>!~]+$/.test(item.text);
  const needsSpace = !isOperator;
  const head = text.slice(0, completion.from);
  const glued = isOperator ? head.trimEnd() : head;
  const word = needsSpace && !/^\s/.test(text.slice(completion.to)) ? `${item.text} ` : item.text;
  return { text: glued + word + text.slice(completion.to), caret: glued.length + word.length };
}

/** Both queries, joined by `and`. */
export function both(left: string, right: string): string {
  if (!left.trim()) return right;
  if (!right.trim()) return left;
  const safe = (query: string) => (/\bor\b/i.test(query) ? `(${query})` : query);
  return `${safe(left)} and ${safe(right)}`;
}
