// What happened, as a log.

import type { Line } from "./door";
import { element, nameOf, one, TIME } from "./panels";

/** What happened, the newest last. */
export class StoryPanel {
  private readonly list = one("#lines");

  update(lines: Line[], leftOut: number, kept: number): void {
    if (lines.length === 0) {
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
    while (this.list.childElementCount > kept) {
      this.list.firstElementChild!.remove();
    }
    if (isAtEnd) {
      this.list.scrollTop = this.list.scrollHeight;
    }
  }
}
