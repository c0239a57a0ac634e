// The query of hosts: completed from the server's language; what is wrong is told in its words, at the character.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ApiProblem } from "../api/problem.ts";
import { plain } from "../format/text.ts";
import { complete, fieldOf, insert, type Completion, type Suggestion } from "./complete.ts";
import { readLanguage, readValues } from "./language.ts";

const restMilliseconds = 300;
const none: Completion = { from: 0, to: 0, items: [] };

export function QueryBar({
  q,
  fault,
  submit,
  changed,
  autoFocus,
}: {
  q: string;
  fault?: ApiProblem | undefined;
  /** Takes the query that is asked for. */
  submit?: (q: string) => void;
  /** Takes every change while it is written, once it rests. */
  changed?: (q: string) => void;
  autoFocus?: boolean;
}) {
  const [text, setText] = useState(q);
  const [completion, setCompletion] = useState<Completion>(none);
  const [chosen, setChosen] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const turn = useRef(0);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (!changed || text === q) return;
    const timer = setTimeout(() => changed(text.trim()), restMilliseconds);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, []);

  const suggest = async (value: string, caret: number) => {
    const mine = ++turn.current;
    const language = await readLanguage().catch(() => undefined);
    if (!language || mine !== turn.current) return;
    let found = complete(value, caret, language);
    if (found.valuesOf) {
      const field = fieldOf(found.valuesOf, language);
      const name =
        field?.name === "label.NAME" && !found.valuesOf.startsWith("label.")
          ? `label.${found.valuesOf}`
          : found.valuesOf;
      if (field?.countable) found = complete(value, caret, language, await readValues(name));
    }
    if (mine !== turn.current) return;
    setCompletion(found);
    setChosen(-1);
  };
  const close = () => {
    turn.current++;
    setCompletion(none);
    setChosen(-1);
  };
  const take = (item: Suggestion) => {
    const next = insert(text, completion, item);
    setText(next.text);
    close();
    requestAnimationFrame(() => {
      input.current?.setSelectionRange(next.caret, next.caret);
      input.current?.focus();
      void suggest(next.text, next.caret);
    });
  };
  const onKey = (event: KeyboardEvent) => {
    const { items } = completion;
    const move = (by: number) => {
      event.preventDefault();
      setChosen(
        (chosen + by + items.length + 1) % (items.length + 1) === items.length
          ? -1
          : (chosen + by + items.length + 1) % (items.length + 1),
      );
    };
    switch (event.key) {
      case "ArrowDown":
        if (items.length) move(1);
        else void suggest(text, input.current?.selectionStart ?? text.length);
        break;
      case "ArrowUp":
        if (items.length) move(-1);
        break;
      case "Tab": {
        const item = items[Math.max(0, chosen)];
        if (item && !event.shiftKey) {
          event.preventDefault();
          take(item);
        }
        break;
      }
      case "Enter": {
        event.preventDefault();
        const item = items[chosen];
        if (item) take(item);
        else {
          close();
          submit?.(text.trim());
        }
        break;
      }
      case "Escape":
        if (items.length) {
          event.preventDefault();
          close();
        } else input.current?.blur();
        break;
    }
  };
  const isOpen = completion.items.length > 0;
  const id = (index: number) => `query-option-${index}`;
  return (
    <form
      class="query"
      role="search"
      onSubmit={event => {
        event.preventDefault();
        close();
        submit?.(text.trim());
      }}>
      <div class="query-field">
        <input
          ref={input}
          data-query
          type="text"
          value={text}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          placeholder="every host: env=prod and offline, version<1.4.0, last_seen>2d   ( / )"
          role="combobox"
          aria-label="Query of hosts"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls="query-options"
          aria-activedescendant={chosen >= 0 ? id(chosen) : undefined}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? "query-fault" : undefined}
          onInput={event => {
            setText(event.currentTarget.value);
            void suggest(event.currentTarget.value, event.currentTarget.selectionStart ?? 0);
          }}
          onFocus={event => void suggest(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
          onBlur={() => setTimeout(close, 150)}
          onKeyDown={onKey}
        />
        {text && (
          <button
            type="button"
            class="quiet clear"
            aria-label="Clear the query"
            onClick={() => {
              setText("");
              submit?.("");
            }}>
            ✕
          </button>
        )}
        <ul id="query-options" role="listbox" aria-label="Completions" hidden={!isOpen}>
          {completion.items.map((item, index) => (
            <li
              key={item.text}
              id={id(index)}
              role="option"
              aria-selected={index === chosen}
              onMouseDown={event => {
                event.preventDefault();
                take(item);
              }}>
              <code>{plain(item.text, 80)}</code> <span class="soft">{plain(item.note, 100)}</span>
            </li>
          ))}
        </ul>
      </div>
      {submit && <button type="submit">Find</button>}
      {fault && <QueryFault q={q} fault={fault} />}
    </form>
  );
}

// The character that a fault is about is pointed at.
function QueryFault({ q, fault }: { q: string; fault: ApiProblem }) {
  const at = (fault.position ?? 0) - 1;
  return (
    <div class="fault" id="query-fault" role="alert">
      {at >= 0 && at <= q.length && (
        <code class="pointed">
          {plain(q.slice(0, at))}
          <mark>{plain(q.slice(at, at + 1) || " ")}</mark>
          {plain(q.slice(at + 1))}
        </code>
      )}
      <span>
        <bdi>{plain(fault.message)}</bdi>
        {fault.fix && (
          <>
            {" "}
            <bdi>{plain(fault.fix)}</bdi>
          </>
        )}
      </span>
    </div>
  );
}
