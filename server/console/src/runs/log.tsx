// The log of a run, or of one host of it.
import { count } from "../format/numbers.ts";
import { followRun, hostsMax, tailOf } from "./follow.ts";
import { LogView } from "./log-view.tsx";

export function Log({
  path,
  hosts,
  host,
  hostname,
}: {
  /** Of the run. */
  path: string;
  hosts: number;
  /** The only host that is shown. */
  host?: string;
  hostname?: string;
}) {
  const run = path.split("/").at(-1);
  return (
    <LogView
      of={{
        key: `${path} ${host}`,
        follow: (stop, feed) => followRun(`${path}/log`, { host, tail: tailOf(hosts) }, stop, feed),
        file: host
          ? {
              name: `run-${run}-${host}.log`,
              title: "Save the whole log",
              path: `${path}/hosts/${host}/log`,
            }
          : { name: `run-${run}.log`, title: "Save the log", path: `${path}/log` },
        whole: host ? "whole: the host has ended" : "whole: every host has ended",
        label: hostname ? `Log of ${hostname}` : "Log",
        isOfOne: !!host,
      }}>
      {!host && hosts > hostsMax && (
        <p class="hint">
          Of {count(hosts)} hosts the first {hostsMax} by id are shown here. The whole of a host is saved from
          its own log.
        </p>
      )}
    </LogView>
  );
}
