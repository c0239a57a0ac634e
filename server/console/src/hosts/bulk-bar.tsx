import { useState } from "preact/hooks";
import { changing, may, whyNot } from "../app/rights.tsx";
import { count as shown, many } from "../format/numbers.ts";
import { plain } from "../format/text.ts";
import { StartDialog } from "../runs/lazy.ts";
import { ActionDialog } from "./action-dialog.tsx";
import { actions, type Action } from "./actions.ts";
import type { HostList } from "./host-list.ts";
import type { Selection } from "./selection.ts";
import type { Target } from "./target.ts";

/** What is selected, and what can be done to it. Its place is there before anything is selected: nothing jumps. */
export function BulkBar({ list, selection }: { list: HostList; selection: Selection }) {
  const [open, setOpen] = useState<{ action: Action; target: Target }>();
  const [started, setStarted] = useState<Target>();
  const total = list.count.value ?? 0;
  const ids = selection.ids.value;
  const size = selection.isAll.value ? total : ids.size;
  const target = (): Target =>
    selection.isAll.value ? { kind: "query", q: list.q.value, count: total } : { kind: "ids", ids: [...ids] };
  const close = () => {
    setOpen(undefined);
    void list.refresh();
  };
  return (
    <div class="bulk" role="toolbar" aria-label="Actions on the selected hosts">
      <span class="bulk-count">{size ? `${many(size, "host")} selected` : "Nothing selected"}</span>
      {!selection.isAll.value && total > 0 && (
        <button
          type="button"
          class="quiet"
          aria-label={`select all ${shown(total)} of the query`}
          onClick={() => selection.all()}>
          select all {shown(total)}
        </button>
      )}
      {size > 0 && (
        <button type="button" class="quiet" aria-label="select none" onClick={() => selection.clear()}>
          none
        </button>
      )}
      <span class="bulk-actions">
        {!may(changing) && <span class="soft denied">{plain(whyNot(changing), 400)}</span>}
        {may(changing) && (
          <button type="button" disabled={size === 0} onClick={() => setStarted(target())}>
            Run…
          </button>
        )}
        {(may(changing) ? actions : []).map(action => (
          <button
            key={action.name}
            type="button"
            class={action.isDangerous ? "danger" : ""}
            disabled={size === 0}
            onClick={() => setOpen({ action, target: target() })}>
            {action.title}…
          </button>
        ))}
      </span>
      {started && <StartDialog target={started} close={() => setStarted(undefined)} />}
      {open && <ActionDialog action={open.action} target={open.target} close={close} />}
    </div>
  );
}
