// Talking to the server as one visitor: a token that is renewed in time, messages that may be sent
// again without harm, and a turn's events that go on where they were lost.
import { newId } from "./id";
import { type Memory, recall, remember } from "./memory";
import type { Conversation, Happening, Language, Passage, TurnEvent } from "./types";

/** The server answered, and it is a no. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** No answer came. */
export class Offline extends Error {}

/** Why it does not go on: no network, a server that fails, or too many messages at once. */
export type Trouble = "offline" | "failing" | "busy";

/** What is the matter when trying again later may help; null when the server said no. */
export function troubleOf(error: unknown): Trouble | null {
  if (error instanceof Offline) return "offline";
  if (!(error instanceof Refused)) return null;
  return error.status >= 500 ? "failing" : error.status === 429 ? "busy" : null;
}

interface Visit {
  token: string;
  expires_in: number;
}

interface Options {
  method?: "GET" | "POST" | "DELETE";
  body?: unknown;
  token?: string;
  /** What was seen last. */
  after?: number | string | undefined;
  signal?: AbortSignal | undefined;
}

async function request(url: string, options: Options = {}): Promise<Response> {
  const { method = "GET", body, token, after, signal } = options;
  const headers = new Headers();
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (after !== undefined) headers.set("Last-Event-ID", String(after));
  const init: RequestInit = { method, headers, credentials: "omit", signal: signal ?? null };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(url, init).catch((error: unknown) => {
    throw new Offline(String(error));
  });
  if (response.ok) return response;
  const problem = (await response.json().catch(() => null)) as { detail?: string } | null;
  throw new Refused(response.status, problem?.detail ?? `HTTP ${response.status}`);
}

/** Server-sent events of a response (WHATWG HTML, section 9.2.6): each `data` as JSON. */
async function* frames<T>(response: Response): AsyncGenerator<T> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    for (let end = buffer.indexOf("\n\n"); end >= 0; end = buffer.indexOf("\n\n")) {
      const data = buffer.slice(0, end).split("\n").filter((line) => line.startsWith("data:"));
      buffer = buffer.slice(end + 2);
      if (data.length > 0) yield JSON.parse(data.map((line) => line.slice(5)).join("\n"));
    }
  }
}

/** Until the time is over or the browser is online again, whichever comes first. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => {
    const go = (): void => {
      clearTimeout(timer);
      removeEventListener("online", go);
      done();
    };
    const timer = setTimeout(go, milliseconds);
    addEventListener("online", go);
  });
}

export class Client {
  memory: Memory;
  /** Called when the visit before could not be renewed and another one has begun. */
  onNewVisit: () => void = () => undefined;
  #opening: Promise<string> | null = null;

  constructor(
    readonly base: string,
    readonly key: string,
    public language: Language,
  ) {
    this.memory = recall(key);
  }

  keep(change: Memory): void {
    this.memory = { ...this.memory, ...change };
    remember(this.key, this.memory);
  }

  get known(): boolean {
    return this.memory.token !== undefined;
  }

  /** A valid token: the one at hand, a renewed one, or that of a new visit. */
  token(): Promise<string> {
    const { token, renewAt = 0 } = this.memory;
    if (token && Date.now() < renewAt) return Promise.resolve(token);
    this.#opening ??= this.#open(token).finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(old: string | undefined): Promise<string> {
    const begin = { method: "POST", body: { key: this.key, language: this.language } } as const;
    let response: Response | null = null;
    if (old) {
      response = await request(`${this.base}web/sessions/renew`, { method: "POST", token: old }).catch(
        (error: unknown) => {
          if (error instanceof Refused && error.status < 500) return null;
          throw error;
        },
      );
    }
    const renewed = response !== null;
    response ??= await request(`${this.base}web/sessions`, begin);
    const visit = (await response.json()) as Visit;
    this.keep({ token: visit.token, renewAt: Date.now() + visit.expires_in * 500 });
    if (!renewed) this.keep({ visit: newId() });
    if (old && !renewed) this.onNewVisit();
    return visit.token;
  }

  async call(path: string, options: Options = {}): Promise<Response> {
    const url = `${this.base}web/${path}`;
    try {
      return await request(url, { ...options, token: await this.token() });
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
      this.keep({ renewAt: 0 });
      return request(url, { ...options, token: await this.token() });
    }
  }

  async send(text: string, id: string): Promise<string> {
    const body = { text, client_message_id: id, language: this.language };
    const response = await this.call("messages", { method: "POST", body });
    return ((await response.json()) as { turn_id: string }).turn_id;
  }

  /** A turn's events in order, each once; `onTrouble` hears when the connection comes and goes. */
  async *events(turn: string, signal: AbortSignal, onTrouble: (why: Trouble | null) => void): AsyncGenerator<TurnEvent> {
    let seen = 0;
    for (let failures = 0; !signal.aborted; failures += 1) {
      let why: Trouble = "offline";
      try {
        const response = await this.call(`turns/${turn}/events`, { after: seen, signal });
        onTrouble(null); // the next word may take its time
        for await (const { seq, event } of frames<{ seq: number; event: TurnEvent }>(response)) {
          if (seq <= seen) continue;
          seen = seq;
          failures = 0;
          yield event;
          if (event.type === "turn.completed" || event.type === "turn.failed") return;
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Refused) {
          const later = troubleOf(error);
          if (!later) throw error;
          why = later;
        }
      }
      onTrouble(why);
      await pause(Math.min(250 * 2 ** failures, 5000));
    }
  }

  async conversation(after?: string): Promise<Conversation> {
    const query = after ? `?after=${after}` : "";
    return (await (await this.call(`conversation${query}`)).json()) as Conversation;
  }

  /** What colleagues write and who answers, as it happens; ends when the connection does. */
  async *happenings(after: string | undefined, signal: AbortSignal): AsyncGenerator<Happening> {
    yield* frames<Happening>(await this.call("conversation/events", { after, signal }));
  }

  async passage(turn: string, number: number): Promise<Passage> {
    return (await (await this.call(`turns/${turn}/passages/${number}`)).json()) as Passage;
  }

  async stop(turn: string): Promise<void> {
    await this.call(`turns/${turn}/stop`, { method: "POST" });
  }

  async judge(turn: string, value: 1 | -1, comment: string | null): Promise<void> {
    const body = { kind: "thumb", value, comment };
    await this.call(`turns/${turn}/feedback`, { method: "POST", body });
  }
}
