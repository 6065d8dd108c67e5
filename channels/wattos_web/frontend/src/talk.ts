// The conversation itself: messages leave in order and once, answers arrive, people join.
import { type Client, pause, type Trouble, troubleOf } from "./client";
import { newId } from "./id";
import type { Memory } from "./memory";
import { Tabs, type Word } from "./tabs";
import type { Conversation, Message, TurnEvent } from "./types";

const LONGEST_PAUSE = 30_000;
const LONGEST_TRY = 8_000;
const BUSY_PAUSE = 10_000;

/** A message of the visitor on screen. */
export interface Own {
  waits: () => void;
  arrived: (turn: string) => void;
  remove: () => void;
}

/** What the conversation shows of itself. */
export interface Stage {
  own: (text: string, waiting: boolean) => Own;
  answer: (turn: string, question: string) => (event: TurnEvent) => void;
  /** The server took a message and failed, or (with `own`) did not take it. */
  failed: (question: string, error: unknown, own?: Own) => void;
  /** What was said: before this page, or (`live`) by a colleague just now. */
  said: (messages: Message[], live: boolean) => void;
  owner: (owner: Conversation["owner"]) => void;
  running: (running: boolean) => void;
  trouble: (why: Trouble | null) => void;
  /** Another tab's conversation goes on here, too. */
  joined: () => void;
  /** Another tab has erased the conversation. */
  gone: () => void;
}

export class Talk {
  owner: Conversation["owner"] = "bot";
  readonly #ended = new AbortController();
  /** Turns whose question, and turns whose answer, is on screen. */
  readonly #asked = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #own = new Map<string, Own>();
  /** Turns that were stopped here. */
  readonly stopped = new Set<string>();
  #pumping = false;
  readonly #heard = new Set<string>();
  #lastMessage: string | undefined;
  #listening: AbortController | null = null;
  #wanted = false;
  readonly #tabs: Tabs;

  constructor(
    readonly client: Client,
    readonly stage: Stage,
  ) {
    this.#tabs = new Tabs(client.key, (word) => this.#overhear(word));
  }

  /** Show what was said in this tab, go on with what was under way. */
  async resume(): Promise<void> {
    const { running, waiting = [] } = this.client.memory;
    if (!this.client.known) this.#tabs.tell({ kind: "who" });
    if (!this.client.known && waiting.length === 0) return;
    if (running) this.#answered.add(running.turn);
    // Where the server says no, what was said is gone and a new conversation begins.
    if (this.client.known) await this.#insist(() => this.#catchUp()).catch(() => undefined);
    this.listen(this.#wanted);
    for (const { id, text } of waiting) this.#own.set(id, this.stage.own(text, true));
    void this.#pump();
  }

  /** Take a message: it is kept first, so that neither a reload nor a lost network loses it. */
  say(text: string): void {
    const id = newId();
    const busy = this.#pumping || !navigator.onLine;
    this.#own.set(id, this.stage.own(text, busy));
    this.client.keep({ waiting: [...(this.client.memory.waiting ?? []), { id, text }] });
    void this.#pump();
  }

  stop(): void {
    const turn = this.client.memory.running?.turn;
    if (!turn) return;
    this.stopped.add(turn);
    this.client.stop(turn).catch((error: unknown) => this.stage.trouble(troubleOf(error)));
  }

  /** What was said is erased: the other tabs forget it, too. */
  erased(): void {
    this.#tabs.tell({ kind: "gone", visit: this.client.memory.visit });
  }

  end(): void {
    this.#ended.abort();
    this.#tabs.close();
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
    const own = this.#own.get(id);
    try {
      const turn = await this.#insist(() => this.client.send(text, id), () => own?.waits());
      this.#accepted(id, text, turn);
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.#drop(id);
      this.stage.failed(text, error, own);
    }
  }

  /** Try until the server answers; throws its no, and when the chat has ended. */
  async #insist<T>(act: () => Promise<T>, onWait?: () => void): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      try {
        const result = await act();
        this.stage.trouble(null);
        return result;
      } catch (error) {
        const why = troubleOf(error);
        if (!why || this.#ended.signal.aborted) throw error;
        onWait?.();
        this.stage.trouble(why);
        await pause(why === "busy" ? BUSY_PAUSE : Math.min(500 * 2 ** failures, LONGEST_TRY));
        this.#ended.signal.throwIfAborted();
      }
    }
  }

  /** Where a reload came between the server's yes and our hearing it, history has it already. */
  #accepted(id: string, question: string, turn: string): void {
    const [shown, answered] = [this.#asked.has(turn), this.#answered.has(turn)];
    this.#asked.add(turn);
    this.#answered.add(turn);
    const own = this.#own.get(id);
    if (shown) own?.remove();
    else own?.arrived(turn);
    this.#drop(id, answered ? {} : { running: { turn, question } });
    if (!shown) this.#tabs.tell({ kind: "said", visit: this.client.memory.visit, turn, text: question });
  }

  #overhear(word: Word): void {
    const { visit, token, renewAt = 0, running, waiting = [] } = this.client.memory;
    if (word.kind === "who") {
      const known = visit && token && { visit, token, renewAt, ...(running && { running }) };
      if (known) this.#tabs.tell({ kind: "here", visit: known });
    } else if (word.kind === "here") {
      if (this.client.known || waiting.length > 0) return;
      this.client.keep(word.visit);
      this.stage.joined();
      void this.resume();
    } else if (!visit) {
      if (word.kind === "said") this.#tabs.tell({ kind: "who" });
    } else if (word.visit !== visit) {
      return;
    } else if (word.kind === "gone") {
      this.stage.gone();
    } else if (!this.#asked.has(word.turn)) {
      void this.#watch(word.turn, word.text);
    }
  }

  /** Show a question of another tab, and its answer as it grows. */
  async #watch(turn: string, question: string): Promise<void> {
    this.#asked.add(turn);
    this.#answered.add(turn);
    this.stage.own(question, false).arrived(turn);
    const show = this.stage.answer(turn, question);
    const events = this.client.events(turn, this.#ended.signal, (why) => this.stage.trouble(why));
    try {
      for await (const event of events) show(event);
    } catch (error) {
      this.stage.failed(question, error);
    }
    this.listen(this.#wanted);
  }

  #drop(id: string, change: Memory = {}): void {
    const waiting = (this.client.memory.waiting ?? []).filter((message) => message.id !== id);
    this.client.keep({ ...change, waiting });
    this.#own.delete(id);
  }

  async #follow(turn: string, question: string): Promise<void> {
    const show = this.stage.answer(turn, question);
    this.stage.running(true);
    try {
      const events = this.client.events(turn, this.#ended.signal, (why) => this.stage.trouble(why));
      for await (const event of events) show(event);
    } catch (error) {
      this.stage.failed(question, error);
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
    this.stage.said(messages.filter((message) => this.#isNew(message)), false);
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
    const possible = wanted && !this.#ended.signal.aborted && this.begun;
    if (!possible) {
      this.#listening?.abort();
      this.#listening = null;
    } else if (!this.#listening) {
      this.#listening = new AbortController();
      void this.#hear(this.#listening.signal);
    }
  }

  /** Whether there is a conversation yet. */
  get begun(): boolean {
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
            this.stage.said([event.message], true);
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
