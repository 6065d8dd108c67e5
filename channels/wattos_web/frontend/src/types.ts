// What the server says, as docs of its API describe it (core/wattos/events.py, wattos_web).

import type { Strings } from "./strings";

export type Language = "de" | "en" | "tr";
export type ByLanguage<T = string> = Partial<Record<Language, T>>;
export type Mode = "floating" | "inline" | "page";

export interface Citation {
  url: string;
  title: string;
  quote: string;
  page: number | null;
  /** Of the quote, as a tag such as `de`; empty where it is not known. */
  language?: string;
}

export interface Suggestion {
  action: string;
  label: string;
  text: string | null;
}

export interface Completed {
  text: string;
  citations: Citation[];
  abstained: boolean;
  /** Of the text, as a tag such as `de`; empty where it is not known. */
  language: string | null;
  suggestions: Suggestion[];
  /** The answer that an editor wrote or checked, where one answered. */
  verified_answer_id?: string | null;
  /** Of that answer's words, where they are quoted under a sentence in `language`. */
  quoted_language?: string;
}

export type TurnEvent =
  | { type: "turn.started"; attempt: number }
  | { type: "text.delta"; text: string }
  | { type: "citation"; index: number; citation: Citation }
  | { type: "tool.started"; tool: string }
  | { type: "tool.finished"; tool: string; summary: string }
  | { type: "progress"; message: string; done: number; total: number | null }
  | { type: "handoff.requested"; reason: string }
  | ({ type: "turn.completed" } & Completed)
  | { type: "turn.failed"; code: string; message: string };

export interface Message {
  id: string;
  role: "person" | "agent" | "human" | "system";
  text: string;
  turn_id: string | null;
  turn_state: "queued" | "running" | "completed" | "failed" | "stopped" | null;
  citations: Citation[];
  abstained: boolean;
  language: string | null;
  feedback: { kind: string; value: number }[];
  verified_answer_id?: string | null;
  suggestions: Suggestion[];
  quoted_language: string;
}

export interface Conversation {
  owner: "bot" | "human" | "paused";
  messages: Message[];
}

export type Happening =
  | { type: "message.added"; message: Message }
  | { type: "owner.changed"; owner: Conversation["owner"] };

export interface Passage {
  before: string;
  quote: string;
  after: string;
  /** Whether the source still says so. */
  state: "current" | "changed" | "gone";
}

export interface Config {
  title: string;
  disclosure: ByLanguage;
  greeting: ByLanguage;
  questions: ByLanguage<string[]>;
  appearance: {
    theme: "auto" | "light" | "dark";
    accent: string;
    position: "right" | "left";
    privacy_url: string;
  };
}

/** What the page's own element hands to the chat. */
export interface Setting {
  base: string;
  key: string;
  mode: Mode;
  language: Language;
  /** What the server says of the key; each call asks anew. */
  config: () => Promise<Config>;
  /** The widget's words in a language. */
  words: (language: Language) => Promise<Strings>;
  /** Put the key's looks on the element. */
  dress: (config: Config) => void;
  close: () => void;
}
