// The conversation itself: messages leave in order and once, answers arrive, people join.
import { type Client, Offline, pause, Refused } from "./client";
import type { Memory } from "./memory";
import type { Conversation, Message, TurnEvent } from "./types";

const LONGEST_PAUSE = 30_000;

/** What the conversation shows of itself. */
export interface Stage {
  /** A message of the visitor; the function says that the server has it, perhaps shown before. */
  own: (text: string, waiting: boolean) => (shown: boolean) => void;
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
  readonly #arrived = new Map<string, (shown: boolean) => void>();
  #pumping = false;
  readonly #heard = new Set<string>();
  #lastMessage: string | undefined;
  #listening: AbortController | null = null;
  #wanted = false;

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
    this.listen(this.#wanted);
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
    this.listen(false);
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
    this.listen(this.#wanted);
  }

  /** Send the oldest message until the server has it; the same id again has no second effect. */
  async #send(id: string, text: string): Promise<void> {
    for (let failures = 0; !this.#ended.signal.aborted; failures += 1) {
      try {
        const turn = await this.client.send(text, id);
        this.stage.lost(false);
        this.#accepted(id, text, turn);
        return;
      } catch (error) {
        if (error instanceof Offline || (error instanceof Refused && error.status >= 500)) {
          this.stage.lost(true);
          await pause(Math.min(500 * 2 ** failures, 8000));
        } else if (error instanceof Refused && error.status === 429) {
          this.stage.busy();
          await pause(10_000);
        } else {
          this.#drop(id, false);
          this.stage.failed(null, text, error);
          return;
        }
      }
    }
  }

  /** Where a reload came between the server's yes and our hearing it, history has it already. */
  #accepted(id: string, question: string, turn: string): void {
    const [shown, answered] = [this.#asked.has(turn), this.#answered.has(turn)];
    this.#asked.add(turn);
    this.#answered.add(turn);
    this.#drop(id, shown, answered ? {} : { running: { turn, question } });
  }

  #drop(id: string, shown: boolean, change: Memory = {}): void {
    const waiting = (this.client.memory.waiting ?? []).filter((message) => message.id !== id);
    this.client.keep({ ...change, waiting });
    this.#arrived.get(id)?.(shown);
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

  /** Show what was said before in this tab. */
  async #catchUp(): Promise<void> {
    const { owner, messages } = await this.client.conversation();
    this.#lastMessage = messages.at(-1)?.id;
    this.stage.earlier(messages.filter((message) => this.#isNew(message)));
    this.#belongsTo(owner);
  }

  #isNew({ id, role, turn_id }: Message): boolean {
    const own = role === "person" || role === "agent";
    const ofTurn = role === "person" ? this.#asked : this.#answered;
    const [known, name] = own && turn_id ? [ofTurn, turn_id] : [this.#heard, id];
    if (known.has(name)) return false;
    known.add(name);
    return true;
  }

  #belongsTo(owner: Conversation["owner"]): void {
    if (owner === this.owner) return;
    this.owner = owner;
    this.stage.owner(owner);
  }

  /** Hear what colleagues write, while the chat is in sight and there is a conversation. */
  listen(wanted: boolean): void {
    this.#wanted = wanted;
    const possible = wanted && !this.#ended.signal.aborted && this.#spoken();
    if (!possible) {
      this.#listening?.abort();
      this.#listening = null;
    } else if (!this.#listening) {
      this.#listening = new AbortController();
      void this.#hear(this.#listening.signal);
    }
  }

  #spoken(): boolean {
    return this.#lastMessage !== undefined || this.#asked.size > 0;
  }

  async #hear(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        for await (const event of this.client.happenings(this.#lastMessage, signal)) {
          failures = 0;
          if (event.type === "owner.changed") this.#belongsTo(event.owner);
          else if (this.#isNew(event.message)) {
            this.#lastMessage = event.message.id;
            this.stage.earlier([event.message]);
          }
        }
      } catch {
        // The next try resumes after the last message.
      }
      if (!signal.aborted) await pause(Math.min(1000 * 2 ** failures, LONGEST_PAUSE));
    }
  }

  async ask(person: boolean): Promise<void> {
    await this.client.call("handoff", { method: person ? "POST" : "DELETE" });
    this.#belongsTo(person ? "paused" : "bot");
  }
}
