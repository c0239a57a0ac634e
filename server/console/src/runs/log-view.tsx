// A log as it comes. Who scrolls up reads on undisturbed.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { href } from "../app/router.ts";
import { count, many } from "../format/numbers.ts";
import { useAttempt } from "../ui/attempt.ts";
import { Fault, Text } from "../ui/parts.tsx";
import { saveAnswer } from "../ui/save.ts";
import type { FollowState, LogFeed } from "./follow.ts";
import { LogBuffer, linesMax, type LogLine } from "./log-buffer.ts";

const showMilliseconds = 150;

export interface LogSource {
  /** What it is followed by; another one begins again. */
  key: string;
  /** @throws ApiProblem The server refuses it. */
  follow: (stop: AbortSignal, feed: LogFeed) => Promise<void>;
  /** The file of the whole of it, and where that is read. */
  file: { name: string; title: string; path: string; query?: Record<string, string | undefined> };
  /** What is said once nothing more will come. */
  whole: string;
  /** What it is the log of. */
  label: string;
  /** Whether every line is of one host. */
  isOfOne: boolean;
}

export function LogView({ of, children }: { of: LogSource; children?: ComponentChildren }) {
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
    const feed: LogFeed = {
      begin: () => {
        [buffer.current, shown.current] = [new LogBuffer(), 0];
        later();
      },
      add: write => {
        write(buffer.current);
        later();
      },
      tell: setState,
    };
    void attempt(() => of.follow(stop.signal, feed));
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [of.key]);
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
          {wordsOf(state, of.whole)}
        </span>
        <span class="bulk-actions">
          {state !== "whole" && (
            <button type="button" aria-pressed={isFollowing} onClick={() => turn(!isFollowing)}>
              {isFollowing
                ? "Stop following"
                : waiting > 0
                  ? `Follow: ${many(waiting, "new line")}`
                  : "Follow"}
            </button>
          )}
          <SaveButton of={of} />
        </span>
      </div>
      <Fault of={fault} />
      {buffer.current.dropped > 0 && (
        <p class="hint">
          The last {count(linesMax)} lines at most are shown here;{" "}
          {many(buffer.current.dropped, "earlier line")} made way. The whole is in the saved log.
        </p>
      )}
      {children}
      <div
        ref={place}
        class="log lines-of"
        tabIndex={0}
        role="group"
        aria-busy={isBusy}
        aria-label={of.label}
        onScroll={scrolled}>
        {lines.map((line, at) => (
          <Line
            key={line.key || `${line.host} ${line.kind}`}
            of={line}
            before={lines[at - 1]}
            isOfOne={of.isOfOne}
          />
        ))}
        {lines.length === 0 && state && !isBusy && (
          <p class="soft">{state === "whole" ? "There was no output." : "No output yet."}</p>
        )}
      </div>
    </>
  );
}

const wordsOf = (state: FollowState | undefined, whole: string): string =>
  state === undefined
    ? "connecting …"
    : state === "live"
      ? "live"
      : state === "lost"
        ? "the connection broke; it is tried again"
        : whole;

const Line = ({ of, before, isOfOne }: { of: LogLine; before: LogLine | undefined; isOfOne: boolean }) =>
  of.kind === "head" ? (
    <div class="line head">
      <bdi>{of.text}</bdi>
      {of.run && <a href={href(["runs", of.run])}>the run</a>}
    </div>
  ) : (
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

function SaveButton({ of: { file } }: { of: LogSource }) {
  const [fault, attempt] = useAttempt();
  const save = () => saveAnswer(file.name, file.path, "text/plain", file.query ?? {});
  return (
    <>
      <button type="button" onClick={() => void attempt(save)}>
        {file.title}
      </button>
      <Fault of={fault} />
    </>
  );
}
