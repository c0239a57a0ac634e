// The log of a run, or of one host of it, as it comes. Who scrolls up reads on undisturbed.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { count, many } from "../format/numbers.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Fault, Text } from "../ui/parts.tsx";
import { saveAnswer } from "../ui/save.ts";
import { followLog, type FollowState } from "./follow.ts";
import { LogBuffer, linesMax, type LogLine } from "./log-buffer.ts";

const showMilliseconds = 150;
const tailBytesMax = 256 * 1024;
const tailBytesOfAll = 1024 * 1024;
const hostsMax = 100;

const states: Record<FollowState, string> = {
  live: "live",
  lost: "the connection broke; it is tried again",
  whole: "whole: every host has ended",
};

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
  const [lines, setLines] = useState<readonly LogLine[]>([]);
  const [state, setState] = useState<FollowState>();
  const [isFollowing, setFollowing] = useState(true);
  const [waiting, setWaiting] = useState(0);
  // Until what is there already has come, nothing is said of it.
  const [isBusy, setBusy] = useState(true);
  const [fault, attempt] = useAttempt();
  const place = useRef<HTMLDivElement>(null);
  const buffer = useRef(new LogBuffer());
  const follows = useRef(true);
  const shown = useRef(0);
  const show = () => {
    setBusy(false);
    setWaiting(buffer.current.added - shown.current);
    if (!follows.current) return;
    shown.current = buffer.current.added;
    setWaiting(0);
    setLines(buffer.current.lines());
  };
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        show();
      }, showMilliseconds);
    };
    const tail = Math.min(tailBytesMax, Math.ceil(tailBytesOfAll / Math.min(hosts, hostsMax)));
    void attempt(() =>
      followLog(
        `${path}/log`,
        { host, tail },
        stop.signal,
        () => {
          [buffer.current, shown.current] = [new LogBuffer(), 0];
          later();
        },
        pieces => {
          for (const piece of pieces) buffer.current.add(piece);
          if (pieces.length > 0) later();
        },
        setState,
      ),
    );
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [path, host]);
  useLayoutEffect(() => {
    if (follows.current && place.current) place.current.scrollTop = place.current.scrollHeight;
  }, [lines]);
  const turn = (isOn: boolean) => {
    follows.current = isOn;
    setFollowing(isOn);
    if (isOn) show();
  };
  const scrolled = (event: Event) => {
    const { scrollHeight, scrollTop, clientHeight } = event.currentTarget as HTMLElement;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 8;
    if (isAtEnd !== follows.current) turn(isAtEnd);
  };
  return (
    <>
      <div class="bulk">
        <span class="soft" role="status">
          {state ? states[state].replace("every host", host ? "the host" : "every host") : "connecting …"}
        </span>
        <span class="bulk-actions">
          {state !== "whole" && (
            <button type="button" aria-pressed={isFollowing} onClick={() => turn(!isFollowing)}>
              {isFollowing ? "Stop" : waiting > 0 ? `Follow: ${many(waiting, "new line")}` : "Follow"}
            </button>
          )}
          <SaveButton path={path} host={host} />
        </span>
      </div>
      <Fault of={fault} />
      {(buffer.current.dropped > 0 || (!host && hosts > hostsMax)) && (
        <p class="hint">
          {buffer.current.dropped > 0 &&
            `The last ${count(linesMax)} lines at most are shown here; ${many(buffer.current.dropped, "earlier line")} made way. `}
          {!host &&
            hosts > hostsMax &&
            `Of ${count(hosts)} hosts the first ${hostsMax} by id are shown here. `}
          The whole of a host is saved from its own log.
        </p>
      )}
      <div
        ref={place}
        class="log lines-of"
        tabIndex={0}
        role="group"
        aria-busy={isBusy}
        aria-label={hostname ? `Log of ${hostname}` : "Log"}
        onScroll={scrolled}>
        {lines.map((line, at) => (
          <Line
            key={line.key || `${line.host} ${line.kind}`}
            of={line}
            before={lines[at - 1]}
            isOfOne={!!host}
          />
        ))}
        {lines.length === 0 && state && !isBusy && (
          <p class="soft">{state === "whole" ? "There was no output." : "No output yet."}</p>
        )}
      </div>
    </>
  );
}

const Line = ({ of, before, isOfOne }: { of: LogLine; before: LogLine | undefined; isOfOne: boolean }) => (
  <div class={`line ${of.kind} ${before?.host === of.host ? "same" : ""}`}>
    {!isOfOne && (
      <span class="from">
        <Text of={of.hostname || of.host} max={60} />
      </span>
    )}
    <span class="mark">{of.kind === "stderr" ? "err" : ""}</span>
    <bdi>{of.text}</bdi>
  </div>
);

function SaveButton({ path, host }: { path: string; host: string | undefined }) {
  const [fault, attempt] = useAttempt();
  const run = path.split("/").at(-1);
  return (
    <>
      <button
        type="button"
        onClick={() =>
          void attempt(() =>
            host
              ? saveAnswer(`run-${run}-${host}.log`, `${path}/hosts/${host}/log`, "text/plain", {})
              : saveAnswer(`run-${run}.log`, `${path}/log`, "text/plain", {}),
          )
        }>
        {host ? "Save the whole log" : "Save the log"}
      </button>
      <Fault of={fault} />
    </>
  );
}
