import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

const firstField = "input:not([type=checkbox]), select, textarea";

/** Puts the focus into the first field of the dialog, for what stands in it only once something was read. */
export function useFirstField(): void {
  useEffect(() => {
    document.querySelector<HTMLElement>("dialog[open]")?.querySelector<HTMLElement>(firstField)?.focus();
  }, []);
}

/** A dialog above the page: the browser holds the focus in it, and Escape closes it. */
export function Dialog({
  title,
  close,
  wide,
  children,
}: {
  title: ComponentChildren;
  close: () => void;
  wide?: boolean;
  children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    // What is to be filled in comes before the button that closes.
    element.current?.querySelector<HTMLElement>(firstField)?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "wide" : ""}
      aria-labelledby="dialog-title"
      onCancel={event => {
        event.preventDefault();
        close();
      }}
      onClose={close}
      onKeyDown={event => {
        // A field with a list of its own has taken the key before.
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        close();
      }}>
      <div class="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={close}>
          ✕
        </button>
      </div>
      {children}
    </dialog>
  );
}

/** The foot of a dialog that asks: the way out, before the buttons that act. */
export const AskingFoot = ({ close, children }: { close: () => void; children: ComponentChildren }) => (
  <div class="dialog-foot">
    <button type="button" onClick={close}>
      Cancel
    </button>
    {children}
  </div>
);

/** The foot of a dialog that told what was done. */
export const ClosingFoot = ({
  close,
  title = "Close",
  children,
}: {
  close: () => void;
  title?: string;
  children?: ComponentChildren;
}) => (
  <div class="dialog-foot">
    {children}
    <button type="button" class="primary" onClick={close}>
      {title}
    </button>
  </div>
);
