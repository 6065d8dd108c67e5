// The conversation itself: messages leave in order and once, answers arrive, people join.
import { type Client, Offline, pause, Refused } from "./client";
import type { Conversation, Message, TurnEvent } from "./types";

const POLL_WITH_PERSON = 4000;
const POLL = 30_000;

/** What the conversation shows of itself. */
export interface Stage {
  /** A message of the visitor; the function says that the server has it. */
  own: (text: string, waiting: boolean) => () => void;
  answer: (turn: string, question: string) => (event: TurnEvent) => void;
  failed: (turn: string | null, question: string, error: unknown) => void;
  earlier: (messages: Message[]) => void;
  owner: (owner: Conversation["owner"]) => void;
  running: (running: boolean) => void;
  lost: (lost: boolean) => void;
  busy: () => void;
}

const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export class Talk {
  owner: Conversation["owner"] = "bot";
  readonly #ended = new AbortController();
  /** Turns whose question, and turns whose answer, is on screen. */
  readonly #asked = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #arrived = new Map<string, () => void>();
  #pumping = false;
  #lastMessage: string | undefined;
  #timer = 0;

  constructor(
    readonly client: Client,
    readonly stage: Stage,
  ) {}

  /** Show what was said in this tab, go on with what was under way. */
  async resume(): Promise<void> {
    const { running, waiting = [] } = this.client.memory;
    if (!this.client.known && waiting.length === 0) return;
    if (running) this.#answered.add(running.turn);
    if (this.client.known) await this.#catchUp();
    for (const { id, text } of waiting) this.#arrived.set(id, this.stage.own(text, true));
    void this.#pump();
  }

  /** Take a message: it is kept first, so that neither a reload nor a lost network loses it. */
  say(text: string): void {
    const id = newId();
    const busy = this.#pumping || !navigator.onLine;
    this.#arrived.set(id, this.stage.own(text, busy));
    this.client.keep({ waiting: [...(this.client.memory.waiting ?? []), { id, text }] });
    void this.#pump();
  }

  stop(): void {
    const turn = this.client.memory.running?.turn;
    if (turn) this.client.stop(turn).catch(() => this.stage.lost(true));
  }

  end(): void {
    this.#ended.abort();
    clearTimeout(this.#timer);
  }

  async #pump(): Promise<void> {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      for (;;) {
        const { running, waiting = [] } = this.client.memory;
        if (this.#ended.signal.aborted) return;
        if (running) await this.#follow(running.turn, running.question);
        else if (waiting[0]) await this.#send(waiting[0].id, waiting[0].text);
        else break;
      }
    } finally {
      this.#pumping = false;
    }
    await this.#catchUp().catch(() => undefined);
  }

  /** Send the oldest message until the server has it; the same id again has no second effect. */
  async #send(id: string, text: string): Promise<void> {
    for (let failures = 0; !this.#ended.signal.aborted; failures += 1) {
      try {
        const turn = await this.client.send(text, id);
        this.stage.lost(false);
        this.#asked.add(turn);
        this.#answered.add(turn);
        this.#drop(id, { turn, question: text });
        return;
      } catch (error) {
        if (error instanceof Offline || (error instanceof Refused && error.status >= 500)) {
          this.stage.lost(true);
          await pause(Math.min(500 * 2 ** failures, 8000));
        } else if (error instanceof Refused && error.status === 429) {
          this.stage.busy();
          await pause(10_000);
        } else {
          this.#drop(id);
          this.stage.failed(null, text, error);
          return;
        }
      }
    }
  }

  #drop(id: string, running?: { turn: string; question: string }): void {
    const waiting = (this.client.memory.waiting ?? []).filter((message) => message.id !== id);
    this.client.keep(running ? { waiting, running } : { waiting });
    this.#arrived.get(id)?.();
    this.#arrived.delete(id);
  }

  async #follow(turn: string, question: string): Promise<void> {
    const show = this.stage.answer(turn, question);
    this.stage.running(true);
    try {
      const lost = (is: boolean): void => this.stage.lost(is);
      for await (const event of this.client.events(turn, this.#ended.signal, lost)) show(event);
    } catch (error) {
      this.stage.failed(turn, question, error);
    }
    if (this.#ended.signal.aborted) return;
    const { running: _, ...rest } = this.client.memory;
    this.client.memory = rest;
    this.client.keep({});
    this.stage.running(false);
  }

  /** Fetch what came without being asked for: a person's reply, a change of who answers. */
  async #catchUp(): Promise<void> {
    clearTimeout(this.#timer);
    const { owner, messages } = await this.client.conversation(this.#lastMessage);
    if (this.#pumping) return; // what was sent meanwhile would be shown twice
    this.#lastMessage = messages.at(-1)?.id ?? this.#lastMessage;
    this.stage.earlier(messages.filter((message) => this.#isNew(message)));
    if (owner !== this.owner) {
      this.owner = owner;
      this.stage.owner(owner);
    }
    this.#wait();
  }

  #isNew({ role, turn_id }: Message): boolean {
    if (turn_id === null || role === "human" || role === "system") return true;
    const known = role === "person" ? this.#asked : this.#answered;
    if (known.has(turn_id)) return false;
    known.add(turn_id);
    return true;
  }

  #wait(): void {
    if (this.#ended.signal.aborted) return;
    const delay = this.owner === "bot" ? POLL : POLL_WITH_PERSON;
    this.#timer = setTimeout(() => {
      const idle = this.#pumping || document.hidden;
      if (idle) this.#wait();
      else this.#catchUp().catch(() => this.#wait());
    }, delay);
  }

  async ask(person: boolean): Promise<void> {
    await this.client.call("handoff", { method: person ? "POST" : "DELETE" });
    this.owner = person ? "paused" : "bot";
    this.stage.owner(this.owner);
    this.#wait();
  }
}
