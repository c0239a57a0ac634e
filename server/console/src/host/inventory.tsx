// The inventory of a host. Sections are foreign JSON: a list of objects is a table, everything else names and values.
import { useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { Section } from "../api/types.ts";
import { change, param } from "../app/router.ts";
import { bytes, count } from "../format/numbers.ts";
import { Lines } from "../ui/copy.tsx";
import { Card, Empty, Facts, Text, Time } from "../ui/parts.tsx";
import { Loaded, useResource } from "../ui/resource.tsx";

const rowsMax = 200;
const columnsMax = 8;

export function Inventory({ id }: { id: string }) {
  const path = `/api/v1/hosts/${encodeURIComponent(id)}/inventory`;
  const list = useResource(id, signal => get<{ sections: Section[] }>(path, undefined, signal), {
    pauseMilliseconds: 30_000,
  });
  return (
    <Loaded of={list} rows={6}>
      {({ sections }) => {
        if (sections.length === 0) {
          return (
            <Card>
              <Empty title="This host tells no inventory.">
                <p>It is sent some seconds after the first heartbeat, by agents that have one.</p>
              </Empty>
            </Card>
          );
        }
        const name = param("section") || sections[0]?.section || "";
        const section = sections.find(one => one.section === name);
        return (
          <Card>
            <div class="tabs small">
              {sections.map(one => (
                <button
                  key={one.section}
                  type="button"
                  aria-pressed={one.section === name}
                  onClick={() => change({ section: one.section }, true)}>
                  <Text of={one.section} max={40} />
                </button>
              ))}
            </div>
            {section && (
              <SectionView
                key={section.sha256}
                path={`${path}/${encodeURIComponent(name)}`}
                section={section}
              />
            )}
            <Lines of={{ method: "GET", path: `${path}/${encodeURIComponent(name)}` }} />
          </Card>
        );
      }}
    </Loaded>
  );
}

function SectionView({ path, section }: { path: string; section: Section }) {
  const [filter, setFilter] = useState("");
  const found = useResource(path + section.sha256, signal => get<Section>(path, undefined, signal), {
    isLive: false,
  });
  return (
    <Loaded of={found} rows={6}>
      {({ content, lengthBytes }) => (
        <>
          <p class="soft">
            As of <Time at={section.namedAt} />
            {lengthBytes !== undefined && `, ${bytes(lengthBytes)}`}
          </p>
          {content === undefined ? (
            <Empty title="The server has not got it yet; the host sends it with one of its next heartbeats." />
          ) : (
            <Content of={content} filter={filter} setFilter={setFilter} />
          )}
        </>
      )}
    </Loaded>
  );
}

function Content({
  of,
  filter,
  setFilter,
}: {
  of: unknown;
  filter: string;
  setFilter: (text: string) => void;
}) {
  // A section is an object whose one list holds what it is about.
  const lists =
    typeof of === "object" && of !== null && !Array.isArray(of)
      ? Object.entries(of)
      : [["", of] as [string, unknown]];
  const facts = lists.filter(([, value]) => !Array.isArray(value));
  return (
    <>
      <Facts
        rows={facts
          .filter(([name]) => name !== "")
          .map(([name, value]) => [name, <Text key={name} of={write(value)} max={2000} />])}
      />
      {lists
        .filter(([, value]) => Array.isArray(value))
        .map(([name, value]) => (
          <List key={name} items={value as unknown[]} filter={filter} setFilter={setFilter} />
        ))}
    </>
  );
}

const write = (value: unknown): string =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);

function List({
  items,
  filter,
  setFilter,
}: {
  items: unknown[];
  filter: string;
  setFilter: (text: string) => void;
}) {
  const wanted = filter.toLowerCase();
  const rows = wanted ? items.filter(item => write(item).toLowerCase().includes(wanted)) : items;
  const isTable = rows.every(row => typeof row === "object" && row !== null && !Array.isArray(row));
  const columns = isTable
    ? [...new Set(rows.slice(0, rowsMax).flatMap(row => Object.keys(row as object)))].slice(0, columnsMax)
    : [];
  return (
    <>
      {items.length > 10 && (
        <input
          type="search"
          aria-label="Find in this section"
          placeholder="find"
          value={filter}
          onInput={event => setFilter(event.currentTarget.value)}
        />
      )}
      <p class="soft">
        {count(rows.length)}
        {wanted && ` of ${count(items.length)}`}
        {rows.length > rowsMax && `, of which ${rowsMax} are shown`}
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label="Entries">
        <table>
          {isTable && (
            <thead>
              <tr>
                {columns.map(name => (
                  <th key={name} scope="col">
                    <Text of={name} max={40} />
                  </th>
                ))}
              </tr>
            </thead>
          )}
          <tbody>
            {rows.slice(0, rowsMax).map((row, at) => (
              <tr key={at}>
                {isTable ? (
                  columns.map(name => (
                    <td key={name}>
                      <Text of={cell((row as Record<string, unknown>)[name])} max={200} />
                    </td>
                  ))
                ) : (
                  <td>
                    <Text of={write(row)} max={400} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const cell = (value: unknown): string => (value === undefined || value === null ? "" : write(value));
