import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Fault } from "./parts.tsx";
import { Skeleton } from "./resource.tsx";

/** A component of a file of its own, which build.mjs makes: pages without it do not wait for it. */
export function lazy<Props extends object>(read: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return function Lazy(props: Props) {
    const [View, setView] = useState<ComponentType<Props>>();
    const [fault, setFault] = useState<Error>();
    useEffect(() => {
      read().then(
        view => setView(() => view),
        () =>
          setFault(new Error("A part of the console cannot be read from the server. Load the page again.")),
      );
    }, []);
    if (View) return <View {...props} />;
    return fault ? <Fault of={fault} /> : <Skeleton rows={4} />;
  };
}
