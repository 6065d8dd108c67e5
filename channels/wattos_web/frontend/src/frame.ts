// The chat's window: header, conversation, composer, and one place that speaks to screen readers.
import { h, icon, iconButton } from "./dom";
import { Room } from "./room";
import type { Strings } from "./strings";
import type { Mode } from "./types";

const LINE_LIMIT = 144;
/** As the server takes it (core/wattos/conversations/texts.py). */
const LONGEST_MESSAGE = 8000;
const ABOVE_ANCHOR = 14;
/** Pixels from the end at which a reader counts as being there. */
const NEAR = 24;

/** Where to begin showing a message and what follows it: of one that takes most of the room only the end. */
function top(message: HTMLElement, room: number): number {
  const { offsetTop, offsetHeight } = message;
  return offsetHeight > room / 2 ? offsetTop + offsetHeight - room / 4 : offsetTop - ABOVE_ANCHOR;
}

export interface FrameActions {
  send: (text: string) => void;
  stop: () => void;
  more: () => void;
  close: () => void;
}

export class Frame {
  readonly title: HTMLElement;
  readonly subtitle: HTMLElement;
  readonly intro = h("div", { class: "intro" });
  readonly messages = h("div", { class: "messages" });
  readonly bar = h("p", { class: "bar", hidden: true });
  readonly footer: HTMLElement;
  readonly text: HTMLTextAreaElement;
  readonly main: HTMLElement;
  readonly node: HTMLElement;
  readonly #room: Room;
  readonly #log: HTMLElement;
  readonly #status = h("p", { class: "unseen", role: "status" });
  readonly #send: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #newest: HTMLButtonElement;
  /** What may not be pushed out at the top while the newest grows. */
  #anchor: HTMLElement | null = null;
  #reading = false;
  #toSay: string[] = [];

  constructor(
    readonly t: Strings,
    readonly mode: Mode,
    readonly actions: FrameActions,
  ) {
    this.title = h(mode === "page" ? "h1" : "h2", { id: "title", tabindex: -1 }, t.chat);
    this.subtitle = h("p", {}, t.assistant);
    this.#log = h(
      "div",
      { class: "log", role: "log", "aria-live": "off", "aria-label": t.log, tabindex: 0 },
      h("div", { class: "column" }, this.intro, this.messages),
    );
    this.text = h("textarea", {
      rows: 1,
      dir: "auto",
      placeholder: t.placeholder,
      "aria-label": t.message,
      "aria-describedby": "notice",
      enterkeyhint: "send",
    });
    this.#room = new Room(this.text, LONGEST_MESSAGE, t, (text) => this.announce(text));
    for (const name of ["wheel", "touchmove", "keydown"]) {
      this.#log.addEventListener(name, () => (this.#reading = true), { passive: true });
    }
    this.#log.addEventListener("scroll", () => this.#mark(), { passive: true });
    new ResizeObserver(() => this.follow()).observe(this.#log); // a soft keyboard takes room
    this.#newest = iconButton("end", t.newest, "newest", () => this.#toEnd());
    this.#newest.hidden = true;
    this.#send = h("button", { class: "send", "aria-label": t.send, title: t.send });
    this.#send.append(icon("send"));
    this.#stop = iconButton("stop", t.stop, "stop", actions.stop);
    this.#stop.hidden = true;
    this.footer = h("p", { class: "footer" }, t.footer);
    const foot = h("div", { class: "column" }, this.bar, this.#composer(), this.#room.node, this.footer);
    const under = h("div", { class: "foot" }, this.#newest, foot);
    this.main = h("div", { class: "main" }, this.#header(), this.#log, under);
    const role = { floating: "dialog", inline: "region", page: "main" }[mode];
    this.node = h("section", { class: "frame", role, "aria-labelledby": "title" }, this.main, this.#status);
  }

  #header(): HTMLElement {
    const { t, actions, mode } = this;
    const tools = [iconButton("more", t.more, "icon", actions.more)];
    if (mode === "floating") tools.push(iconButton("close", t.close, "icon", actions.close));
    const who = h("div", { class: "who" }, this.title, this.subtitle);
    return h("header", {}, h("div", { class: "column" }, who, ...tools));
  }

  #composer(): HTMLElement {
    const form = h("form", { class: "composer" }, this.text, this.#stop, this.#send);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.text.value.trim();
      if (!text || !this.#room.fits()) return;
      this.text.value = "";
      this.#room.look();
      this.#fit();
      this.actions.send(text);
    });
    this.text.addEventListener("input", () => this.#fit());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    return form;
  }

  #fit(): void {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, LINE_LIMIT)}px`;
  }

  /** Whether the visitor is in the message field. */
  get typing(): boolean {
    return (this.node.getRootNode() as ShadowRoot).activeElement === this.text;
  }

  /** Whether an answer is being written, which can be stopped. */
  set running(running: boolean) {
    const focused = (this.node.getRootNode() as ShadowRoot).activeElement === this.#stop;
    this.#stop.hidden = !running;
    if (focused && !running) this.text.focus();
  }

  /** Add to the conversation, or behind a message of it, and show it. */
  add(node: HTMLElement, behind: HTMLElement | null = null): void {
    if (behind) behind.after(node);
    else this.messages.append(node);
    if (!node.matches(".answer")) this.#anchor = node;
    else if (behind) this.#anchor = behind;
    this.#reading = false;
    this.follow();
  }

  /** Add what comes without being asked for: who reads further up is left there. */
  receive(node: HTMLElement): void {
    if (!this.#reading || this.#left <= NEAR) return this.add(node);
    this.messages.append(node);
    this.#mark();
  }

  /** Keep the newest in sight while it grows, but never push its question out at the top; a reader
   * who scrolls is left alone. */
  follow(): void {
    if (!this.#reading) {
      const room = this.#log.clientHeight;
      const end = this.#log.scrollHeight - room;
      this.#log.scrollTop = Math.min(end, this.#anchor ? top(this.#anchor, room) : end);
    }
    this.#mark();
  }

  /** Pixels of the conversation that are below what is in sight. */
  get #left(): number {
    return this.#log.scrollHeight - this.#log.clientHeight - this.#log.scrollTop;
  }

  /** Offer the way to the end where there is more below. */
  #mark(): void {
    this.#newest.hidden = this.#left <= NEAR || this.messages.childElementCount === 0;
  }

  #toEnd(): void {
    this.#reading = false;
    this.#anchor = null;
    this.follow();
    this.#log.focus({ preventScroll: true });
  }

  /** Say something once to those who hear the page; what comes at the same moment is said together,
   * and that an answer is being written is not said any more when something follows at once. */
  announce(text: string): void {
    const begun = this.#toSay.length > 0;
    this.#toSay = [...this.#toSay.filter((earlier) => earlier !== this.t.thinking), text];
    if (begun) return;
    this.#status.textContent = "";
    setTimeout(() => {
      this.#status.textContent = this.#toSay.join(" ");
      this.#toSay = [];
    }, 60);
  }

  /** A line above the composer, such as a lost connection; empty takes it away. */
  tell(text: string): void {
    if (text && text !== this.bar.textContent) this.announce(text);
    this.bar.textContent = text;
    this.bar.hidden = !text;
    this.follow();
  }
}
