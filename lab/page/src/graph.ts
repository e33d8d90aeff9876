// The picture: nodes sized by degree and coloured by state, links by eager and lazy, messages as they travel.

import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import ForceAtlas2Worker from "graphology-layout-forceatlas2/worker";
import Sigma from "sigma";
import type { Settings } from "sigma/settings";
import type { NodeDisplayData, PartialButFor } from "sigma/types";
import type { Arrival, Change, Message, Network } from "./network";
import { colours, onThemeChange } from "./theme";

/** How long a message is drawn on its way over one link, ms; longer than it takes, so that an eye can follow. */
const FLIGHT = 350;
const MOST_FLIGHTS = 1500;
const FLASH = 500;
/** Whoever is not simply there is seen, be it without a link among hundreds. */
const LEAST_CONSPICUOUS = 4;
const LAYOUT_MS = 2500;
const LAYOUT_CHANGED_MS = 1200;

interface Flight {
  from: string;
  to: string;
  start: number;
}

export class Picture {
  private readonly graph = new Graph({ type: "undirected" });
  private readonly sigma: Sigma;
  private readonly canvas = document.createElement("canvas");
  private readonly isStill = matchMedia("(prefers-reduced-motion: reduce)");
  private layout: ForceAtlas2Worker | undefined;
  private layoutEnds: number | undefined;
  /** Whether the layout has not come to its end yet since there are nodes. */
  private isNew = true;
  private flights: Flight[] = [];
  private flashes = new Map<string, number>();
  /** When each message is drawn as having come to each node. */
  private readonly shownAt = new WeakMap<Message, Map<number, number>>();
  private isDrawing = false;
  private chosen: number | undefined;
  private message: Message | undefined;
  private cutOff = new Set<number>();

  /** Calls back when a node is clicked; undefined is beside all nodes. */
  constructor(container: HTMLElement, onChoice: (number: number | undefined) => void) {
    this.sigma = new Sigma(this.graph, container, {
      allowInvalidContainer: true,
      labelRenderedSizeThreshold: 4,
      labelDensity: 2,
      labelFont: "system-ui, sans-serif",
      labelColor: { color: colours().text },
      defaultDrawNodeHover: drawChosen,
      defaultDrawNodeLabel: drawNumber,
      zIndex: true,
      nodeReducer: (node, data) => this.nodeLook(node, data),
      edgeReducer: (edge, data) => this.edgeLook(edge, data),
    });
    this.canvas.className = "overlay";
    container.append(this.canvas);
    this.sigma.on("clickNode", ({ node }) => onChoice(Number(node)));
    this.sigma.on("clickStage", () => onChoice(undefined));
    this.sigma.on("afterRender", () => this.draw());
    onThemeChange(() => {
      this.sigma.setSetting("labelColor", { color: colours().text });
      this.sigma.refresh();
    });
  }

  /** Shows the nodes and links there are now. What has not changed is not drawn again. */
  update(network: Network, change: Change): void {
    if (change.cut) {
      this.cutOff = new Set(network.cut);
      this.sigma.refresh({ skipIndexation: true });
    }
    if (change.nodes.length === 0 && !change.topology) {
      return;
    }
    this.isNew ||= this.graph.order === 0;
    const links = network.links();
    const degrees = degreesOf(links.values());
    for (const node of network.nodes.values()) {
      const key = String(node.number);
      const degree = degrees.get(node.number) ?? 0;
      const look = {
        label: key,
        state: node.state,
        size: Math.max(size(degree, network.nodes.size), node.state === "ready" ? 0 : LEAST_CONSPICUOUS),
        fixed: degree === 0 && network.nodes.size > 1 && !this.isNew, // or it would fly off
      };
      if (!this.graph.hasNode(key)) {
        this.graph.addNode(key, { ...look, ...this.place(node.number, node.links, network.nodes.size) });
      } else if (differs(this.graph.getNodeAttributes(key), look)) {
        this.graph.mergeNodeAttributes(key, look);
      }
    }
    if (change.topology) {
      this.graph.nodes().filter((key) => !network.nodes.has(Number(key))).forEach((key) => this.graph.dropNode(key));
    }
    this.graph.edges().filter((key) => !links.has(key)).forEach((key) => this.graph.dropEdge(key));
    for (const [key, link] of links) {
      if (!this.graph.hasEdge(key)) {
        this.graph.addEdgeWithKey(key, String(link.one), String(link.other), { eager: link.eager });
      } else if (this.graph.getEdgeAttribute(key, "eager") !== link.eager) {
        this.graph.setEdgeAttribute(key, "eager", link.eager);
      }
    }
    if (change.topology) {
      this.arrange(this.isNew ? LAYOUT_MS : LAYOUT_CHANGED_MS);
    }
  }

