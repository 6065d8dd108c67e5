// The chat in its window: words and looks, what it shows of the conversation, how it opens.
import css from "./chat.css";
import { Client, Refused } from "./client";
import { button, h, icon, sheetOf } from "./dom";
import { forget } from "./memory";
import { Answer, earlierAnswer, type Host, humanMessage, note, OwnMessage } from "./message";
import { Frame } from "./frame";
import { keepFocus } from "./sheet";
import type { Strings } from "./strings";
import { type Own, Talk } from "./talk";
import type { ByLanguage, Config, Language, Message, Setting, TurnEvent } from "./types";
import { fitScreen } from "./viewport";

const looks = sheetOf(css);
const sheets = (): Promise<typeof import("./sheets")> => import("./sheets");

export class Chat {
  config: Config | null = null;
  client: Client;
  frame: Frame;
  talk: Talk;
  lastQuestion = "";
  #host: Host;
  /** The visitor's message of each turn, behind which its answer belongs. */
  readonly #asked = new Map<string, HTMLElement>();

  constructor(
    readonly area: HTMLElement,
    readonly setting: Setting,
    public t: Strings,
  ) {
    this.client = new Client(setting.base, setting.key, setting.language);
    this.#host = this.#makeHost();
    this.frame = this.#makeFrame();
    this.talk = this.#makeTalk();
    document.addEventListener("visibilitychange", this.#listen);
    this.#askConfig();
  }

  #askConfig(): void {
    this.setting.config().then(
      (config) => {
        this.config = config;
        this.setting.dress(config);
        this.#introduce();
      },
      (reason: unknown) => this.#cannotStart(reason),
    );
  }

  get owner(): Talk["owner"] {
    return this.talk.owner;
  }

  start(): void {
    this.area.lang = this.client.language;
    this.area.append(this.frame.node);
    this.#introduce();
    void this.talk.resume();
  }

  show(focus: boolean): void {
    this.frame.node.hidden = false;
    this.client.memory.open = true;
    if (this.client.known) this.client.keep({});
    fitScreen(this.area, true);
    this.#listen();
    if (focus) this.#focus();
  }

