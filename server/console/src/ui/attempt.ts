import { useState } from "preact/hooks";

/** Does something, and answers whether it succeeded. */
export type Attempt = (work: () => Promise<void>) => Promise<boolean>;

/** What the server may refuse: why the last attempt failed, until the next one begins or it is forgotten. */
export function useAttempt(): [fault: Error | undefined, attempt: Attempt, forget: () => void] {
  const [fault, setFault] = useState<Error>();
  const attempt: Attempt = async work => {
    setFault(undefined);
    try {
      await work();
      return true;
    } catch (problem) {
      setFault(problem as Error);
      return false;
    }
  };
  return [fault, attempt, () => setFault(undefined)];
}
