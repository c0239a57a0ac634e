import { get } from "../api/client.ts";
import type { FacetReply, FieldList } from "../api/types.ts";

let language: Promise<FieldList> | undefined;
let readAt = 0;
const freshMilliseconds = 60_000;

/** What hosts can be found by; read again after a minute, since labels come and go. */
export function readLanguage(): Promise<FieldList> {
  if (language && Date.now() - readAt < freshMilliseconds) return language;
  readAt = Date.now();
  language = get<FieldList>("/api/v1/fields");
  language.catch(() => {
    language = undefined;
  });
  return language;
}

const values = new Map<string, Promise<string[]>>();

/** The values that hosts have of a field, the most frequent first; none of a field that is not counted. */
export function readValues(field: string): Promise<string[]> {
  const known = values.get(field);
  if (known) return known;
  const found = get<FacetReply>("/api/v1/hosts/facets", { by: field })
    .then(reply => (reply.facets[0]?.values ?? []).map(value => value.value))
    .catch(() => []);
  values.set(field, found);
  setTimeout(() => values.delete(field), freshMilliseconds);
  return found;
}
