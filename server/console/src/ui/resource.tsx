// What a page reads from the server: read once, again when events came, and shown without a jump meanwhile.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { ApiProblem } from "../api/problem.ts";
import { onChange } from "../api/stream.ts";
import { Fault } from "./parts.tsx";

export interface Resource<T> {
  data: T | undefined;
  fault: Error | undefined;
  reload: () => void;
}

export interface ResourceOptions {
  /** Whether events make it stale; true without it. */
  isLive?: boolean;
  /** How soon it may be read again. */
  pauseMilliseconds?: number;
  /** How often it is read besides, for what changes without an event; never without it. */
  everyMilliseconds?: number;
}

const pauseDefault = 5000;

/** Reads something; anew, and without what was there, when the key changes. */
export function useResource<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  options: ResourceOptions = {},
): Resource<T> {
  const [state, setState] = useState<{ key: string; data?: T | undefined; fault?: Error | undefined }>({
    key,
  });
  const reader = useRef(load);
  reader.current = load;
  const again = useRef<() => void>(() => undefined);

  useEffect(() => {
    const stop = new AbortController();
    let [isBusy, isStale, isLapsed] = [false, false, false];
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      [isBusy, isStale, last] = [true, false, Date.now()];
      try {
        const data = await reader.current(stop.signal);
        isLapsed = false;
        if (!stop.signal.aborted) setState({ key, data });
      } catch (fault) {
        isLapsed = fault instanceof ApiProblem && fault.status === 401;
        if (!stop.signal.aborted)
          setState(before => ({
            key,
            data: before.key === key ? before.data : undefined,
            fault: fault as Error,
          }));
      }
      isBusy = false;
      if (isStale && !stop.signal.aborted) later();
    };
    const later = () => {
      isStale = true;
      if (isBusy || timer !== undefined) return;
      const wait = Math.max(0, last + (options.pauseMilliseconds ?? pauseDefault) - Date.now());
      timer = setTimeout(() => {
        timer = undefined;
        // What nobody looks at is read when it is looked at.
        if (document.hidden)
          document.addEventListener("visibilitychange", later, { once: true, signal: stop.signal });
        else if (!isBusy) void read();
      }, wait);
    };
    again.current = () => {
      if (isBusy) isStale = true;
      else void read();
    };
    void read();
    // What a lapsed session did not read is read in the next one, which begins with a change.
    const unsubscribe = onChange(() => {
      if (options.isLive !== false || isLapsed) later();
    });
    const ticks =
      options.everyMilliseconds === undefined ? undefined : setInterval(later, options.everyMilliseconds);
    return () => {
      clearInterval(ticks);
      stop.abort();
      clearTimeout(timer);
      unsubscribe();
    };
  }, [key]);

  const isMine = state.key === key;
  return {
    data: isMine ? state.data : undefined,
    fault: isMine ? state.fault : undefined,
    reload: () => again.current(),
  };
}

/** Shows what was read; a fault above what was there before; a skeleton once it takes more than 200 ms. */
export function Loaded<T>({
  of,
  rows = 4,
  children,
}: {
  of: Resource<T>;
  rows?: number;
  children: (data: T) => ComponentChildren;
}) {
  return (
    <>
      {of.fault && <Fault of={of.fault} />}
      {of.data !== undefined ? children(of.data) : !of.fault && <Skeleton rows={rows} />}
    </>
  );
}

/** The place of what is being read. CSS shows it after 200 ms. */
export const Skeleton = ({ rows }: { rows: number }) => (
  <div class="skeleton" aria-busy="true" aria-label="Loading">
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} />
    ))}
  </div>
);