  /** A new node begins beside a neighbour, the first ones on a circle. */
  private place(number: number, links: { to: number }[], nodes: number): { x: number; y: number } {
    const neighbour = links.map((link) => String(link.to)).find((key) => this.graph.hasNode(key) && nodes > 2);
    const angle = (number * 2 * Math.PI) / Math.max(nodes, 3);
    const near = neighbour === undefined || this.layout !== undefined ? undefined : this.graph.getNodeAttributes(neighbour);
    const radius = near === undefined ? 100 : 5;
    return { x: (near?.["x"] ?? 0) + radius * Math.cos(angle), y: (near?.["y"] ?? 0) + radius * Math.sin(angle) };
  }

  /** Lets the nodes find their places, for so long. */
  arrange(millis = LAYOUT_MS): void {
    clearTimeout(this.layoutEnds);
    if (this.graph.order < 2) {
      return;
    }
    this.layout?.kill();
    this.layout = new ForceAtlas2Worker(this.graph, { settings: { ...forceAtlas2.inferSettings(this.graph), adjustSizes: false, slowDown: 4 } });
    this.layout.start();
    this.layoutEnds = window.setTimeout(() => {
      this.layout?.kill();
      this.layout = undefined;
      this.isNew = false;
    }, millis + 2 * this.graph.order);
  }

  fit(): void {
    void this.sigma.getCamera().animatedReset();
  }

  choose(number: number | undefined): void {
    this.chosen = number;
    this.sigma.refresh({ skipIndexation: true });
  }

  /** Marks the ways of one message. */
  mark(message: Message | undefined): void {
    this.message = message;
    this.sigma.refresh({ skipIndexation: true });
  }

  /** The numbers of the nodes in the left half of the picture. */
  leftHalf(): number[] {
    const keys = this.graph.nodes().sort((a, b) => this.graph.getNodeAttribute(a, "x") - this.graph.getNodeAttribute(b, "x"));
    return keys.slice(0, Math.floor(keys.length / 2)).map(Number);
  }

  /** Draws a message once more, from its beginning. */
  replay(message: Message): void {
    this.shownAt.delete(message);
    [...message.arrivals.values()].sort((a, b) => a.at - b.at).forEach((arrival) => this.travel(message, arrival));
  }

  /** Draws a message on its way; if it is faster than an eye, link by link. */
  travel(message: Message, arrival: Arrival): void {
    const now = performance.now();
    let shown = this.shownAt.get(message);
    if (shown === undefined) {
      shown = new Map([[0, now]]);
      this.shownAt.set(message, shown);
    }
    const begin = shown.get(0)!;
    const really = begin + (arrival.at - message.madeAt);
    const leaves = Math.max(shown.get(arrival.from) ?? begin, really - FLIGHT);
    const comes = arrival.hops === 0 ? begin : leaves + FLIGHT;
    shown.set(arrival.to, comes);
    if (this.isStill.matches || this.flights.length >= MOST_FLIGHTS) {
      return;
    }
    if (arrival.hops > 0) {
      this.flights.push({ from: String(arrival.from), to: String(arrival.to), start: leaves });
    }
    this.flashes.set(String(arrival.to), comes);
    if (!this.isDrawing) {
      this.isDrawing = true;
      requestAnimationFrame(() => this.animate());
    }
  }

  private animate(): void {
    this.draw();
    const now = performance.now();
    this.flights = this.flights.filter((flight) => now < flight.start + FLIGHT);
    this.flashes.forEach((at, key) => now > at + FLASH && this.flashes.delete(key));
    this.isDrawing = this.flights.length > 0 || this.flashes.size > 0;
    if (this.isDrawing) {
      requestAnimationFrame(() => this.animate());
    } else {
      this.draw();
    }
  }

