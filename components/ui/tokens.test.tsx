import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("app/globals.css", "utf8");

interface Colour {
  /** Linear-light sRGB, 0 to 1, clipped to what a screen shows. */
  rgb: [number, number, number];
  lab: [number, number, number];
}

/** https://bottosson.github.io/posts/oklab/ */
function fromLab([l, a, b]: [number, number, number]): Colour {
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return {
    lab: [l, a, b],
    rgb: [
      clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
      clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
      clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
    ],
  };
}

function fromOklch(l: number, c: number, hue: number): Colour {
  const angle = (hue * Math.PI) / 180;
  return fromLab([l, c * Math.cos(angle), c * Math.sin(angle)]);
}

/** `color-mix(in oklab, colour 12%, ground)`. */
function tint(colour: Colour, ground: Colour): Colour {
  const mix = (at: 0 | 1 | 2) => colour.lab[at] * 0.12 + ground.lab[at] * 0.88;
  return fromLab([mix(0), mix(1), mix(2)]);
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: Colour, other: Colour): number {
  const luminance = ({ rgb: [r, g, b] }: Colour) => 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  const [a, b] = [luminance(one), luminance(other)];
  return Math.max(a, b) / Math.min(a, b);
}

function readBlock(selector: string): string {
  const start = css.indexOf(`\n${selector} {`);
  return css.slice(start, css.indexOf("\n}", start));
}

/** Tokens of a theme, read from the stylesheet itself; the dark one overrides the light one. */
function readTheme(theme: "light" | "dark", hue = 285): (name: string) => Colour {
  const text = theme === "light" ? readBlock(":root") : readBlock(":root") + readBlock(".dark");
  const colours = new Map<string, Colour>();
  const token = /--([a-z-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+|var\(--primary-hue\))\);/g;
  for (const [, name = "", l, c, h = ""] of text.matchAll(token)) {
    colours.set(name, fromOklch(Number(l), Number(c), h.startsWith("var") ? hue : Number(h)));
  }
  return (name) => {
    const colour = colours.get(name);
    if (!colour) throw new Error(`--${name} is not in ${theme}`);
    return colour;
  };
}

const grounds = ["background", "card", "popover", "muted"];
const states = ["ok", "busy", "warn", "fail", "idle"];

describe.each(["light", "dark"] as const)("colour tokens in the %s theme", (theme) => {
  const colour = readTheme(theme);

  it.each(["foreground", "muted-foreground", "primary", ...states])(
    "%s is readable on every background",
    (name) => {
      for (const ground of grounds) {
        expect(contrast(colour(name), colour(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it.each([...states, "primary"])("%s is readable on its own tint", (name) => {
    expect(contrast(colour(name), tint(colour(name), colour("card")))).toBeGreaterThanOrEqual(4.5);
  });

  it("text is readable on every tint", () => {
    for (const name of states) {
      const ground = tint(colour(name), colour("card"));
      expect(contrast(colour("foreground"), ground), name).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour("muted-foreground"), ground), name).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("the primary button's label is readable", () => {
    expect(contrast(colour("primary-foreground"), colour("primary"))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["input", "primary"])("the border colour %s is visible on every background", (name) => {
    for (const ground of grounds) {
      expect(contrast(colour(name), colour(ground)), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });

  it("the primary colour is readable in every brand hue", () => {
    for (let hue = 0; hue < 360; hue++) {
      const branded = readTheme(theme, hue);
      const worst = Math.min(...grounds.map((ground) => contrast(branded("primary"), branded(ground))));
      expect(worst, `hue ${hue}`).toBeGreaterThanOrEqual(4.5);
      expect(
        contrast(branded("primary-foreground"), branded("primary")),
        `hue ${hue}`,
      ).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("states have distinct colours", () => {
    for (const one of states)
      for (const other of states.filter((name) => name !== one)) {
        const [a, b] = [colour(one).lab, colour(other).lab];
        expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]), `${one}, ${other}`).toBeGreaterThan(0.06);
      }
  });
});
