// What the page says to the door of the network, and hears from it: docs/lab-api.md.

import { EventSource } from "eventsource";

export interface Link {
  to: number;
  eager: boolean;
}

export interface Node {
  number: number;
  address: string;
  state: string;
  unread: number;
  messages: number;
  inboxChanges: number;
  links: Link[];
}

export interface Step {
  at: string;
  message: string;
  from: number;
  to: number;
  text: string;
}

export interface Line {
  number: number;
  at: string;
  node: number;
  what: string;
}

export interface Tick {
  at: string;
  whole: boolean;
  cut: number[];
  nodes: Node[];
  gone: number[];
  totals: Record<string, number>;
  story: Line[];
  leftOut: number;
  steps: Step[];
  missed: number;
}

export interface Network {
  name: string;
  kind: string;
  /** The directory of its keys; none of an open network. */
  keys?: string | null;
  pid: number;
}

export interface Letter {
  id: string;
  origin: number;
  text: string | null;
  base64: string | null;
  sentAt: string;
  receivedAt: string;
  read: boolean;
  ways: number[][];
}

export interface Watcher {
  tick(tick: Tick): void;
  /** The connection stands or does not; the words are for a person, empty if all is well. */
  connection(trouble: string): void;
}

const KEPT = "grapevine-token";
const NO_ADDRESS = "This page wants a fresh address: ./grapevine watch prints one.";

/** A request that was refused; the message is the line that the door said. */
export class Refused extends Error {}

export class Door {
  private constructor(private readonly token: string) {}

  /** Goes in with the code in the address, or as before if this tab was in. */
  static async enter(): Promise<Door> {
    const code = location.hash.slice(1);
    history.replaceState(null, "", location.pathname);
    if (code !== "") {
      const answer = await ask<{ token: string }>("POST", "enter", null, { code });
      sessionStorage.setItem(KEPT, answer.token);
    }
    const token = sessionStorage.getItem(KEPT);
    if (token === null) {
      throw new Refused(NO_ADDRESS);
    }
    return new Door(token);
  }

  get<T>(path: string): Promise<T> {
    return ask("GET", path, this.token);
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    return ask("POST", path, this.token, body);
  }

  remove<T>(path: string): Promise<T> {
    return ask("DELETE", path, this.token);
  }

  /**
   * Tells the watcher of everything, from now on; connects again whenever the connection ends. A tab that nobody sees
   * has none, for a browser has no more than six for all its tabs; it hears what it missed when it is seen again.
   */
  watch(watcher: Watcher): void {
    let last = "";
    let events: EventSource | undefined;
    let isOver = false;
    const begin = () => {
      const headers: Record<string, string> = { Authorization: "Bearer " + this.token };
      const opened = new EventSource("api/events", {
        fetch: (url, init) =>
          fetch(url, { ...init, headers: { ...init.headers, ...headers, ...(last === "" ? {} : { "Last-Event-ID": last }) } }),
      });
      opened.addEventListener("open", () => watcher.connection(""));
      opened.addEventListener("tick", (event) => {
        last = event.lastEventId;
        watcher.tick(JSON.parse(event.data) as Tick);
      });
      opened.addEventListener("refused", (event) => {
        opened.close(); // who is seen again tries again
        watcher.connection((JSON.parse(event.data) as { error: string }).error);
      });
      opened.addEventListener("error", (event) => {
        if (event.code === 401) {
          isOver = true;
          opened.close();
          watcher.connection(NO_ADDRESS);
        } else {
          watcher.connection("The network does not answer; trying again.");
        }
      });
      events = opened;
    };
    const follow = () => {
      events?.close();
      if (!document.hidden && !isOver) {
        begin();
      }
    };
    document.addEventListener("visibilitychange", follow);
    follow();
  }
}

async function ask<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (token !== null) {
    headers["Authorization"] = "Bearer " + token;
  }
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  let response: Response;
  try {
    response = await fetch("api/" + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  } catch {
    throw new Refused("The network does not answer.");
  }
  const answer = (await response.json().catch(() => ({ error: `The door answered ${response.status}.` }))) as T & { error?: string };
  if (!response.ok) {
    throw new Refused(answer.error ?? `The door answered ${response.status}.`);
  }
  return answer;
}
