// The audit: who changed what, when, from where and why.
import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { AuditPage, AuditRow } from "../api/types.ts";
import { change, hostsOf, href, param, route } from "../app/router.ts";
import { many } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Lines } from "../ui/copy.tsx";
import { ChoiceField, Field, nextId, valueOf } from "../ui/form.tsx";
import { Card, Empty, Fault, Head, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";
import { saveAnswer } from "../ui/save.ts";
import { Table } from "../ui/table.tsx";
import { kinds } from "./kinds.ts";
import { ObjectLink } from "./object-link.tsx";
import { AuditRowCard } from "./row.tsx";

const pageRows = 100;
const names = ["actor", "object", "kind", "host", "since", "until", "request"] as const;
type Name = (typeof names)[number];

// The field has the time of this browser's zone, the server takes it with its zone.
const timeOf = (local: string): string => {
  const at = new Date(local);
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : "";
};

function filterOf(): Record<Name, string> {
  const said = Object.fromEntries(names.map(name => [name, param(name)])) as Record<Name, string>;
  return { ...said, since: timeOf(said.since), until: timeOf(said.until) };
}

export function Audit() {
  const filter = filterOf();
  const words = Object.entries(filter).filter(([, value]) => value);
  const key = JSON.stringify(words);
  const first = useResource(`audit ${key}`, signal =>
    get<AuditPage>("/api/v1/audit", { ...filter, limit: pageRows }, signal),
  );
  const id = param("row");
  // The list comes after the row that the address names, so that it does not jump; once it is there it stays.
  const [isShown, setShown] = useState(!id);
  return (
    <>
      <Head title="Audit" sub="who changed what; rows are only ever added">
        <Export filter={filter} />
      </Head>
      <Filters />
      {id && <AuditRowCard key={id} id={id} read={() => setShown(true)} />}
      {(isShown || !id) && (
        <Card>
          <Loaded of={first} rows={8}>
            {page =>
              page.rows.length === 0 ? (
                <Empty title="The audit has no such row.">
                  <p>
                    {words.length > 0 ? (
                      <a href={href(["audit"])}>Show all rows</a>
                    ) : (
                      "The next change of what operators decide adds the first."
                    )}
                  </p>
                </Empty>
              ) : (
                <Rows key={key} first={page} filter={filter} shown={id} />
              )
            }
          </Loaded>
          <Lines
            of={{
              cli: line(
                "aops",
                "audit",
                ...words
                  .filter(([name]) => name !== "request")
                  .flatMap(([name, value]) => [`--${name}`, value]),
              ),
              method: "GET",
              path: `/api/v1/audit?${new URLSearchParams([...words, ["limit", "100"]])}`,
            }}
          />
        </Card>
      )}
    </>
  );
}

const labels: [Name, string, string][] = [
  ["actor", "Who", "ana, or a key's name"],
  ["object", "What", "group:web, host:ID, user:ana"],
  ["host", "Host", "its id; acts on many as well"],
];

function Filters() {
  const [ids] = useState(() => names.map(nextId));
  const field = (name: Name, title: string, hint: string, type: "text" | "datetime-local" = "text") => {
    const id = ids[names.indexOf(name)] ?? "";
    return (
      <Field key={name} label={title} id={id}>
        <input
          id={id}
          {...(type === "text" ? { type } : { type })}
          value={param(name)}
          placeholder={hint}
          autocomplete="off"
          spellcheck={false}
          onChange={event => change({ [name]: valueOf(event).trim(), row: undefined })}
        />
      </Field>
    );
  };
  return (
    <div class="fields filters">
      {labels.map(([name, title, hint]) => field(name, title, hint))}
      <ChoiceField
        label="Kind"
        id={ids[2] ?? ""}
        none="every kind"
        names={kinds}
        value={param("kind")}
        choose={kind => change({ kind, row: undefined })}
      />
      {field("since", "Since", "", "datetime-local")}
      {field("until", "Before", "", "datetime-local")}
      {param("request") && field("request", "Request", "")}
    </div>
  );
}

function Rows({ first, filter, shown }: { first: AuditPage; filter: Record<Name, string>; shown: string }) {
  const [older, setOlder] = useState<AuditPage>();
  const [fault, attempt] = useAttempt();
  const more = (cursor: string) =>
    attempt(async () => {
      const page = await get<AuditPage>("/api/v1/audit", { ...filter, limit: pageRows, cursor });
      setOlder({ ...page, rows: [...(older?.rows ?? []), ...page.rows] });
    });
  // A page that is read again may have moved over the older ones, and never leaves a gap: ids have none.
  const oldest = older ? Math.max(0, ...older.rows.map(row => row.id)) : 0;
  const rows = [...first.rows.filter(row => row.id > oldest), ...(older?.rows ?? [])];
  const next = older ? older.next : first.next;
  return (
    <>
      <Table label="Audit" titles={["When", "Who", "Kind", "What", "Hosts", "Why"]} name="audit">
        {rows.map(row => (
          <Row key={row.id} row={row} isShown={String(row.id) === shown} />
        ))}
      </Table>
      <Fault of={fault} />
      {next && (
        <p>
          <button type="button" onClick={() => void more(next)}>
            Older ones
          </button>
        </p>
      )}
    </>
  );
}

const Row = ({ row, isShown }: { row: AuditRow; isShown: boolean }) => (
  <tr class={isShown ? "current" : ""}>
    <td class="nowrap">
      <a href={withRow(row.id)} title={`Row ${row.id}`}>
        <Time at={row.at} />
      </a>
    </td>
    <td>
      <Text of={row.actor} max={80} />
      <div class="soft">
        {row.actorKind} <Text of={row.address ?? ""} max={60} />
      </div>
    </td>
    <td class="nowrap">{row.kind}</td>
    <td>
      <ObjectLink of={row} />
    </td>
    <td class="number">
      {row.hosts !== undefined &&
        (row.query === undefined ? (
          <a href={withRow(row.id)}>{many(row.hosts, "host")}</a>
        ) : (
          <a href={hostsOf(row.query)} title="The hosts of its query now">
            {many(row.hosts, "host")}
          </a>
        ))}
    </td>
    <td class="wide">
      <Text of={row.reason ?? ""} max={300} />
    </td>
  </tr>
);

/** The address of this page with a row opened. */
const withRow = (id: number): string =>
  href(["audit"], { ...Object.fromEntries(route.value.params), row: String(id) });

function Export({ filter }: { filter: Record<Name, string> }) {
  const [fault, attempt] = useAttempt();
  const save = (accept: string, extension: string) =>
    attempt(() => saveAnswer(`audit.${extension}`, "/api/v1/audit", accept, { ...filter, after: 0 }));
  return (
    <>
      <button type="button" onClick={() => void save("text/csv", "csv")}>
        All as CSV
      </button>
      <button type="button" onClick={() => void save("application/x-ndjson", "ndjson")}>
        All as NDJSON
      </button>
      <Fault of={fault} />
    </>
  );
}
