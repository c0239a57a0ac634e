import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";

/** A button with what opens below it; a click elsewhere or Escape closes it. */
export function Menu({
  title,
  label,
  children,
}: {
  title: ComponentChildren;
  /** Its name, where the title does not say it. */
  label?: string;
  children: ComponentChildren;
}) {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = element.current;
      if (!menu?.open) return;
      if (event instanceof KeyboardEvent ? event.key === "Escape" : !menu.contains(event.target as Node))
        menu.open = false;
    };
    addEventListener("click", close);
    addEventListener("keydown", close);
    return () => {
      removeEventListener("click", close);
      removeEventListener("keydown", close);
    };
  }, []);
  return (
    <details class="menu" ref={element}>
      <summary class="button" aria-label={label}>
        {title}
      </summary>
      <div class="menu-body">{children}</div>
    </details>
  );
}
