// How much more fits into a field: nothing that is typed or pasted is cut, what is too much is said.
import { h } from "./dom";
import type { Strings } from "./strings";

/** Share of the most that may be written from which what is left is told. */
const NEAR = 0.9;

let made = 0;

type Field = HTMLInputElement | HTMLTextAreaElement;

export class Room {
  readonly node = h("p", { class: "room" });
  #told = "";

  constructor(
    readonly field: Field,
    readonly most: number,
    readonly t: Strings,
    readonly announce: (text: string) => void,
  ) {
    this.node.id = `room-${(made += 1)}`;
    const described = field.getAttribute("aria-describedby");
    field.setAttribute("aria-describedby", described ? `${described} ${this.node.id}` : this.node.id);
    field.addEventListener("input", () => this.look());
    this.look();
  }

  /** Characters that still fit, as the server counts them; below zero there are too many. */
  get #left(): number {
    return this.most - [...this.field.value.trim()].length;
  }

  /** Whether the text fits; if not, that is said again and the field has the focus. */
  fits(): boolean {
    this.look();
    if (this.#left >= 0) return true;
    this.announce(this.#words);
    this.field.focus();
    return false;
  }

  get #words(): string {
    const [pattern, count] = this.#left < 0 ? [this.t.tooLong, -this.#left] : [this.t.room, this.#left];
    return pattern.replace("{n}", count.toLocaleString(this.t.tag));
  }

  /** Show it at every letter; say it aloud only where it begins to matter and where it changes sides.
   * Whoever fills or empties the field calls it, too. */
  look(): void {
    const left = this.#left;
    const now = left < 0 ? "over" : left < this.most * (1 - NEAR) ? "near" : "";
    this.node.textContent = now && this.#words;
    this.node.dataset["state"] = now;
    if (now === "over") this.field.setAttribute("aria-invalid", "true");
    else if (this.#told === "over") this.field.removeAttribute("aria-invalid");
    if (now && now !== this.#told) this.announce(this.#words);
    this.#told = now;
  }
}
