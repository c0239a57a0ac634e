import { useEffect, useState } from "preact/hooks";

const restMilliseconds = 400;

/** A value once it has not changed for a while; undefined until then. */
export function useRested(value: string): string | undefined {
  const [rested, setRested] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return rested === value ? rested : undefined;
}
