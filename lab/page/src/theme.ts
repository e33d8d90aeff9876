// The colours of the style sheet, for what is drawn on a canvas.

interface Colours {
  ground: string;
  panel: string;
  text: string;
  muted: string;
  accent: string;
  eager: string;
  lazy: string;
  states: Record<string, string>;
}

export const STATES = ["ready", "joining", "frozen", "killed", "leaving"] as const;

const dark = matchMedia("(prefers-color-scheme: dark)");
let known: Colours | undefined;

export function colours(): Colours {
  if (known === undefined) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string) => style.getPropertyValue("--" + name).trim();
    known = {
      ground: colour("ground"),
      panel: colour("panel"),
      text: colour("text"),
      muted: colour("muted"),
      accent: colour("accent"),
      eager: colour("eager"),
      lazy: colour("lazy"),
      states: Object.fromEntries(STATES.map((state) => [state, colour(state)])),
    };
  }
  return known;
}

export function onThemeChange(listener: () => void): void {
  dark.addEventListener("change", () => {
    known = undefined;
    listener();
  });
}
