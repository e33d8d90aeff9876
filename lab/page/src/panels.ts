// The lists beside the picture: nodes, the chosen node with its inbox, messages.

import type { Letter, Node } from "./door";
import type { Message, Network } from "./network";

export const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 1 });
const INBOX_SHOWN = 30;
const LINKS_SHOWN = 20;

export function nameOf(number: number): string {
  return `Gossip-Node-${number}`;
}

/** An element with its properties and what is in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (globalThis.Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function one<E extends HTMLElement>(selector: string): E {
  return document.querySelector<E>(selector)!;
}

function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) {
    place.textContent = text;
  }
}

/** All nodes, a row each. */
export class NodeTable {
  private readonly rows = new Map<number, HTMLTableRowElement>();
  private readonly body = one<HTMLTableSectionElement>("#rows");

  constructor(private readonly onChoice: (number: number) => void) {}

  update(network: Network, chosen: number | undefined): void {
    for (const [number, row] of this.rows) {
      if (!network.nodes.has(number)) {
        row.remove();
        this.rows.delete(number);
      }
    }
    for (const node of network.nodes.values()) {
      const row = this.rows.get(node.number) ?? this.row(node.number);
      row.dataset["state"] = node.state;
      const [name, state, links, unread] = row.cells;
      name!.firstElementChild!.setAttribute("aria-pressed", String(node.number === chosen));
      setText(state!, node.state);
      setText(links!, String(node.links.length));
      setText(unread!, String(node.unread));
    }
  }

  private row(number: number): HTMLTableRowElement {
    const button = element("button", { type: "button", textContent: nameOf(number), onclick: () => this.onChoice(number) });
    const row = element("tr", {}, element("td", {}, button), element("td"), element("td"), element("td"));
    row.id = `node-${number}`;
    const after = [...this.rows.keys()].filter((other) => other > number).sort((a, b) => a - b)[0];
    this.body.insertBefore(row, after === undefined ? null : this.rows.get(after)!);
    this.rows.set(number, row);
    return row;
  }
}

/** What a person can do with the chosen node. */
export interface NodeActions {
  act(number: number, action: "freeze" | "thaw" | "kill" | "remove" | "restart"): void;
  send(number: number, text: string, relays: number | undefined): Promise<boolean>;
  /** The last messages of a node, at most so many. */
  letters(number: number, last: number): Promise<Letter[] | undefined>;
  read(number: number): void;
}

/** The chosen node: what it is, what can be done with it, its inbox. */
export class NodePanel {
  private readonly title = one("#node-title");
  private readonly details = one("#node-details");
  private readonly facts = element("p");
  private readonly inbox = element("ol", { id: "inbox", tabIndex: 0 });
  private readonly buttons = {
    freeze: element("button", { type: "button", textContent: "Freeze" }),
    thaw: element("button", { type: "button", textContent: "Go on" }),
    kill: element("button", { type: "button", textContent: "Kill", className: "grave" }),
    remove: element("button", { type: "button", textContent: "Remove" }),
    restart: element("button", { type: "button", textContent: "Restart" }),
  };
  private readonly text = element("textarea", { rows: 2, required: true, id: "text" });
  private readonly relays = element("input", { type: "number", min: "0", max: "16", id: "relays", placeholder: "tree" });
  private number: number | undefined;
  /** Which state of which inbox is shown, and which is to be. */
  private shown = "";
  private wanted = "";
  private isFilling = false;

  constructor(private readonly actions: NodeActions) {
    for (const [action, button] of Object.entries(this.buttons)) {
      button.addEventListener("click", () => this.number !== undefined && actions.act(this.number, action as keyof typeof this.buttons));
    }
    this.inbox.setAttribute("aria-label", "Inbox");
  }

  show(node: Node | undefined): void {
    if (node === undefined) {
      if (this.number !== undefined) {
        this.number = undefined;
        this.title.textContent = "No node chosen";
        this.details.replaceChildren(element("p", { textContent: "Choose one in the picture or in the list below." }));
      }
      return;
    }
    if (node.number !== this.number) {
      this.begin(node.number);
    }
    const eager = node.links.filter((link) => link.eager).map((link) => link.to);
    const lazy = node.links.filter((link) => !link.eager).map((link) => link.to);
    const links = [eager.length > 0 ? `eager links to ${some(eager)}` : "", lazy.length > 0 ? `lazy links to ${some(lazy)}` : ""];
    setText(this.facts, [node.address, node.state, ...links].filter((each) => each !== "").join(" · "));
    const isDead = !["ready", "joining", "frozen"].includes(node.state);
    this.buttons.freeze.disabled = isDead || node.state === "frozen";
    this.buttons.thaw.disabled = node.state !== "frozen";
    this.buttons.kill.disabled = isDead;
    this.buttons.freeze.hidden = node.state === "frozen";
    this.buttons.thaw.hidden = node.state !== "frozen";
    this.wanted = `${node.number} ${node.inboxChanges}`;
    void this.follow();
  }

