// The page: the network live, and what can be done with it.

import { Charts } from "./charts";
import { Door, Refused, type Letter, type Network as About } from "./door";
import { Picture } from "./graph";
import { numbersOf, Network, runs, type Message } from "./network";
import { element, MessagePanel, nameOf, NodePanel, NodeTable, one } from "./panels";
import { StoryPanel } from "./story";
import "./style.css";

const LINES_SHOWN = 300;

const said = one("#said");

function say(words: string, isWrong = false): void {
  said.textContent = words;
  said.className = isWrong ? "wrong" : "";
}

/** Does it, and says what became of it. */
async function attempt(task: () => Promise<string>): Promise<boolean> {
  try {
    say(await task());
    return true;
  } catch (problem) {
    say(problem instanceof Refused ? problem.message : String(problem), true);
    return false;
  }
}

function start(door: Door, about: About): void {
  const network = new Network();
  let chosen: number | undefined;
  const picture = new Picture(one("#graph"), choose);
  const charts = new Charts();
  const table = new NodeTable(choose);
  const story = new StoryPanel();
  const messages = new MessagePanel((message) => picture.mark(message), (message) => picture.replay(message));
  const panel = new NodePanel({
    act: (number, action) =>
      void attempt(async () => {
        await (action === "remove" ? door.remove(`nodes/${number}`) : door.post(`nodes/${number}/${action}`));
        return `${nameOf(number)}: ${{ freeze: "frozen", thaw: "goes on", kill: "killed", remove: "removed", restart: "restarted" }[action]}`;
      }),
    send: (number, text, relays) =>
      attempt(async () => {
        await door.post(`nodes/${number}/messages`, relays === undefined ? { text } : { text, relays });
        return `Message sent to ${nameOf(number)}`;
      }),
    letters: async (number, last) => {
      try {
        return (await door.get<{ messages: Letter[] }>(`nodes/${number}/messages?last=${last}`)).messages;
      } catch {
        return undefined; // it was removed meanwhile, which the next tick says, or the door does not answer
      }
    },
    read: (number) =>
      void attempt(async () => {
        await door.post(`nodes/${number}/messages/read?which=unread`);
        return `Messages of ${nameOf(number)} marked as read`;
      }),
  });

  function choose(number: number | undefined): void {
    chosen = number;
    picture.choose(number);
    refresh();
  }

  function refresh(): void {
    const node = chosen === undefined ? undefined : network.nodes.get(chosen);
    table.update(network, chosen);
    panel.show(node);
    const links = network.links();
    const parts = [`${network.nodes.size} nodes`, `${links.size} links`, about.kind, about.keys ? "closed by keys" : "open"];
    if (network.cut.length > 0) {
      parts.push(`cut off: ${runs(network.cut)}`);
    }
    one("#summary").textContent = parts.join(" · ");
    one("#graph").setAttribute("aria-label", `The network: ${parts.join(", ")}${others(network)}`);
  }

  door.watch({
    tick(tick) {
      const change = network.apply(tick);
      picture.update(network, change);
      const moved = new Set<Message>();
      for (const { message, arrival } of change.arrivals) {
        moved.add(message);
        picture.travel(message, arrival);
      }
      messages.update(network, moved);
      story.update(change.lines, change.leftOut, tick.missed, LINES_SHOWN);
      charts.update(network);
      refresh();
    },
    connection(trouble) {
      if (trouble !== "" || said.className === "wrong") {
        say(trouble, trouble !== "");
      }
      document.body.classList.toggle("cut-off", trouble !== "");
    },
  });

  one("#arrange").addEventListener("click", () => picture.arrange());
  one("#fit").addEventListener("click", () => picture.fit());
  one("#add").addEventListener("click", () =>
    void attempt(async () => {
      const node = await door.post<{ name: string; address: string }>("nodes");
      return `${node.name} started on ${node.address}`;
    }),
  );
  const side = one<HTMLInputElement>("#side");
  side.addEventListener("focus", () => (side.placeholder = `the left half: ${runs(picture.leftHalf())}`));
  one("#cut").addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(async () => {
      const nodes = numbersOf(side.value === "" ? runs(picture.leftHalf()) : side.value);
      if (nodes === undefined) {
        throw new Refused(`"${side.value}" is no list of nodes, such as 1-3, 7`);
      }
      await door.post("cut", { nodes });
      return `Cut off: ${runs(nodes)}`;
    });
  });
  one("#mend").addEventListener("click", () =>
    void attempt(async () => {
      await door.post("mend");
      return "Mended";
    }),
  );
  one("#restructure").addEventListener("submit", (event) => {
    event.preventDefault();
    const [min, max] = ["#least", "#most"].map((field) => Number(one<HTMLInputElement>(field).value));
    void attempt(async () => {
      const { changed } = await door.post<{ changed: number }>("restructure", { min, max });
      return `Restructured: ${changed} ${changed === 1 ? "link" : "links"} changed`;
    });
  });
}

/** Whoever is not simply there. */
function others(network: Network): string {
  const byState = new Map<string, number[]>();
  for (const node of network.nodes.values()) {
    if (node.state !== "ready") {
      byState.set(node.state, [...(byState.get(node.state) ?? []), node.number]);
    }
  }
  return [...byState].map(([state, numbers]) => `; ${state}: ${runs(numbers)}`).join("");
}

function drawLegend(): void {
  const entry = (name: string, kind: string) => element("li", { className: kind, textContent: name });
  const states = ["ready", "joining", "frozen", "killed"].map((state) => {
    const item = entry(state, "state");
    item.style.setProperty("--colour", `var(--${state})`);
    return item;
  });
  one("#legend").append(...states, entry("eager link", "eager"), entry("lazy link", "lazy"), entry("cut link", "cut"));
}

// An address that is pasted into this tab differs from the page's own only behind the #.
addEventListener("hashchange", () => location.reload());

try {
  const door = await Door.enter();
  const about = await door.get<About>("network");
  document.title = `${about.name} · Grapevine`;
  one("#network").textContent = about.name;
  drawLegend();
  start(door, about);
} catch (problem) {
  say(problem instanceof Error ? problem.message : String(problem), true);
}
