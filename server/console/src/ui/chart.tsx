import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { theme } from "../app/theme.ts";

export interface Series {
  name: string;
  colour: string;
  values: number[];
}

const height = 160;

// A canvas takes no variables: the colour as the style sheet has it for this element.
function colourOf(element: HTMLElement, name: string): string {
  element.style.color = `var(--${name})`;
  const { color } = getComputedStyle(element);
  element.style.removeProperty("color");
  return color;
}

const daySeconds = 86_400;

// The time of the day; with the day where there is more than one.
function clock(seconds: number, times: readonly number[]): string {
  const text = new Date(seconds * 1000).toLocaleString("sv");
  return (times.at(-1) ?? 0) - (times[0] ?? 0) > daySeconds ? text.slice(5, 16) : text.slice(11);
}

// A file of its own, which build.mjs makes: pages without a chart do not wait for it.
const plotFile = "/plot.js";
let plot: Promise<typeof uPlot> | undefined;
const readPlot = (): Promise<typeof uPlot> =>
  (plot ??= (import(plotFile) as Promise<{ default: typeof uPlot }>).then(
    file => file.default,
    (fault: unknown) => {
      plot = undefined;
      throw fault;
    },
  ));

/** Bars over time, stacked in the order of the series. Its numbers are also in the text of `label`. */
export function Chart({ times, series, label }: { times: number[]; series: Series[]; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = theme.value;
  useEffect(() => {
    let [isOver, end] = [false, () => undefined as void];
    readPlot().then(
      Plot => {
        if (!isOver && place.current) end = draw(Plot, place.current, times, series);
      },
      // What it draws is also in the rows below it.
      () => undefined,
    );
    return () => {
      isOver = true;
      end();
    };
  }, [times, series, scheme]);
  return <div class="chart" ref={place} role="img" aria-label={label} />;
}

function draw(
  Plot: typeof uPlot,
  element: HTMLElement,
  times: number[],
  series: readonly Series[],
): () => void {
  const colour = (name: string) => colourOf(element, name);
  const axis = {
    stroke: colour("soft"),
    grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false },
  };
  const bars = Plot.paths.bars?.({ size: [0.9, 40] });
  const chart = new Plot(
    {
      width: element.clientWidth,
      height,
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_, __, max) => [0, Math.max(1, max)] } },
      axes: [
        { ...axis, values: (_, ticks) => ticks.map(tick => clock(tick, times)) },
        { ...axis, size: 44 },
      ],
      series: [
        {},
        ...series.map(one => ({
          label: one.name,
          fill: colour(one.colour),
          stroke: colour(one.colour),
          width: 0,
          points: { show: false },
          ...(bars && { paths: bars }),
        })),
      ],
    },
    [times, ...stack(series)],
    element,
  );
  const watch = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
  watch.observe(element);
  return () => {
    watch.disconnect();
    chart.destroy();
  };
}

// The last is drawn last and so stands in front: each bar has the height of itself and all after it.
function stack(series: readonly Series[]): number[][] {
  const sums: number[][] = [];
  for (let index = series.length - 1; index >= 0; index--) {
    const after = sums[0];
    sums.unshift((series[index]?.values ?? []).map((value, at) => value + (after?.[at] ?? 0)));
  }
  return sums;
}
