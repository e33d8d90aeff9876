// Counters over time: rates of the last two minutes.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Network } from "./network";
import { colours, onThemeChange } from "./theme";

const KEPT_S = 120;
const LEAST_MS = 1000;

interface Series {
  counter: string;
  label: string;
  colour: () => string;
}

const MESSAGES: Series[] = [
  { counter: "messages_delivered", label: "received", colour: () => colours().accent },
  { counter: "messages_relayed", label: "sent on", colour: () => colours().states["ready"]! },
  { counter: "dropped_duplicate", label: "again", colour: () => colours().states["joining"]! },
];
const UPKEEP: Series[] = [
  { counter: "pings", label: "pings", colour: () => colours().accent },
  { counter: "pings_missed", label: "missed", colour: () => colours().states["killed"]! },
  { counter: "announcements", label: "announced", colour: () => colours().muted },
];

interface Sample {
  at: number;
  totals: Record<string, number>;
}

export class Charts {
  private readonly samples: Sample[] = [];
  private readonly charts: Chart[];
  private readonly choice = document.querySelector<HTMLSelectElement>("#counter")!;
  private readonly total = document.querySelector<HTMLOutputElement>("#total")!;

  constructor() {
    const chosen: Series[] = [{ counter: "connections_accepted", label: "chosen", colour: () => colours().accent }];
    this.charts = [new Chart("#chart-messages", MESSAGES), new Chart("#chart-upkeep", UPKEEP), new Chart("#chart-chosen", chosen)];
    this.choice.addEventListener("change", () => {
      chosen[0]!.counter = this.choice.value;
      this.draw();
    });
  }

  update(network: Network): void {
    const last = this.samples.at(-1);
    if (last !== undefined && network.at - last.at < LEAST_MS) {
      return;
    }
    this.samples.push({ at: network.at, totals: network.totals });
    while (this.samples[0]!.at < network.at - KEPT_S * 1000) {
      this.samples.shift();
    }
    this.offer(Object.keys(network.totals).sort());
    this.draw();
  }

  private offer(counters: string[]): void {
    if (this.choice.options.length !== counters.length) {
      const before = this.choice.value || "connections_accepted";
      this.choice.replaceChildren(...counters.map((name) => new Option(name.replaceAll("_", " "), name, false, name === before)));
    }
  }

  private draw(): void {
    const times = this.samples.slice(1).map((sample) => sample.at / 1000);
    for (const chart of this.charts) {
      chart.show(times, (counter) => this.samples.slice(1).map((sample, i) => rate(this.samples[i]!, sample, counter)));
    }
    const value = this.samples.at(-1)?.totals[this.choice.value];
    this.total.value = value === undefined ? "" : `${value.toLocaleString("en")} in all`;
  }
}

/** A counter that fell lost a node; how fast the others counted meanwhile is not known. */
function rate(before: Sample, after: Sample, counter: string): number | null {
  const counted = (after.totals[counter] ?? 0) - (before.totals[counter] ?? 0);
  return counted < 0 ? null : (counted * 1000) / (after.at - before.at);
}

class Chart {
  private readonly figure: HTMLElement;
  private readonly plot: uPlot;

  constructor(
    place: string,
    private readonly series: Series[],
  ) {
    this.figure = document.querySelector<HTMLElement>(place)!;
    const axis = { stroke: () => colours().muted, grid: { stroke: () => colours().lazy, width: 0.5 }, ticks: { show: false }, font: "11px system-ui" };
    this.plot = new uPlot(
      {
        width: 200,
        height: 110,
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.1)] } },
        axes: [{ ...axis, size: 22 }, { ...axis, size: 44 }],
        series: [{}, ...series.map(({ label, colour }) => ({ label, stroke: colour, width: 1.5, points: { show: false } }))],
      },
      [[], ...series.map(() => [])],
      this.figure,
    );
    if (series.length > 1) {
      this.figure.querySelector("figcaption")!.append(...series.map(({ label, colour }) => key(label, colour)));
    }
    new ResizeObserver(() => this.plot.setSize({ width: this.figure.clientWidth, height: 110 })).observe(this.figure);
    onThemeChange(() => this.plot.redraw(false));
  }

  show(times: number[], rates: (counter: string) => (number | null)[]): void {
    this.plot.setData([times, ...this.series.map(({ counter }) => rates(counter))]);
  }
}

function key(label: string, colour: () => string): HTMLElement {
  const element = document.createElement("span");
  element.className = "key";
  element.textContent = label;
  const paint = () => element.style.setProperty("--colour", colour());
  paint();
  onThemeChange(paint);
  return element;
}
