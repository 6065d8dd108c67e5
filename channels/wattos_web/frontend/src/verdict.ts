// The row under an answer: who checked it, copy, and what the visitor thinks of it.
import { h, icon, iconButton } from "./dom";
import { plain } from "./markdown";
import type { Host } from "./message";
import { Room } from "./room";
import type { Completed } from "./types";

/** As the server takes it (sessions.py). */
const LONGEST_COMMENT = 2000;

export class Verdict {
  readonly node = h("div", { class: "tools" });
  readonly #thanks = h("span", { class: "thanks" });

  constructor(
    readonly host: Host,
    readonly turn: string,
    completed: Completed,
    given: number,
  ) {
    const { t } = host;
    if (completed.verified_answer_id) this.node.append(h("span", { class: "verified" }, icon("done"), t.verified));
    const thumbs = ([1, -1] as const).map((value) => {
      const name = value > 0 ? t.helpful : t.notHelpful;
      const thumb = iconButton(value > 0 ? "up" : "down", name, "icon", () => void this.#judge(value, thumb, thumbs));
      thumb.setAttribute("aria-pressed", String(given === value));
      return thumb;
    });
    this.node.append(
      iconButton("copy", t.copy, "icon", () => void this.#copy(completed)),
      ...thumbs,
      this.#thanks,
    );
  }

  async #copy({ text, citations }: Completed): Promise<void> {
    const sources = citations.map(({ title, url }) => `${title} ${url}`.trim());
    const copied = [plain(text), ...new Set(sources)].join("\n");
    await navigator.clipboard.writeText(copied).then(
      () => this.#say(this.host.t.copied),
      () => this.#say(this.host.t.failed),
    );
  }

  async #judge(value: 1 | -1, chosen: HTMLElement, thumbs: HTMLElement[]): Promise<void> {
    try {
      await this.host.judge(this.turn, value, null);
    } catch {
      this.#say(this.host.t.failed);
      return;
    }
    for (const thumb of thumbs) thumb.setAttribute("aria-pressed", String(thumb === chosen));
    this.#say(this.host.t.thanks);
    this.node.querySelector("form")?.remove();
    if (value < 0) this.#askWhy();
  }

  #askWhy(): void {
    const { t } = this.host;
    const field = h("input", { type: "text" });
    const room = new Room(field, LONGEST_COMMENT, t, this.host.announce);
    const label = h("label", { class: "soft" }, t.missing, field);
    const form = h("form", { class: "comment" }, label, h("button", { class: "quiet" }, t.sendComment), room.node);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!room.fits()) return;
      const comment = field.value.trim();
      form.remove();
      if (comment) {
        void this.host.judge(this.turn, -1, comment).then(
          () => this.#say(t.thanks),
          () => this.#say(t.failed),
        );
      }
      this.node.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
    });
    this.node.append(form);
    field.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
  }

  #say(text: string): void {
    this.#thanks.textContent = text;
    this.host.announce(text);
  }
}
