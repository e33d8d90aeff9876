// The network as the page knows it: what the ticks have told, put together.

import type { Line, Node, Step, Tick } from "./door";

const MOST_MESSAGES = 100;
const MOST_LINES = 500;

/** How a message came to a node. */
export interface Arrival {
  from: number;
  to: number;
  /** When, ms since 1970. */
  at: number;
  /** How many links it had gone. */
  hops: number;
}

export class Message {
  text = "";
  origin = 0;
  readonly arrivals = new Map<number, Arrival>();

  constructor(readonly id: string) {}

  /** When it was made, or first seen if that was missed; ms since 1970. */
  get madeAt(): number {
    let first = Infinity;
    for (const arrival of this.arrivals.values()) {
      first = Math.min(first, arrival.at);
    }
    return first;
  }

  get hops(): number {
    return Math.max(...[...this.arrivals.values()].map((arrival) => arrival.hops));
  }

  /** How long it has taken so far, ms. */
  get took(): number {
    return Math.max(...[...this.arrivals.values()].map((arrival) => arrival.at)) - this.madeAt;
  }

  /** Whether it has gone along the link between these two. */
  went(one: number, other: number): boolean {
    return this.arrivals.get(other)?.from === one || this.arrivals.get(one)?.from === other;
  }

  add(step: Step): Arrival {
    const isMade = step.from === 0 && step.text !== "";
    const hops = isMade ? 0 : (this.arrivals.get(step.from)?.hops ?? 0) + 1;
    const arrival = { from: step.from, to: step.to, at: Date.parse(step.at), hops };
    this.arrivals.set(step.to, arrival);
    if (isMade) {
      this.origin = step.to;
      this.text = step.text;
    }
    return arrival;
  }
}

/** What a tick has changed. */
export interface Change {
  /** Those that are otherwise, or new. */
  nodes: Node[];
  /** Whether nodes or links are others than before. */
  topology: boolean;
  /** Whether another part is cut off, or none any more. */
  cut: boolean;
  arrivals: { message: Message; arrival: Arrival }[];
  lines: Line[];
  /** How many things happened before these lines that were too many to tell. */
  leftOut: number;
}

export class Network {
  readonly nodes = new Map<number, Node>();
  readonly messages = new Map<string, Message>();
  readonly lines: Line[] = [];
  totals: Record<string, number> = {};
  cut: number[] = [];
  at = 0;

  apply(tick: Tick): Change {
    if (tick.whole) {
      this.nodes.clear();
    }
    let topology = tick.whole || tick.gone.length > 0;
    for (const node of tick.nodes) {
      topology ||= hasOtherLinks(this.nodes.get(node.number), node);
      this.nodes.set(node.number, node);
    }
    tick.gone.forEach((number) => this.nodes.delete(number));
    this.totals = tick.totals;
    const cut = this.cut.join() !== tick.cut.join();
    this.cut = tick.cut;
    this.at = Date.parse(tick.at);
    const arrivals = tick.steps.map((step) => this.arrived(step));
    const lines = this.told(tick.story);
    return { nodes: tick.nodes, topology, cut, arrivals, lines, leftOut: tick.leftOut };
  }

  private arrived(step: Step): { message: Message; arrival: Arrival } {
    let message = this.messages.get(step.message);
    if (message === undefined) {
      message = new Message(step.message);
      this.messages.set(step.message, message);
      if (this.messages.size > MOST_MESSAGES) {
        this.messages.delete(this.messages.keys().next().value!);
      }
    }
    return { message, arrival: message.add(step) };
  }

  private told(story: Line[]): Line[] {
    const last = this.lines.at(-1)?.number ?? 0;
    const lines = story.filter((line) => line.number > last);
    this.lines.push(...lines);
    this.lines.splice(0, this.lines.length - MOST_LINES);
    return lines;
  }

  /** Each link once, the lower number first; eager if it is at either end. */
  links(): Map<string, { one: number; other: number; eager: boolean }> {
    const links = new Map<string, { one: number; other: number; eager: boolean }>();
    for (const node of this.nodes.values()) {
      for (const link of node.links) {
        if (this.nodes.has(link.to)) {
          const one = Math.min(node.number, link.to);
          const other = Math.max(node.number, link.to);
          const key = `${one}-${other}`;
          links.set(key, { one, other, eager: link.eager || (links.get(key)?.eager ?? false) });
        }
      }
    }
    return links;
  }
}

function hasOtherLinks(before: Node | undefined, now: Node): boolean {
  return before === undefined || before.links.map((link) => link.to).join() !== now.links.map((link) => link.to).join();
}

/** The numbers as a person writes them: 1-3, 7. */
export function runs(numbers: number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let i = 0; i < sorted.length; ) {
    let j = i;
    while (sorted[j + 1] === sorted[j]! + 1) {
      j++;
    }
    parts.push(i === j ? `${sorted[i]}` : `${sorted[i]}-${sorted[j]}`);
    i = j + 1;
  }
  return parts.join(", ");
}

/** What runs() writes, read; undefined if it is something else. */
export function numbersOf(text: string): number[] | undefined {
  const numbers: number[] = [];
  for (const part of text.split(",").map((each) => each.trim())) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    if (match === null) {
      return undefined;
    }
    const last = Number(match[2] ?? match[1]);
    for (let number = Number(match[1]); number <= last; number++) {
      numbers.push(number);
    }
  }
  return numbers;
}