  private begin(number: number): void {
    this.number = number;
    this.shown = "";
    this.title.textContent = nameOf(number);
    this.inbox.replaceChildren();
    const form = element(
      "form",
      { id: "send" },
      element("label", { htmlFor: "text", textContent: "Message" }),
      this.text,
      element("label", { htmlFor: "relays", textContent: "Flood, copies over each link" }),
      this.relays,
      element("button", { textContent: "Send" }),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send(number);
    });
    const read = element("button", { type: "button", textContent: "Mark as read", onclick: () => this.actions.read(number) });
    this.details.replaceChildren(
      this.facts,
      element("p", { className: "actions" }, ...Object.values(this.buttons)),
      form,
      element("h3", {}, "Inbox ", read),
      this.inbox,
    );
  }

  private async send(number: number): Promise<void> {
    if (await this.actions.send(number, this.text.value, this.relays.value === "" ? undefined : Number(this.relays.value))) {
      this.text.value = "";
    }
  }

  /** One question at a time, so that no older answer comes last; what changed meanwhile is asked for next. */
  private async follow(): Promise<void> {
    if (this.isFilling) {
      return;
    }
    this.isFilling = true;
    try {
      while (this.number !== undefined && this.shown !== this.wanted) {
        const number = this.number;
        const wanted = this.wanted;
        const letters = await this.actions.letters(number, INBOX_SHOWN);
        if (letters === undefined) {
          return; // what is shown stays, and the next tick asks again
        }
        if (number === this.number) {
          this.shown = wanted;
          this.fill(letters);
        }
      }
    } finally {
      this.isFilling = false;
    }
  }

  private fill(letters: Letter[]): void {
    const shown = letters.reverse().map((letter) => {
      const time = element("time", { textContent: TIME.format(new Date(letter.receivedAt)) });
      const ways = letter.ways.map((way) => element("li", { textContent: way.join(" ➜ ") }));
      const text = letter.text ?? `(bytes) ${letter.base64}`;
      return element(
        "li",
        { className: letter.read ? "read" : "unread" },
        element("span", { className: "text", textContent: text }),
        ` from ${letter.origin === 0 ? "a node that is gone" : letter.origin}, `,
        time,
        ...(ways.length > 0 ? [element("ol", { className: "ways" }, ...ways)] : []),
      );
    });
    this.inbox.replaceChildren(...shown);
  }
}

/** The first of a hub's many links. */
function some(numbers: number[]): string {
  const more = numbers.length - LINKS_SHOWN;
  return numbers.slice(0, LINKS_SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** The messages that were seen to travel, the newest first; one of them in full. */
export class MessagePanel {
  private readonly list = one("#message-list");
  private readonly details = one("#message-details");
  private readonly items = new Map<string, HTMLButtonElement>();
  private chosen: Message | undefined;

  constructor(
    private readonly onChoice: (message: Message | undefined) => void,
    private readonly onReplay: (message: Message) => void,
  ) {}

  update(network: Network, moved: Iterable<Message>): void {
    for (const [id, button] of this.items) {
      if (!network.messages.has(id)) {
        button.parentElement!.remove();
        this.items.delete(id);
      }
    }
    for (const message of moved) {
      if (network.messages.has(message.id)) {
        const button = this.items.get(message.id) ?? this.item(message);
        setText(button, `${message.text || message.id} — ${message.arrivals.size} of ${network.nodes.size}, ${message.took} ms`);
      }
      if (message === this.chosen) {
        this.tell(message);
      }
    }
  }

  private item(message: Message): HTMLButtonElement {
    const button = element("button", { type: "button" });
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => this.choose(message === this.chosen ? undefined : message));
    this.items.set(message.id, button);
    this.list.prepend(element("li", {}, button));
    return button;
  }

  private choose(message: Message | undefined): void {
    this.chosen = message;
    this.items.forEach((button, id) => button.setAttribute("aria-pressed", String(id === message?.id)));
    this.onChoice(message);
    if (message === undefined) {
      this.details.replaceChildren();
    } else {
      this.tell(message);
      this.onReplay(message);
    }
  }

  private tell(message: Message): void {
    const arrivals = [...message.arrivals.values()].sort((a, b) => a.at - b.at || a.hops - b.hops);
    const rows = arrivals.map(({ to, from, hops, at }) =>
      element(
        "tr",
        {},
        element("td", { textContent: String(to) }),
        element("td", { textContent: hops === 0 ? "made it" : from === 0 ? "?" : String(from) }),
        element("td", { textContent: String(hops) }),
        element("td", { textContent: `+${at - message.madeAt}` }),
      ),
    );
    const head = ["Node", "From", "Hops", "ms"].map((textContent) => element("th", { textContent, scope: "col" }));
    const again = element("button", { type: "button", textContent: "Show again", onclick: () => this.onReplay(message) });
    const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
    const scrolled = element("div", { className: "scrolled", tabIndex: 0 }, table);
    scrolled.setAttribute("role", "group");
    scrolled.setAttribute("aria-label", "Where the message came");
    this.details.replaceChildren(element("p", {}, `${message.text || message.id}: ${message.hops} hops, ${message.took} ms. `, again), scrolled);
  }
}