  private draw(): void {
    const { width, height } = this.sigma.getDimensions();
    const scale = devicePixelRatio;
    if (this.canvas.width !== width * scale || this.canvas.height !== height * scale) {
      this.canvas.width = width * scale;
      this.canvas.height = height * scale;
    }
    const pen = this.canvas.getContext("2d")!;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const now = performance.now();
    pen.strokeStyle = colours().accent;
    pen.fillStyle = colours().accent;
    for (const [key, at] of this.flashes) {
      if (now >= at && now <= at + FLASH && this.graph.hasNode(key)) {
        const age = (now - at) / FLASH;
        const place = this.placeOf(key);
        pen.globalAlpha = 1 - age;
        pen.lineWidth = 2;
        pen.beginPath();
        pen.arc(place.x, place.y, place.size + 3 + 8 * age, 0, 2 * Math.PI);
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
    for (const flight of this.flights) {
      const part = (now - flight.start) / FLIGHT;
      if (part >= 0 && part <= 1 && this.graph.hasNode(flight.from) && this.graph.hasNode(flight.to)) {
        const from = this.placeOf(flight.from);
        const to = this.placeOf(flight.to);
        pen.beginPath();
        pen.arc(from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part, 4, 0, 2 * Math.PI);
        pen.fill();
      }
    }
  }

  private placeOf(key: string): { x: number; y: number; size: number } {
    const data = this.sigma.getNodeDisplayData(key);
    const place = data === undefined ? { x: -99, y: -99 } : this.sigma.framedGraphToViewport(data);
    return { ...place, size: this.sigma.scaleSize(data?.size ?? 0) };
  }

  private nodeLook(key: string, data: Record<string, unknown>): Record<string, unknown> {
    const state = data["state"] as string;
    const isOut = this.message !== undefined && !this.message.arrivals.has(Number(key));
    return {
      ...data,
      color: isOut ? colours().lazy : (colours().states[state] ?? colours().muted),
      label: state === "killed" ? `${data["label"]} ✕` : state === "frozen" ? `${data["label"]} ❚❚` : data["label"],
      highlighted: this.chosen === Number(key),
      forceLabel: this.chosen === Number(key) || this.graph.order <= 40,
      zIndex: this.chosen === Number(key) ? 1 : 0,
    };
  }

  private edgeLook(key: string, data: Record<string, unknown>): Record<string, unknown> {
    const [one, other] = this.graph.extremities(key) as [string, string];
    const isWay = this.message?.went(Number(one), Number(other)) ?? false;
    const isEager = data["eager"] === true;
    const isCut = this.cutOff.has(Number(one)) !== this.cutOff.has(Number(other));
    const thin = this.graph.size > 400 ? 0.6 : 1;
    return {
      ...data,
      color: isWay ? colours().accent : isCut ? colours().states["killed"] : isEager ? colours().eager : colours().lazy,
      size: (isWay || isCut ? 3 : isEager ? 2 : 1) * thin,
      zIndex: isWay ? 2 : isEager ? 1 : 0,
    };
  }
}

/** The chosen node, and the one under the pointer: a ring, and its label on a ground of its own. */
function drawChosen(pen: CanvasRenderingContext2D, data: PartialButFor<NodeDisplayData, "x" | "y" | "size" | "label" | "color">, settings: Settings): void {
  pen.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
  const label = data.label ?? "";
  const left = data.x + data.size + 5;
  pen.globalAlpha = 0.85;
  pen.fillStyle = colours().panel;
  pen.fillRect(left - 1, data.y - settings.labelSize * 0.75, pen.measureText(label).width + 4, settings.labelSize * 1.5);
  pen.globalAlpha = 1;
  pen.strokeStyle = colours().accent;
  pen.lineWidth = 2.5;
  pen.beginPath();
  pen.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
  pen.stroke();
  pen.fillStyle = colours().text;
  pen.fillText(label, left + 1, data.y + settings.labelSize / 3);
}

/** A link counts at both ends if one has it: a node that stands still tells of none. */
function degreesOf(links: Iterable<{ one: number; other: number }>): Map<number, number> {
  const degrees = new Map<number, number>();
  for (const { one, other } of links) {
    degrees.set(one, (degrees.get(one) ?? 0) + 1);
    degrees.set(other, (degrees.get(other) ?? 0) + 1);
  }
  return degrees;
}

function differs(now: Record<string, unknown>, wanted: Record<string, unknown>): boolean {
  return Object.keys(wanted).some((key) => now[key] !== wanted[key]);
}

/** A hub is seen as one, and 500 nodes leave room for their links. */
function size(degree: number, nodes: number): number {
  const scale = Math.min(1, Math.max(0.2, 6 / Math.sqrt(nodes)));
  return (5 + 3 * Math.sqrt(degree)) * scale;
}

/** A number can be read whatever is behind it. */
function drawNumber(pen: CanvasRenderingContext2D, data: PartialButFor<NodeDisplayData, "x" | "y" | "size" | "label" | "color">, settings: Settings): void {
  if (!data.label) {
    return;
  }
  pen.font = `${settings.labelWeight} ${settings.labelSize}px ${settings.labelFont}`;
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = colours().ground;
  pen.fillStyle = colours().text;
  const [x, y] = [data.x + data.size + 3, data.y + settings.labelSize / 3];
  pen.strokeText(data.label, x, y);
  pen.fillText(data.label, x, y);
}
