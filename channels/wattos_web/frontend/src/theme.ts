// Colours that stay legible whatever the organisation's own colour is (WCAG 2.2, 1.4.3).

type Rgb = [number, number, number];

const parse = (colour: string): Rgb => {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
};

/** Relative luminance, 0 to 1. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const mix = (one: Rgb, other: Rgb, share: number): Rgb =>
  one.map((part, place) => Math.round(part + ((other[place] ?? 0) - part) * share)) as Rgb;

const LEGIBLE = 5;

/** Derive from accent, paper and ink what is written on the accent and in it. */
export function paint(area: HTMLElement): void {
  const probe = area.ownerDocument.createElement("i");
  probe.className = "probe";
  area.append(probe);
  const shown = getComputedStyle(probe);
  const accent = parse(shown.backgroundColor);
  const paper = parse(shown.borderTopColor);
  const ink = parse(shown.color);
  probe.remove();
  const set = (name: string, [red, green, blue]: Rgb, alpha = 1): void =>
    area.style.setProperty(name, `rgb(${red} ${green} ${blue} / ${alpha})`);
  const white: Rgb = [255, 255, 255];
  set("--on-accent", contrast(white, accent) >= 4.5 ? white : [13, 22, 28]);
  const tinted = mix(paper, accent, 0.12);
  let legible = accent;
  for (let share = 0; contrast(legible, tinted) < LEGIBLE && share <= 1; share += 0.08) {
    legible = mix(accent, ink, share);
  }
  set("--accent-ink", legible);
  set("--tint", tinted);
}
