// The table of hosts. Rows that are not seen are no elements; the scroll bar is as long as what was come across.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { change, go } from "../app/router.ts";
import { count as shown } from "../format/numbers.ts";
import type { Column } from "./columns.tsx";
import type { HostList } from "./host-list.ts";
import type { Selection } from "./selection.ts";
import { visible } from "./window.ts";

const rowHeight = 40;
const extraRows = 10;

export function HostTable({
  list,
  columns,
  selection,
  sort,
  isNarrow,
}: {
  list: HostList;
  columns: readonly Column[];
  selection: Selection;
  sort: string;
  isNarrow: boolean;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, last: 40 });
  const [current, setCurrent] = useState(0);
  const version = list.version.value;
  const rows = list.rows;

  const measure = () => {
    const element = place.current;
    if (!element) return;
    const next = visible(element.scrollTop, element.clientHeight, rowHeight, extraRows, list.rows);
    setRange(before => (before.first === next.first && before.last === next.last ? before : next));
    list.want(next);
  };
  useLayoutEffect(measure, [list, version]);
  useEffect(() => {
    place.current?.scrollTo(0, 0);
    setCurrent(0);
  }, [list]);
  useEffect(() => {
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, [list]);

  const focus = (index: number) => {
    const next = Math.max(0, Math.min(rows - 1, index));
    setCurrent(next);
    const element = place.current;
    if (!element) return;
    const top = next * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + 2 * rowHeight - element.clientHeight;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement && event.key !== "ArrowDown" && event.key !== "ArrowUp")
      return;
    const page = Math.floor((place.current?.clientHeight ?? 400) / rowHeight) - 2;
    const moves: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows,
      End: rows,
    };
    const id = list.row(current)?.id;
    const by = moves[event.key];
    if (by !== undefined) focus(current + by);
    else if (event.key === "Enter" && id) go(["hosts", id]);
    else if ((event.key === " " || event.key === "x") && id) selection.toggle(id);
    else return;
    event.preventDefault();
  };
  const span = columns.length + 1;
  const visibleRows = Array.from(
    { length: Math.max(0, Math.min(range.last, rows - 1) - range.first + 1) },
    (_, at) => range.first + at,
  );
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  return (
    <>
      <div
        class="window"
        ref={place}
        tabIndex={0}
        role="group"
        aria-label="Hosts: arrows move, Enter opens, Space selects"
        onScroll={measure}
        onKeyDown={onKey}>
        <table
          class={`fixed ${isNarrow ? "narrow" : ""}`}
          aria-rowcount={list.count.value ?? -1}
          aria-busy={!list.hasFirst.value}>
          <colgroup>
            <col class="check" />
            {columns.map(column => (
              <col key={column.name} style={{ width: `${(column.width / total) * 100}%` }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">
                <SelectShown list={list} selection={selection} />
              </th>
              {columns.map(column => (
                <Heading key={column.name} column={column} sort={sort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {range.first > 0 && (
              <tr aria-hidden="true" class="spacer">
                <td colSpan={span} style={{ height: `${range.first * rowHeight}px` }} />
              </tr>
            )}
            {visibleRows.map(index => (
              <Row
                key={index}
                index={index}
                list={list}
                columns={columns}
                selection={selection}
                isCurrent={index === current}
              />
            ))}
            {rows - 1 > range.last && (
              <tr aria-hidden="true" class="spacer">
                <td colSpan={span} style={{ height: `${(rows - 1 - range.last) * rowHeight}px` }} />
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <div class="window-foot soft">
        {list.count.value !== undefined && list.hasFirst.value && (
          <span>
            {shown(Math.min(range.first + 1, list.count.value))} to{" "}
            {shown(Math.min(range.last + 1, list.count.value))} of {shown(list.count.value)}
          </span>
        )}
      </div>
    </>
  );
}

function Heading({ column, sort }: { column: Column; sort: string }) {
  const state = sort === column.name ? "ascending" : sort === `-${column.name}` ? "descending" : undefined;
  if (!column.isSortable) return <th scope="col">{column.title}</th>;
  const next = state === "ascending" ? `-${column.name}` : state === "descending" ? undefined : column.name;
  return (
    <th scope="col" aria-sort={state ?? "none"}>
      <button type="button" class="sort" onClick={() => change({ sort: next })}>
        {column.title}
        <span aria-hidden="true">{state === "ascending" ? " ▲" : state === "descending" ? " ▼" : ""}</span>
      </button>
    </th>
  );
}

function SelectShown({ list, selection }: { list: HostList; selection: Selection }) {
  const isOn = selection.isAll.value || selection.ids.value.size > 0;
  return (
    <input
      type="checkbox"
      aria-label={isOn ? "Select none" : "Select the hosts that are loaded"}
      checked={isOn}
      onChange={() =>
        isOn ? selection.clear() : selection.add([...list.loaded()].flatMap(host => host.id ?? []))
      }
    />
  );
}

function Row({
  index,
  list,
  columns,
  selection,
  isCurrent,
}: {
  index: number;
  list: HostList;
  columns: readonly Column[];
  selection: Selection;
  isCurrent: boolean;
}) {
  const host = list.row(index);
  const classes = `${isCurrent ? "current" : ""} ${host?.id && selection.has(host.id) ? "selected" : ""}`;
  if (!host?.id) {
    return (
      <tr class="waiting" aria-rowindex={index + 2}>
        <td />
        {columns.map(column => (
          <td key={column.name}>
            <span class="bar" />
          </td>
        ))}
      </tr>
    );
  }
  const id = host.id;
  return (
    <tr class={classes} aria-rowindex={index + 2}>
      <td>
        <input
          type="checkbox"
          aria-label={`Select ${host.hostname ?? id}`}
          checked={selection.has(id)}
          onChange={() => selection.toggle(id)}
        />
      </td>
      {columns.map(column => (
        <td key={column.name}>{column.cell(host)}</td>
      ))}
    </tr>
  );
}
