import { useState } from "preact/hooks";
import { plain } from "../format/text.ts";
import { Menu } from "../ui/menu.tsx";
import { saveAnswer } from "../ui/save.ts";
import type { HostQuery } from "./host-list.ts";

const forms = [
  ["CSV", "text/csv", "csv"],
  ["NDJSON", "application/x-ndjson", "ndjson"],
] as const;

/** All hosts of the query as a file, with the columns that are shown. */
export function ExportButton({ query, disabled }: { query: HostQuery; disabled: boolean }) {
  const [note, setNote] = useState("");
  const save = async (accept: string, extension: string) => {
    setNote("The server writes it …");
    try {
      const at = new Date().toISOString().slice(0, 19).replaceAll(":", "");
      await saveAnswer(`hosts-${at}.${extension}`, "/api/v1/hosts", accept, { ...query });
      setNote("");
    } catch (fault) {
      setNote((fault as Error).message);
    }
  };
  return (
    <Menu title="Export">
      {forms.map(([name, accept, extension]) => (
        <button
          type="button"
          class="quiet"
          key={name}
          disabled={disabled}
          onClick={() => void save(accept, extension)}>
          {name}: every host of the query
        </button>
      ))}
      {note && (
        <p class="soft" role="status">
          {plain(note)}
        </p>
      )}
    </Menu>
  );
}
