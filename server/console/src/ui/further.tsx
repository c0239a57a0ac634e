import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useAttempt } from "./attempt.ts";
import { Fault } from "./parts.tsx";

/** A page of a list, and where the next one begins. */
export interface Page<Row> {
  rows: readonly Row[];
  next: string | undefined;
}

/**
 * The rows of a first page, which is read again as things change, with those of further pages, which are read once;
 * and the button that reads the next one.
 */
export function useFurther<Row extends { id: string | number }>(
  first: Page<Row>,
  read: (cursor: string) => Promise<Page<Row>>,
  word: string,
): [rows: Row[], button: JSX.Element] {
  const [further, setFurther] = useState<Page<Row>>();
  const [fault, attempt] = useAttempt();
  const more = (cursor: string) =>
    attempt(async () => {
      const page = await read(cursor);
      setFurther({ ...page, rows: [...(further?.rows ?? []), ...page.rows] });
    });
  const seen = new Set(first.rows.map(row => row.id));
  const rows = [...first.rows, ...(further?.rows ?? []).filter(row => !seen.has(row.id))];
  const next = further ? further.next : first.next;
  const button = (
    <>
      <Fault of={fault} />
      {next && (
        <p>
          <button type="button" onClick={() => void more(next)}>
            {word}
          </button>
        </p>
      )}
    </>
  );
  return [rows, button];
}