  /** To the message field, except where its soft keyboard would hide notice and answer. */
  #focus(): void {
    const touch = matchMedia("(pointer: coarse)").matches;
    (touch ? this.frame.title : this.frame.text).focus();
  }

  hide(): void {
    this.frame.node.hidden = true;
    this.client.memory.open = false;
    if (this.client.known) this.client.keep({});
    fitScreen(this.area, false);
    this.#listen();
  }

  /** The element has left its page. */
  end(): void {
    this.talk.end();
    document.removeEventListener("visibilitychange", this.#listen);
    fitScreen(this.area, false);
    this.frame.node.remove();
  }

  readonly #listen = (): void => this.talk.listen(!this.frame.node.hidden && !document.hidden);

  tell(text: string, next: HTMLElement | "" = ""): void {
    this.frame.add(note(text, next));
    this.frame.announce(text);
  }

  async askForPerson(): Promise<void> {
    await this.talk.ask(true);
  }

  async returnToBot(): Promise<void> {
    await this.talk.ask(false);
    this.#focus();
  }

  async erase(): Promise<void> {
    this.talk.stop();
    await this.client.call("conversation", { method: "DELETE" });
    this.talk.erased();
    this.#erased(true);
  }

  #erased(focus: boolean): void {
    forget(this.setting.key);
    this.#again(focus);
    this.tell(this.t.erased);
  }

  /** Go on in another language: the widget's own words and, from the next question, the answers'. */
  async speak(language: Language): Promise<void> {
    this.t = await this.setting.words(language);
    this.client.language = language;
    this.client.keep({ language });
    this.setting.language = language;
    this.#again(true);
  }

  /** Build the window anew; what the tab remembers is shown again. */
  #again(focus: boolean): void {
    const shown = !this.frame.node.hidden;
    this.talk.end();
    this.frame.node.remove();
    this.#asked.clear();
    this.client = new Client(this.setting.base, this.setting.key, this.setting.language);
    this.#host = this.#makeHost();
    this.frame = this.#makeFrame();
    this.talk = this.#makeTalk();
    this.start();
    if (shown) this.show(focus);
    else this.frame.node.hidden = true;
  }

  #makeHost(): Host {
    return {
      t: this.t,
      announce: (text) => this.frame.announce(text),
      ask: (text) => this.#ask(text),
      askPerson: () => void sheets().then((made) => made.askPerson(this)),
      leaveQuestion: () => void sheets().then((made) => made.leaveQuestion(this)),
      judge: (turn, value, comment) => this.client.judge(turn, value, comment),
      showSource: (turn, number, citation) =>
        void sheets().then((made) => made.showSource(this, turn, number, citation)),
      onGrow: () => this.frame.follow(),
    };
  }

  #makeFrame(): Frame {
    const frame = new Frame(this.t, this.setting.mode, {
      send: (text) => this.#ask(text),
      stop: () => this.talk.stop(),
      more: () => void sheets().then((made) => made.showMore(this)),
      close: () => this.setting.close(),
    });
    frame.node.addEventListener("keydown", (event) => {
      if (this.setting.mode !== "floating") return;
      if (event.key === "Escape") this.setting.close();
      else if (this.area.dataset["full"] === "true") keepFocus(frame.node, event);
    });
    return frame;
  }

  #introduce(): void {
    const { frame, t, config } = this;
    if (!config) {
      frame.intro.replaceChildren(h("p", { class: "soft", id: "notice" }, `${t.loading} …`));
      return;
    }
    const language = this.client.language;
    const say = (texts: ByLanguage): string | undefined =>
      texts[language] ?? texts.en ?? Object.values(texts)[0];
    frame.title.textContent = config.title || t.chat;
    if (this.setting.mode === "page") document.title = frame.title.textContent ?? t.chat;
    const greeting = say(config.greeting);
    const spoken = (Object.keys(config.greeting) as Language[]).find((name) => config.greeting[name] === greeting);
    const notice = h("p", { class: "notice", id: "notice" }, icon("info"), h("span", {}, say(config.disclosure) ?? ""));
    frame.intro.replaceChildren(notice, greeting ? h("p", { class: "greeting", lang: spoken }, greeting) : "");
    const questions = config.questions[language] ?? [];
    const begun = this.client.known || frame.messages.firstChild; // before the words were here
    if (questions.length > 0 && !begun) frame.intro.append(this.#suggest(questions));
    if (this.privacyLink) frame.footer.replaceChildren(`${t.footer} `, this.privacyLink);
  }

  /** A new link to the organisation's privacy page, if it has named one. */
  get privacyLink(): HTMLElement | null {
    const href = this.config?.appearance.privacy_url;
    return href ? h("a", { href, target: "_blank", rel: "noopener" }, this.t.privacy) : null;
  }

  #suggest(questions: string[]): HTMLElement {
    const list = h("ul", { "aria-label": this.t.suggested, class: "suggested" });
    for (const question of questions) {
      list.append(h("li", {}, button("suggestion", h("span", {}, question), () => this.#ask(question), "next")));
    }
    return list;
  }

  #ask(text: string): void {
    const typed = this.frame.typing;
    this.frame.intro.querySelector(".suggested")?.remove();
    this.lastQuestion = text;
    this.talk.say(text);
    if (!typed) this.#focus();
  }

  #cannotStart(reason: unknown): void {
    const { t, frame } = this;
    const refused = reason instanceof Response && reason.status < 500 && reason.status !== 429;
    const fault = h("p", { class: "fault", role: "alert", id: "notice" }, refused ? t.noChat : t.unreachable);
    const again = button("quiet", t.again, () => {
      this.#introduce();
      this.#askConfig();
      this.#focus();
    });
    frame.intro.replaceChildren(fault, refused ? "" : h("div", {}, again));
  }

  #makeTalk(): Talk {
    const { frame, t } = this;
    this.client.onNewVisit = () => this.tell(t.newVisit);
    return new Talk(this.client, {
      own: (text, waiting) => {
        const own = new OwnMessage(t, text, waiting);
        frame.add(own.node);
        const arrived = (turn: string): void => {
          own.waits(false);
          this.#asked.set(turn, own.node);
        };
        return { waits: () => own.waits(true), arrived, remove: () => own.node.remove() };
      },
      answer: (turn, question) => this.#answer(turn, question),
      failed: (question, error, own) => this.#failed(question, error, own),
      said: (messages, live) => this.#said(messages, live),
      owner: (owner) => this.#belongsTo(owner),
      running: (running) => {
        frame.running = running;
      },
      joined: () => frame.intro.querySelector(".suggested")?.remove(),
      gone: () => this.#erased(false),
      trouble: (why) => {
        if (!why && !frame.bar.hidden) frame.announce(t.online);
        frame.tell(why ? { offline: t.offline, failing: t.trouble, busy: t.busy }[why] : "");
      },
    });
  }

  #belongsTo(owner: Talk["owner"]): void {
    const { frame, t } = this;
    frame.node.dataset["owner"] = owner;
    frame.subtitle.textContent = { bot: t.assistant, paused: t.humanAsked, human: t.humanHere }[owner];
    if (owner !== "paused") return this.tell(owner === "bot" ? t.botAgain : t.joined);
    this.tell(t.asked, button("quiet to-bot", t.toBot, () => void this.returnToBot().catch(() => this.tell(t.failed))));
  }

  #answer(turn: string, question: string): (event: TurnEvent) => void {
    const answer = new Answer(this.#host, turn, question);
    const { frame, t } = this;
    frame.add(answer.node, this.#asked.get(turn));
    frame.announce(t.thinking);
    return (event) => {
      switch (event.type) {
        case "turn.started":
          return answer.restart();
        case "text.delta":
          return answer.append(event.text);
        case "citation":
          return answer.cite(event.index, event.citation);
        case "tool.started":
          return answer.tell(`${event.tool} ${t.working}`);
        case "tool.finished":
          return answer.tell(event.summary);
        case "progress":
          return answer.tell(event.message, event.done, event.total);
        case "turn.completed":
          if (!event.text) return answer.node.remove();
          answer.finish(event, this.talk.stopped.has(turn));
          return frame.announce(answer.aloud);
        case "turn.failed":
          answer.fail(event.message, () => this.talk.say(question), event.code === "stopped" ? "soft" : "fault");
          return frame.announce(event.message);
      }
    };
  }

  #failed(question: string, error: unknown, own?: Own): void {
    const gone = error instanceof Refused && error.status === 404;
    const text = gone || (error instanceof Refused && error.status === 403) ? this.t.noChat : this.t.failed;
    const answer = new Answer(this.#host, "", question);
    answer.fail(text, () => {
      own?.remove();
      this.talk.say(question);
    });
    this.frame.add(answer.node);
    this.frame.announce(text);
  }

  #said(messages: Message[], live: boolean): void {
    const { frame, t } = this;
    for (const message of messages) {
      if (message.role === "person") {
        this.lastQuestion = message.text;
        const { node } = new OwnMessage(t, message.text);
        if (message.turn_id) this.#asked.set(message.turn_id, node);
        frame.add(node);
      } else if (message.role === "agent") {
        const last = message === messages.at(-1) && !this.client.memory.waiting?.length;
        frame.add(earlierAnswer(this.#host, message, this.lastQuestion, last));
      }
      else {
        frame.receive(humanMessage(t, message.text));
        if (live) frame.announce(`${t.human}: ${message.text}`);
      }
    }
  }
}

/** Put the chat into `area`; it is shown and hidden from outside. */
export function mount(area: HTMLElement, setting: Setting, t: Strings): Chat {
  const root = area.getRootNode() as ShadowRoot;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets.slice(0, 1), looks];
  const chat = new Chat(area, setting, t);
  chat.start();
  return chat;
}
