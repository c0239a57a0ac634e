// The hosts of the query by the values of fields: each number leads to the hosts that it counts.
import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { Facet, FacetReply, FieldList } from "../api/types.ts";
import { change, href, param, route } from "../app/router.ts";
import { count as shown } from "../format/numbers.ts";
import { both, labelFields, wholeFields } from "../query/complete.ts";
import { Text } from "../ui/parts.tsx";
import { useResource } from "../ui/resource.tsx";

const fieldsMax = 8;
const fixed = ["state", "standing", "version", "upgrade", "host.os.id"];
const valuesShown = 6;
const pauseMilliseconds = 15_000;

/** The fields that are counted: by the address, or those that most want to see, and the first labels. */
function fieldsOf(language: FieldList | undefined): string[] {
  const asked = param("facets").split(",").filter(Boolean);
  if (asked.length) return asked.slice(0, fieldsMax);
  return [...fixed, ...(language ? labelFields(language) : [])].slice(0, fieldsMax);
}

export function Facets({ q, language }: { q: string; language: FieldList | undefined }) {
  const by = fieldsOf(language).join();
  const facets = useResource(
    `${by} ${q}`,
    signal =>
      language ? get<FacetReply>("/api/v1/hosts/facets", { q, by }, signal) : Promise.resolve(undefined),
    { pauseMilliseconds },
  );
  const countable = language && [
    ...wholeFields(language)
      .filter(field => field.countable)
      .map(field => field.name),
    ...labelFields(language),
  ];
  const others = (countable ?? []).filter(name => !by.split(",").includes(name));
  // A query that is wrong is told of beside the query.
  return (
    <aside class="facets" aria-label="Counts of these hosts">
      {facets.data?.facets
        .filter(facet => facet.values.length > 0)
        .map(facet => (
          <FacetBox key={facet.field} facet={facet} q={q} />
        ))}
      {others.length > 0 && (
        <select
          aria-label="Count by another field"
          value=""
          onChange={event =>
            change({
              facets: [event.currentTarget.value, ...by.split(",")].slice(0, fieldsMax).join(),
            })
          }>
          <option value="">count by …</option>
          {others.map(name => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </aside>
  );
}

function FacetBox({ facet, q }: { facet: Facet; q: string }) {
  const [isWhole, setWhole] = useState(false);
  const values = isWhole ? facet.values : facet.values.slice(0, valuesShown);
  const most = Math.max(1, ...facet.values.map(value => value.count));
  const link = (query: string) => href(["hosts"], { ...Object.fromEntries(route.value.params), q: query });
  return (
    <section>
      <h2>{facet.field}</h2>
      <ul>
        {values.map(value => (
          <li key={value.value}>
            <meter min={0} max={most} value={value.count} aria-hidden="true" />
            <a href={link(both(q, value.q))} title={value.q}>
              <Text of={value.value || "(none)"} max={60} />
            </a>
            <a
              class="except"
              href={link(both(q, `not (${value.q})`))}
              aria-label={`All but ${facet.field} ${value.value}`}
              title="All but these">
              ≠
            </a>
            <span class="number">{shown(value.count)}</span>
          </li>
        ))}
      </ul>
      {facet.values.length > valuesShown && (
        <button type="button" class="quiet" onClick={() => setWhole(!isWhole)}>
          {isWhole ? "fewer" : `${facet.values.length - valuesShown}${facet.hasMore ? "+" : ""} more`}
        </button>
      )}
    </section>
  );
}
