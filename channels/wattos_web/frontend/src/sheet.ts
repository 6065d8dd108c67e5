// A page over the conversation: the focus stays in it, Escape and "back" return to what opened it.
import { h, iconButton } from "./dom";
import type { Strings } from "./strings";

const REACHABLE = "a[href], button:not([disabled]), input, textarea, [tabindex='0']";

/** Keep Tab inside `area`. */
export function keepFocus(area: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const all = [...area.querySelectorAll<HTMLElement>(REACHABLE)].filter(
    (node) => node.offsetParent !== null && !node.closest("[inert]"),
  );
  const [first, last] = [all[0], all.at(-1)];
  const active = (area.getRootNode() as ShadowRoot).activeElement;
  const leaving = event.shiftKey ? active === first || active === area : active === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

export class Sheet {
  readonly body = h("div", { class: "column body" });
  readonly node: HTMLElement;
  readonly #opener: Element | null;

  constructor(
    readonly frame: HTMLElement,
    readonly main: HTMLElement,
    t: Strings,
    title: string,
    about: { number?: number; under?: string; foot?: Node } = {},
  ) {
    const root = frame.getRootNode() as ShadowRoot;
    const earlier = frame.querySelector<HTMLElement>(".sheet");
    this.#opener = earlier ? null : root.activeElement;
    earlier?.remove();
    const number = about.number && h("span", { class: "chip" }, String(about.number));
    const heading = h("h2", { id: "sheet-title", tabindex: -1 }, number || null, title);
    const who = h("div", { class: "who" }, heading, about.under && h("p", { class: "soft" }, about.under));
    const back = iconButton("back", t.back, "icon", () => this.close());
    const head = h("header", {}, h("div", { class: "column" }, back, who));
    const named = { "aria-labelledby": "sheet-title" };
    const scroll = h("div", { class: "scroll", tabindex: 0, role: "group", ...named }, this.body);
    this.node = h("div", { class: "sheet", role: "dialog", "aria-modal": "true", ...named }, head, scroll);
    if (about.foot) this.node.append(h("div", { class: "under" }, h("div", { class: "column" }, about.foot)));
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      } else keepFocus(this.node, event);
    });
    main.inert = true;
    frame.append(this.node);
    heading.focus();
  }

  /** Leave the sheet; the focus returns to what opened it, or to the message field. */
  close(): void {
    this.node.remove();
    this.main.inert = false;
    const opener = this.#opener instanceof HTMLElement && this.#opener.checkVisibility() ? this.#opener : null;
    (opener ?? this.main.querySelector("textarea"))?.focus();
  }
}
