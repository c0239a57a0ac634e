// How a run goes through hosts: as it is typed, as the API says it, and as the command line does.
import type { Budget, Pace, RampStep, Window } from "../api/run-types.ts";
import { secondsOf, titleOf } from "../ui/lengths.ts";

/** The fields as they were typed. */
export interface PaceInput {
  whileOffline: "skip" | "queue";
  concurrency: string;
  budget: string;
  ramp: string;
  /** When hosts may begin, as in crontab; empty for always. */
  windowStart: string;
  windowLength: string;
  windowZone: string;
  startWithin: string;
  timeout: string;
}

export const noPace: PaceInput = {
  whileOffline: "skip",
  concurrency: "",
  budget: "",
  ramp: "",
  windowStart: "",
  windowLength: "1 hour",
  windowZone: "",
  startWithin: "1 hour",
  timeout: "",
};

export type Faults = Record<string, string>;

/** What stands in the field of the zone for that of each host. */
const zoneOfHosts = "host";

/** What the fields say; what is wrong with them is added to the faults. */
export function paceOf(input: PaceInput, hasTimeout: boolean, faults: Faults): Pace {
  const number = (field: "concurrency" | "timeout", max: number) => {
    if (input[field] === "") return undefined;
    const value = wholeNumber(input[field], 1, max);
    if (value === undefined) faults[field] = `It is from 1 to ${max}.`;
    return value;
  };
  const concurrency = number("concurrency", 10_000);
  const timeoutSeconds = hasTimeout ? number("timeout", 7 * 86_400) : undefined;
  const [budget, ramp, window] = [budgetOf(input.budget), rampOf(input.ramp), windowOf(input)];
  if (ramp === null) faults["ramp"] = "It is numbers of hosts or shares, such as 1, 10%.";
  if (budget === null) faults["budget"] = "It is a number of hosts, such as 3, or a share, such as 10%.";
  const ttlSeconds = input.startWithin === noPace.startWithin ? undefined : secondsOf(input.startWithin);
  return {
    whileOffline: input.whileOffline,
    ...(concurrency && { concurrency }),
    ...(budget && { budget }),
    ...(ramp && { ramp }),
    ...(window && { window }),
    ...(ttlSeconds && { ttlSeconds }),
    ...(timeoutSeconds && { timeoutSeconds }),
  };
}

/** The fields that say it. */
export function inputOf(pace: Pace): PaceInput {
  const { window, ttlSeconds, budget } = pace;
  return {
    whileOffline: pace.whileOffline === "queue" ? "queue" : "skip",
    concurrency: textOf(pace.concurrency),
    budget: budget ? budgetText(budget) : "",
    ramp: pace.ramp ? rampText(pace.ramp).replaceAll(",", ", ") : "",
    windowStart: window?.start ?? "",
    windowLength: window ? titleOf(window.lengthSeconds) : noPace.windowLength,
    windowZone: window ? (window.zone ?? zoneOfHosts) : "",
    startWithin: ttlSeconds === undefined ? noPace.startWithin : titleOf(ttlSeconds),
    timeout: textOf(pace.timeoutSeconds),
  };
}

const textOf = (value: number | undefined): string => (value === undefined ? "" : String(value));

/** The options of aops that say it; undefined where it has none for it. */
export function paceWords(pace: Pace): string[] | undefined {
  const { budget, ramp, window } = pace;
  if (window && window.zone === undefined) return undefined;
  const option = (name: string, value: unknown) => (value === undefined ? [] : [name, String(value)]);
  const seconds = (value: number | undefined) => (value === undefined ? undefined : `${value}s`);
  return [
    ...option("--at-once", pace.concurrency),
    ...option("--max-failures", budget && budgetText(budget)),
    ...option("--ramp", ramp && rampText(ramp)),
    ...option("--window", window?.start),
    ...option("--window-length", seconds(window?.lengthSeconds)),
    ...option("--window-zone", window?.zone),
    ...option("--start-within", seconds(pace.ttlSeconds)),
    ...option("--timeout", seconds(pace.timeoutSeconds)),
    ...(pace.whileOffline === "queue" ? ["--wait-for-offline"] : []),
  ];
}

export function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
}

function windowOf({ windowStart, windowLength, windowZone }: PaceInput): Window | undefined {
  if (windowStart.trim() === "") return undefined;
  const zone = windowZone.trim() || "UTC";
  return {
    start: windowStart.trim(),
    lengthSeconds: secondsOf(windowLength) ?? 3600,
    ...(zone !== zoneOfHosts && { zone }),
  };
}

/** `3` or `10%`; undefined for none, null for what is neither. */
function budgetOf(text: string): Budget | undefined | null {
  const word = text.replaceAll(" ", "");
  if (word === "") return undefined;
  const isShare = word.endsWith("%");
  const value = wholeNumber(isShare ? word.slice(0, -1) : word, 0, isShare ? 100 : 1_000_000);
  return value === undefined ? null : isShare ? { percent: value } : { failures: value };
}

const budgetText = ({ failures, percent }: Budget): string =>
  percent === undefined ? String(failures ?? 0) : `${percent}%`;

/** `1, 10%`: one host, then a tenth, then the rest; undefined for none, null for what is no such list. */
function rampOf(text: string): RampStep[] | undefined | null {
  if (text.trim() === "") return undefined;
  const steps: RampStep[] = [];
  for (const word of text.replaceAll(" ", "").split(",")) {
    const isShare = word.endsWith("%");
    const value = wholeNumber(isShare ? word.slice(0, -1) : word, 1, isShare ? 99 : 1_000_000);
    if (value === undefined) return null;
    steps.push(isShare ? { percent: value } : { hosts: value });
  }
  return steps;
}

const rampText = (steps: readonly RampStep[]): string =>
  steps.map(({ hosts, percent }) => (hosts === undefined ? `${percent}%` : String(hosts))).join(",");
