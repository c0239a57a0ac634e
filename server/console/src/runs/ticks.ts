import { useEffect } from "preact/hooks";

const everyMilliseconds = 2000;

/** Does something now and then, while it is on and somebody looks: what goes on without an event. */
export function useTicks(isOn: boolean, act: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => {
      if (!document.hidden) act();
    }, everyMilliseconds);
    return () => clearInterval(timer);
  }, [isOn]);
}
