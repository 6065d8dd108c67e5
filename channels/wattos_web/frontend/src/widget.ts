// What every page loads: the element `<wattos-chat>` and its button. The chat itself is fetched when
// a person opens it; before that nothing is requested and nothing is stored.
import base from "./base.css";
import dark from "./dark.css";
import { h, icon, sheetOf } from "./dom";
import { chooseLanguage } from "./language";
import { recall } from "./memory";
import { paint } from "./theme";
import type { Config, Language, Mode, Setting } from "./types";
import type { Strings } from "./strings";
import type { mount } from "./app";

declare const PARTS: Record<"app" | Language, string>;

const LABEL = { de: "Fragen?", en: "Questions?", tr: "Sorunuz mu var?" };
const OPEN = { de: "Chat öffnen", en: "Open chat", tr: "Sohbeti aç" };
const FAILED = {
  de: "Der Chat ist gerade nicht erreichbar. Noch einmal?",
  en: "The chat cannot be reached right now. Try again?",
  tr: "Sohbete şu anda ulaşılamıyor. Yeniden denensin mi?",
};

const script = document.currentScript as HTMLScriptElement | null;
const server = new URL("../", script?.src ?? document.baseURI).href;
const looks = sheetOf(
  `${base}@media (prefers-color-scheme: dark){.wattos[data-theme="auto"]{${dark}}}.wattos[data-theme="dark"]{${dark}}`,
);

const part = (name: "app" | Language): Promise<unknown> => import(`${server}web/parts/${PARTS[name]}`);
const speak = async (language: Language): Promise<Strings> =>
  ((await part(language)) as Record<Language, Strings>)[language];

async function askConfig(key: string): Promise<Config> {
  const answer = await fetch(`${server}web/config/${encodeURIComponent(key)}`, { credentials: "omit" });
  return answer.ok ? ((await answer.json()) as Config) : Promise.reject(answer);
}

class WattosChat extends HTMLElement {
  static observedAttributes = ["theme", "position", "accent"];
  #area: HTMLElement | null = null;
  #launcher: HTMLButtonElement | null = null;
  #chat: Promise<ReturnType<typeof mount>> | null = null;
  #leftOpen = false;
  readonly #dusk = matchMedia("(prefers-color-scheme: dark)");
  readonly #repaint = (): void => {
    if (this.#area) paint(this.#area);
  };

  connectedCallback(): void {
    this.#dusk.addEventListener("change", this.#repaint);
    if (this.#area) {
      if (this.#leftOpen) void this.open(false);
      return;
    }
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [looks];
    this.#area = h("div", { class: "wattos", lang: this.#language, dir: "ltr", "data-mode": this.#mode });
    root.append(this.#area);
    this.#launcher = h(
      "button",
      { type: "button", class: "launcher", "aria-haspopup": "dialog", onclick: () => void this.open() },
      icon("chat"),
      this.getAttribute("label") || LABEL[this.#language],
    );
    this.#launcher.title = OPEN[this.#language];
    this.#area.append(this.#launcher);
    this.attributeChangedCallback();
    const kept = this.#mode === "floating" && recall(this.#key).open;
    // Nobody asked for it here: the focus stays where the page's reader is, except on a page of its own.
    if (kept || this.#mode === "page" || this.hasAttribute("open")) void this.open(this.#mode === "page");
  }

  /** Frameworks move elements: what is back in the page at once has not left it. */
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected || !this.#launcher) return;
      this.#dusk.removeEventListener("change", this.#repaint);
      this.#leftOpen = Boolean(this.#launcher.hidden);
      void this.#chat?.then((chat) => chat.end());
      this.#chat = null;
      this.#launcher.hidden = false;
    });
  }

  attributeChangedCallback(): void {
    const area = this.#area;
    if (!area) return;
    area.dataset["theme"] = this.getAttribute("theme") ?? area.dataset["keyTheme"] ?? "auto";
    area.dataset["position"] = this.getAttribute("position") ?? area.dataset["keyPosition"] ?? "right";
    const accent = this.getAttribute("accent");
    if (accent) area.style.setProperty("--key-accent", accent);
    this.#repaint();
  }

  get #key(): string {
    return this.getAttribute("key") ?? "";
  }

  get #mode(): Mode {
    const mode = this.getAttribute("mode");
    return mode === "inline" || mode === "page" ? mode : "floating";
  }

  get #language(): Language {
    const page = this.closest("[lang]")?.getAttribute("lang");
    return chooseLanguage(this.getAttribute("lang"), recall(this.#key).language, page, ...navigator.languages);
  }

  /** Open the chat; the promise ends when it can be used. */
  async open(focus = true): Promise<void> {
    const launcher = this.#launcher;
    if (!launcher) return;
    launcher.setAttribute("aria-busy", "true");
    try {
      this.#chat ??= this.#load();
      (await this.#chat).show(focus);
      launcher.hidden = true;
    } catch {
      this.#chat = null;
      launcher.replaceChildren(icon("chat"), FAILED[this.#language]);
    } finally {
      launcher.removeAttribute("aria-busy");
    }
  }

  /** Close the chat and give the focus back to its button. */
  close(): void {
    if (this.#mode !== "floating" || !this.#chat || !this.#launcher) return;
    void this.#chat.then((chat) => chat.hide());
    this.#launcher.hidden = false;
    this.#launcher.focus();
  }

  async #load(): Promise<ReturnType<typeof mount>> {
    const language = this.#language;
    let config: Promise<Config> | null = askConfig(this.#key);
    config.catch(() => undefined); // it may fail before the chat is there to say so
    const [app, words] = await Promise.all([
      part("app") as Promise<{ mount: typeof mount }>,
      speak(language),
    ]);
    const setting: Setting = {
      base: server,
      key: this.#key,
      mode: this.#mode,
      language,
      config: () => {
        const asked = config ?? askConfig(this.#key);
        config = null;
        return asked;
      },
      words: speak,
      dress: (config) => this.#dress(config),
      close: () => this.close(),
    };
    return app.mount(this.#area!, setting, words);
  }

  #dress({ appearance }: Config): void {
    const area = this.#area!;
    area.dataset["keyTheme"] = appearance.theme;
    area.dataset["keyPosition"] = appearance.position;
    if (appearance.accent) area.style.setProperty("--key-accent", appearance.accent);
    this.attributeChangedCallback();
  }
}

if (!customElements.get("wattos-chat")) customElements.define("wattos-chat", WattosChat);

const key = script?.dataset["key"];
if (key) {
  const chat = h("wattos-chat" as "div", { key });
  for (const name of ["lang", "theme", "position", "accent", "label", "open"]) {
    const value = script?.dataset[name];
    if (value !== undefined) chat.setAttribute(name, value);
  }
  // A page that has this chat already, by its element or by the same line twice, gets no second one.
  const add = (): void => {
    if (!document.querySelector(`wattos-chat[key="${CSS.escape(key)}"]`)) document.body.append(chat);
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", add, { once: true });
  else add();
}
