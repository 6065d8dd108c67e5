// The chat in its window: words and looks, what it shows of the conversation, how it opens.
import css from "./chat.css";
import { Client, Offline, Refused } from "./client";
import { button, h, icon, sheetOf } from "./dom";
import { forget } from "./memory";
import { Answer, earlierAnswer, type Host, humanMessage, note, ownMessage } from "./message";
import { Frame } from "./frame";
import { keepFocus } from "./sheet";
import type { Strings } from "./strings";
import { Talk } from "./talk";
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
    setting.config.then(
      (config) => {
        this.config = config;
        setting.dress(config);
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
    this.talk.resume().catch((error: unknown) => {
      if (error instanceof Offline) this.frame.tell(this.t.offline);
    });
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

  tell(text: string): void {
    this.frame.add(note(text));
    this.frame.announce(text);
  }

  async askForPerson(): Promise<void> {
    await this.talk.ask(true);
  }

  async returnToBot(): Promise<void> {
    await this.talk.ask(false);
  }

  async erase(): Promise<void> {
    this.talk.stop();
    await this.client.call("conversation", { method: "DELETE" });
    forget(this.setting.key);
    this.#again();
    this.tell(this.t.erased);
  }

  /** Go on in another language: the widget's own words and, from the next question, the answers'. */
  async speak(language: Language): Promise<void> {
    this.t = await this.setting.words(language);
    this.client.language = language;
    this.client.keep({ language });
    this.setting.language = language;
    this.#again();
  }

  /** Build the window anew; what the tab remembers is shown again. */
  #again(): void {
    this.talk.end();
    this.frame.node.remove();
    this.client = new Client(this.setting.base, this.setting.key, this.setting.language);
    this.#host = this.#makeHost();
    this.frame = this.#makeFrame();
    this.talk = this.#makeTalk();
    this.start();
    this.show(true);
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
    if (questions.length > 0 && !this.client.known) frame.intro.append(this.#suggest(questions));
    const privacy = config.appearance.privacy_url;
    if (!privacy) return;
    const link = h("a", { href: privacy, target: "_blank", rel: "noopener" }, t.privacy);
    frame.footer.replaceChildren(`${t.footer} `, link);
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
    const refused = reason instanceof Response && reason.status < 500 && reason.status !== 429;
    const text = refused ? this.t.noChat : this.t.unreachable;
    this.frame.intro.replaceChildren(h("p", { class: "fault", role: "alert", id: "notice" }, text));
  }

  #makeTalk(): Talk {
    const { frame, t } = this;
    return new Talk(this.client, {
      own: (text, waiting) => {
        const node = ownMessage(t, text, waiting);
        frame.add(node);
        return (shown) => (shown ? node : node.querySelector(".hint"))?.remove();
      },
      answer: (turn, question) => this.#answer(turn, question),
      failed: (turn, question, error) => this.#failed(turn, question, error),
      earlier: (messages) => this.#earlier(messages),
      owner: (owner) => this.tell({ bot: t.botAgain, paused: t.asked, human: t.joined }[owner]),
      running: (running) => {
        frame.running = running;
      },
      lost: (lost) => {
        if (!lost && !frame.bar.hidden) frame.announce(t.online);
        frame.tell(lost ? t.offline : "");
      },
      busy: () => frame.tell(t.busy),
    });
  }

  #answer(turn: string, question: string): (event: TurnEvent) => void {
    const answer = new Answer(this.#host, turn);
    const { frame, t } = this;
    frame.add(answer.node);
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
        case "handoff.requested":
          return this.tell(t.asked);
        case "turn.completed":
          if (!event.text) return answer.node.remove();
          answer.finish(event);
          return frame.announce(`${t.answer}: ${answer.plain}`);
        case "turn.failed":
          answer.fail(event.message, () => this.talk.say(question));
          return frame.announce(event.message);
      }
    };
  }

  #failed(turn: string | null, question: string, error: unknown): void {
    const gone = error instanceof Refused && error.status === 404;
    const text = gone || (error instanceof Refused && error.status === 403) ? this.t.noChat : this.t.failed;
    const answer = new Answer(this.#host, turn ?? "");
    answer.fail(text, () => this.talk.say(question));
    this.frame.add(answer.node);
    this.frame.announce(text);
  }

  #earlier(messages: Message[]): void {
    const { frame, t } = this;
    for (const message of messages) {
      if (message.role === "person") {
        this.lastQuestion = message.text;
        frame.add(ownMessage(t, message.text, false));
      } else if (message.role === "agent") frame.add(earlierAnswer(this.#host, message));
      else {
        frame.add(humanMessage(t, message.text));
        frame.announce(`${t.human}: ${message.text}`);
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
