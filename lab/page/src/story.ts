// What happened, as a log.

import type { Line } from "./door";
import { element, nameOf, one, TIME } from "./panels";

/** What happened, the newest last. */
export class StoryPanel {
  private readonly list = one("#lines");

  /** @param missed steps of messages that were not told */
  update(lines: Line[], leftOut: number, missed: number, kept: number): void {
    if (lines.length === 0 && missed === 0) {
      return;
    }
    const isAtEnd = this.list.scrollTop + this.list.clientHeight >= this.list.scrollHeight - 4;
    if (leftOut > 0) {
      this.list.append(element("p", { textContent: `(${leftOut} more, too many to tell)` }));
    }
    for (const line of lines) {
      const time = element("time", { textContent: TIME.format(new Date(line.at)) });
      this.list.append(element("p", {}, time, ` ${line.node === 0 ? "" : nameOf(line.node) + " "}${line.what}`));
    }
    if (missed > 0) {
      this.list.append(element("p", { textContent: `(${missed} more steps of messages, too many to draw)` }));
    }
    while (this.list.childElementCount > kept) {
      this.list.firstElementChild!.remove();
    }
    if (isAtEnd) {
      this.list.scrollTop = this.list.scrollHeight;
    }
  }
}
