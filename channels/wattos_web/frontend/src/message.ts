// What stands in the conversation: the visitor's messages, answers as they grow, a person's words.
import { button, h, icon } from "./dom";
import { render, spoken } from "./markdown";
import type { Citation, Completed, Message } from "./types";
import type { Strings } from "./strings";
import { Verdict } from "./verdict";

/** What a message can ask of the chat. */
export interface Host {
  t: Strings;
  announce: (text: string) => void;
  ask: (text: string) => void;
  askPerson: () => void;
  leaveQuestion: () => void;
  judge: (turn: string, value: 1 | -1, comment: string | null) => Promise<void>;
  showSource: (turn: string, number: number, citation: Citation) => void;
  onGrow: () => void;
}

const unseen = (text: string): HTMLElement => h("span", { class: "unseen" }, `${text}: `);

/** A message of the visitor, which may be waiting to be sent. */
export class OwnMessage {
  readonly node: HTMLElement;
  readonly #hint: HTMLElement;

  constructor(t: Strings, text: string, waiting = false) {
    this.#hint = h("span", { class: "hint" }, t.waiting);
    this.node = h("div", { class: "mine" }, h("div", { class: "bubble" }, unseen(t.you), h("bdi", {}, text)));
    this.waits(waiting);
  }

  waits(waiting: boolean): void {
    if (waiting) this.node.append(this.#hint);
    else this.#hint.remove();
  }
}

export function humanMessage(t: Strings, text: string): HTMLElement {
  const body = h("div", { class: "body", dir: "auto" }, render(text, (number) => document.createTextNode(`[${number}]`)));
  return h("div", { class: "human" }, h("p", { class: "who" }, icon("person"), t.human), body);
}

export const note = (text: string, next: HTMLElement | "" = ""): HTMLElement =>
  h("div", { class: "note" }, h("p", {}, text), next);

/** A quote is in its sources' language where most of its words stand there: a model may have translated it.
 * One of an editor's own words, which may have no source, is in theirs. */
const tongueOf = (citations: Citation[], editors = "") => (quoted: string, sources: number[]): string | undefined => {
  const cited = sources.flatMap((number) => citations[number - 1] ?? []);
  const held = cited.map(({ quote }) => quote).join(" ");
  const words = quoted.match(/\p{L}{3,}/gu) ?? [];
  const theirs = words.filter((word) => held.includes(word)).length * 2 >= words.length;
  return editors || (theirs ? cited.find(({ language }) => language)?.language : undefined);
};

export class Answer {
  readonly node = h("article", { class: "answer", "aria-busy": "true" });
  readonly #body = h("div", { class: "body", dir: "auto" });
  readonly #state = h("p", { class: "state" });
  #text = "";
  #citations: Citation[] = [];
  #editors = "";
  #frame = 0;

  constructor(
    readonly host: Host,
    readonly turn: string,
    readonly question: string,
  ) {
    this.node.append(unseen(host.t.answer), this.#body, this.#state);
    this.restart();
  }

  /** Drop what was shown: the turn is answered anew. */
  restart(): void {
    this.#text = "";
    this.#citations = [];
    this.#state.replaceChildren(
      h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
      unseen(this.host.t.thinking),
    );
    this.#draw();
  }

  append(piece: string): void {
    this.#text += piece;
    this.#state.replaceChildren();
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  cite(index: number, citation: Citation): void {
    this.#citations[index - 1] = citation;
  }

  /** Say what happens meanwhile: a tool, or long work with its progress. */
  tell(text: string, done = 0, total: number | null = null): void {
    const bar = total ? h("progress", { max: total, value: done, "aria-label": text }) : null;
    this.#state.replaceChildren(text, ...(bar ? [bar] : []));
    this.host.onGrow();
  }

  /** Show the answer as a whole, or what there was of it when somebody stopped it. */
  finish(completed: Completed, stopped: boolean, given = 0): void {
    this.#text = completed.text;
    this.#citations = completed.citations;
    this.#editors = completed.quoted_language ?? "";
    if (completed.language) this.#body.lang = completed.language;
    this.#settle();
    if (completed.citations.length > 0) this.node.append(this.#sources());
    if (stopped) this.node.append(h("p", { class: "soft" }, this.host.t.stopped));
    this.node.append(new Verdict(this.host, this.turn, completed, given).node);
    if (completed.abstained) this.node.classList.add("abstained");
    const next = this.#next(completed, stopped);
    if (next) this.node.append(next);
    this.host.onGrow();
  }

  fail(message: string, again: () => void, look: "fault" | "soft" = "fault"): void {
    this.#settle();
    const repeat = button("quiet", this.host.t.again, () => {
      this.node.remove();
      again();
    });
    this.node.append(h("p", { class: look }, message), h("div", { class: "next" }, repeat));
    this.host.onGrow();
  }

  /** The answer as it is read out, with how many sources it has. */
  get aloud(): string {
    const { t } = this.host;
    const sources = this.#citations.length > 0 ? ` ${t.sources}: ${this.#citations.length}.` : "";
    return `${t.answer}: ${spoken(this.#text)}${sources}`;
  }

  #settle(): void {
    this.#draw();
    this.#state.remove();
    this.node.removeAttribute("aria-busy");
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#body.replaceChildren(render(this.#text, (number) => this.#chip(number), tongueOf(this.#citations, this.#editors)));
    this.host.onGrow();
  }

  #chip(number: number): Node {
    const citation = this.#citations[number - 1];
    if (!citation) return h("span", { class: "chip" }, String(number));
    const name = `${this.host.t.source} ${number}: ${citation.title || citation.url}`;
    return h(
      "button",
      { type: "button", class: "chip", "aria-label": name, title: citation.title, onclick: () => this.#show(number) },
      String(number),
    );
  }

  #show(number: number): void {
    const citation = this.#citations[number - 1];
    if (citation) this.host.showSource(this.turn, number, citation);
  }

  #sources(): HTMLElement {
    const list = h("ul", { "aria-label": this.host.t.sources });
    this.#citations.forEach((citation, place) => {
      const label = h("span", { class: "label", lang: citation.language || null }, citation.title || citation.url);
      const act = (): void => this.#show(place + 1);
      const number = h("b", {}, String(place + 1));
      list.append(h("li", {}, h("button", { type: "button", class: "source", onclick: act }, number, label)));
    });
    return h("div", { class: "sources" }, list);
  }

  #next({ suggestions, abstained }: Completed, stopped: boolean): HTMLElement | null {
    const { t, ask, askPerson, leaveQuestion } = this.host;
    const row = h("div", { class: "next" });
    for (const { label, text } of suggestions) {
      row.append(
        button("choice", label, () => {
          row.remove();
          ask(text ?? label);
        }),
      );
    }
    if (abstained) {
      row.append(button("choice", t.leave, leaveQuestion, "mail"));
      row.append(button("choice to-person", t.toPerson, askPerson, "person"));
    }
    if (stopped && this.question) {
      const again = button("quiet", t.again, () => {
        row.remove();
        ask(this.question);
      });
      row.append(again);
    }
    return row.childElementCount > 0 ? row : null;
  }
}

/** An answer of earlier, as history has it, to the question before it; only the last thing said still offers replies. */
export function earlierAnswer(host: Host, message: Message, question: string, last: boolean): HTMLElement {
  const answer = new Answer(host, message.turn_id ?? "", question);
  const given = message.feedback.find((verdict) => verdict.kind === "thumb")?.value ?? 0;
  answer.finish(last ? message : { ...message, suggestions: [] }, message.turn_state === "stopped", given);
  return answer.node;
}

