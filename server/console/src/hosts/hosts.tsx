// Hosts: find, look, select, act.
import { useEffect, useMemo, useState } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { ApiProblem } from "../api/problem.ts";
import { onChange } from "../api/stream.ts";
import type { FieldList } from "../api/types.ts";
import { change, param } from "../app/router.ts";
import { count as shown } from "../format/numbers.ts";
import { line } from "../format/shell.ts";
import { QueryBar } from "../query/query-bar.tsx";
import { readLanguage } from "../query/language.ts";
import { Lines } from "../ui/copy.tsx";
import { Empty, Fault, Head } from "../ui/parts.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { ColumnChooser } from "./column-chooser.tsx";
import { chosen, columnOf } from "./columns.tsx";
import { ExportButton } from "./export.tsx";
import { Facets } from "./facets.tsx";
import { FirstHost } from "./first-host.tsx";
import { HostList } from "./host-list.ts";
import { HostTable } from "./host-table.tsx";
import { Selection } from "./selection.ts";
import { SavedViews } from "./saved-views.tsx";
import { useNarrow } from "../ui/narrow.ts";

const refreshMilliseconds = 5000;

export function Hosts() {
  const [q, sort] = [param("q"), param("sort")];
  const isNarrow = useNarrow();
  const [language, setLanguage] = useState<FieldList>();
  const names = chosen(isNarrow);
  const columns = useMemo(() => names.map(name => columnOf(name, language)), [names.join(), language]);
  // Identity and name are always there: a row leads to its host.
  const fields = [...new Set(["id", "hostname", "state", "standing", ...names])].join();
  const list = useMemo(() => new HostList({ q, sort, fields }), [q, sort, fields]);
  const selection = useMemo(() => new Selection(), [q]);
  useEffect(() => () => list.dispose(), [list]);
  useEffect(() => {
    readLanguage().then(setLanguage, () => undefined);
  }, []);
  useRefresh(list);

  const count = list.count.value;
  const fault = list.fault.value;
  const queryFault = ApiProblem.ofQuery(fault);
  const isEmptyFleet = count === 0 && !q;
  return (
    <>
      <Head title="Hosts" sub={count === undefined ? "" : `${shown(count)} ${q ? "match" : "enrolled"}`}>
        <SavedViews q={q} />
        <ColumnChooser language={language} />
        <ExportButton query={list.query} disabled={!count} />
      </Head>
      <QueryBar
        q={q}
        fault={queryFault}
        autoFocus={param("focus") === "1"}
        submit={next => change({ q: next, focus: undefined })}
      />
      {!queryFault && <Fault of={fault} />}
      {isEmptyFleet ? (
        <FirstHost />
      ) : fault && !list.hasFirst.value ? null : (
        <div class="hosts">
          <Facets q={q} language={language} />
          <div class="hosts-list">
            {count === 0 ? (
              <Empty title="No host has all of this.">
                <p>
                  Take a part of the query away, or look at <a href="#/hosts">all hosts</a>.
                </p>
              </Empty>
            ) : (
              <>
                <BulkBar list={list} selection={selection} />
                <HostTable
                  list={list}
                  columns={columns}
                  selection={selection}
                  sort={sort}
                  isNarrow={isNarrow}
                />
              </>
            )}
            <Lines
              of={{
                cli: line(
                  "aops",
                  "hosts",
                  "list",
                  ...(q ? ["-q", q] : []),
                  ...(sort ? ["--sort", sort] : []),
                ),
                method: "GET",
                path: `/api/v1/hosts?${new URLSearchParams({ q, limit: "100" })}`,
              }}
            />
          </div>
        </div>
      )}
    </>
  );
}

// What is looked at is read again when events came, and now and then: ages and presence change without an event.
function useRefresh(list: HostList): void {
  const stale = useSignal(false);
  useEffect(() => {
    const unsubscribe = onChange(() => {
      stale.value = true;
    });
    let ticks = 0;
    const timer = setInterval(() => {
      if (document.hidden) return;
      if (!stale.peek() && ++ticks % 6 !== 0) return;
      stale.value = false;
      void list.refresh();
    }, refreshMilliseconds);
    return () => {
      unsubscribe();
      clearInterval(timer);
    };
  }, [list]);
}
