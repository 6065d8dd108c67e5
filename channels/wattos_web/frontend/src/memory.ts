// What the widget remembers in this tab: nothing before a person writes or opens the chat.

export interface Waiting {
  id: string;
  text: string;
}

export interface Memory {
  /** Names the visit among this browser's tabs; never sent. */
  visit?: string;
  open?: boolean;
  language?: string;
  token?: string;
  renewAt?: number;
  /** Messages that the server has not accepted yet, oldest first. */
  waiting?: Waiting[];
  /** The turn that is being answered. */
  running?: { turn: string; question: string };
}

const name = (key: string): string => `wattos:${key}`;

export function recall(key: string): Memory {
  try {
    return JSON.parse(sessionStorage.getItem(name(key)) ?? "{}") as Memory;
  } catch {
    return {};
  }
}

export function remember(key: string, memory: Memory): void {
  try {
    sessionStorage.setItem(name(key), JSON.stringify(memory));
  } catch {
    // Storage is blocked: the conversation lasts as long as the page.
  }
}

export function forget(key: string): void {
  try {
    sessionStorage.removeItem(name(key));
  } catch {
    // Nothing was stored either.
  }
}
