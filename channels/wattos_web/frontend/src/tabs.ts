// The same visitor's other tabs: what is said in one is told to those that show the same conversation,
// and a chat that is opened in a new tab goes on with it. Nothing leaves the browser, nothing is stored.
import type { Memory } from "./memory";

export type Word =
  /** A chat without a conversation looks for one. */
  | { kind: "who" }
  /** One that has a conversation lets it in. */
  | { kind: "here"; visit: Pick<Memory, "visit" | "token" | "renewAt" | "running"> }
  | { kind: "said"; visit: string | undefined; turn: string; text: string }
  /** The conversation was erased. */
  | { kind: "gone"; visit: string | undefined };

export class Tabs {
  readonly #channel: BroadcastChannel;

  constructor(key: string, hear: (word: Word) => void) {
    this.#channel = new BroadcastChannel(`wattos:${key}`);
    this.#channel.onmessage = ({ data }: MessageEvent<Word>) => hear(data);
  }

  tell(word: Word): void {
    this.#channel.postMessage(word);
  }

  close(): void {
    this.#channel.close();
  }
}
