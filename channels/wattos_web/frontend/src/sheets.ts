// Sheets that are fetched when they are first opened: a source, "more", a person, a left question.
import type { Chat } from "./app";
import { Refused } from "./client";
import { button, h, icon } from "./dom";
import { LANGUAGES } from "./language";
import { safeAddress } from "./markdown";
import { Room } from "./room";
import { Sheet } from "./sheet";
import type { Citation, Language } from "./types";

const NAMES: Record<Language, string> = { de: "Deutsch", en: "English", tr: "Türkçe" };
const EMAIL = /^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$/;

const PDF = /\.pdf($|[?#])/i;
const FRAGMENT_WORDS = 6;
/** As the server takes it (own_api.py). */
const LONGEST_QUESTION = 4000;

const open = (chat: Chat, title: string): Sheet => new Sheet(chat.frame.node, chat.frame.main, chat.t, title);

/** The address of a page with the quote as its text fragment (WICG Scroll to Text Fragment). */
export function addressOf({ url, quote, page }: Citation): string | null {
  const href = safeAddress(url);
  if (!href?.startsWith("http") || !quote) return href;
  if (PDF.test(href)) return page ? `${href.split("#")[0]}#page=${page}` : href;
  // A fragment matches within one block: cells of a table and lines are blocks of their own. In a
  // row, a comma may stand for a line's end in a cell; the longest part is the least common one.
  const isRow = quote.includes(" | ");
  const blocks = quote.split(isRow ? /\s*[|\n]\s*/ : /\s*\n\s*/).filter(Boolean);
  const parted = (block = ""): string[] => (isRow ? block.split(/,\s+/) : [block]);
  const first = parted(blocks[0]).reduce((longest, part) => (part.length > longest.length ? part : longest));
  const words = first.replace(/\s+/g, " ").trim().split(" ");
  const ending = (parted(blocks.at(-1)).at(-1) ?? "").trim().split(/\s+/).slice(-FRAGMENT_WORDS);
  const short = blocks.length === 1 && words.length <= 2 * FRAGMENT_WORDS;
  const parts = short ? [words] : [words.slice(0, FRAGMENT_WORDS), ending];
  const directive = parts.map((part) => encodeURIComponent(part.join(" ")).replaceAll("-", "%2D")).join(",");
  return `${href}${href.includes("#") ? "" : "#"}:~:text=${directive}`;
}

export function showSource(chat: Chat, turn: string, number: number, citation: Citation): void {
  const { t, client } = chat;
  const href = addressOf(citation);
  const host = citation.url.startsWith("http") ? new URL(citation.url).host : "";
  const name = h("span", {}, href && !PDF.test(href) ? t.toText : t.toFile);
  const foot = href
    ? h("a", { class: "primary", href, target: "_blank", rel: "noopener", title: t.newTab }, name, icon("out"))
    : h("p", { class: "soft" }, t.noAddress);
  const under = [host, citation.page ? `${t.page} ${citation.page}` : ""].filter(Boolean).join(" · ");
  const title = citation.title || host || `${t.source} ${number}`;
  const sheet = new Sheet(chat.frame.node, chat.frame.main, t, title, { number, under, foot });
  if (!citation.quote) return;
  const [before, after] = [h("span", { class: "around" }), h("span", { class: "around" })];
  sheet.body.append(h("div", { class: "passage", lang: citation.language || null }, before, h("mark", {}, citation.quote), after));
  client.passage(turn, number).then(
    (passage) => {
      before.textContent = passage.before;
      after.textContent = passage.after;
      if (passage.state !== "current") {
        const said = passage.state === "gone" ? t.goneSource : t.changedSource;
        sheet.body.prepend(h("p", { class: "notice", role: "status" }, icon("info"), h("span", {}, said)));
        name.textContent = href && !PDF.test(href) ? t.toPage : t.toFile;
      }
      sheet.node.querySelector("mark")?.scrollIntoView({ block: "center" });
    },
    () => undefined, // the quote alone is shown
  );
}

export function showMore(chat: Chat): void {
  const { t, client } = chat;
  const sheet = open(chat, t.more);
  const list = h("ul", { class: "menu" });
  const item = (node: HTMLElement): void => void list.append(h("li", {}, node));
  if (chat.owner === "bot") item(button("item", t.toPerson, () => askPerson(chat), "person"));
  const toBot = (): void => void chat.returnToBot().then(() => sheet.close());
  if (chat.owner === "paused") item(button("item", t.toBot, toBot, "chat"));
  item(button("item", t.leave, () => leaveQuestion(chat), "mail"));
  if (client.known) {
    item(button("item", t.export, () => void download(chat), "save"));
    item(button("item bad", t.erase, () => askErase(chat), "bin"));
  }
  const choice = h("div", { class: "row", role: "group", "aria-labelledby": "language" });
  for (const language of LANGUAGES) {
    const name = button("quiet", h("span", { lang: language }, NAMES[language]), () => void chat.speak(language));
    name.setAttribute("aria-pressed", String(language === client.language));
    choice.append(name);
  }
  sheet.body.append(list, h("p", { class: "field", id: "language" }, t.language), choice);
  const privacy = chat.config?.appearance.privacy_url;
  if (!privacy) return;
  const link = h("a", { href: privacy, target: "_blank", rel: "noopener" }, t.privacy);
  sheet.body.append(h("p", { class: "soft" }, link));
}

export function askPerson(chat: Chat): void {
  const { t } = chat;
  const sheet = open(chat, t.toPerson);
  const fault = h("p", { class: "fault", role: "alert" });
  const go = async (): Promise<void> => {
    try {
      await chat.askForPerson();
      sheet.close();
    } catch {
      fault.textContent = t.failed;
    }
  };
  const leave = button(chat.talk.begun ? "quiet" : "primary", t.leave, () => leaveQuestion(chat));
  const row = h("div", { class: "row" }, leave);
  if (chat.talk.begun) row.prepend(button("primary", t.askNow, () => void go()));
  sheet.body.append(h("p", {}, chat.talk.begun ? t.askPerson : t.askFirst), fault, row);
}

export function leaveQuestion(chat: Chat): void {
  const { t } = chat;
  const sheet = open(chat, t.leave);
  const question = h("textarea", { id: "left-question", rows: 4, required: true });
  question.value = chat.lastQuestion;
  const room = new Room(question, LONGEST_QUESTION, t, (text) => chat.frame.announce(text));
  const email = h("input", { id: "left-email", type: "email", maxlength: 254, autocomplete: "email", required: true });
  const name = h("input", { id: "left-name", type: "text", maxlength: 200, autocomplete: "name" });
  const fault = h("p", { class: "fault", role: "alert", id: "left-fault" });
  const label = (field: HTMLElement, text: string): HTMLElement => h("label", { class: "field", for: field.id }, text);
  const form = h("form", { novalidate: true }, h("p", {}, t.leaveWhy));
  const send = h("button", { class: "primary" }, t.leaveSend);
  form.append(label(question, t.question), question, room.node, label(email, t.email), email, label(name, t.name), name);
  form.append(fault, send, chat.privacyLink ?? "");
  const refuse = (field: HTMLElement, text: string): void => {
    field.after(fault);
    fault.textContent = text;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", field === question ? `${room.node.id} ${fault.id}` : fault.id);
    field.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const field of [question, email]) field.removeAttribute("aria-invalid");
    fault.textContent = "";
    if (!question.value.trim()) return refuse(question, t.noQuestion);
    if (!room.fits()) return;
    if (!EMAIL.test(email.value.trim())) return refuse(email, t.badEmail);
    send.disabled = true; // a second press may not send it twice
    const body = { question: question.value, email: email.value.trim(), name: name.value };
    chat.client.call("questions", { method: "POST", body }).then(
      () => {
        sheet.close();
        chat.tell(t.left);
      },
      (error: unknown) => {
        send.disabled = false;
        send.before(fault);
        fault.textContent = error instanceof Refused && error.status === 429 ? t.busy : t.failed;
      },
    );
  });
  sheet.body.append(form);
}

function askErase(chat: Chat): void {
  const { t } = chat;
  const sheet = open(chat, t.erase);
  const fault = h("p", { class: "fault", role: "alert" });
  const erase = (): void => void chat.erase().catch(() => (fault.textContent = t.failed));
  sheet.body.append(
    h("p", {}, t.eraseAsk),
    fault,
    h("div", { class: "row" }, button("danger", t.eraseNow, erase), button("quiet", t.cancel, () => sheet.close())),
  );
}

async function download(chat: Chat): Promise<void> {
  try {
    const everything = await (await chat.client.call("conversation/export")).blob();
    const href = URL.createObjectURL(everything);
    const link = h("a", { href, download: `chat-${new Date().toISOString().slice(0, 10)}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  } catch {
    chat.frame.announce(chat.t.failed);
  }
}
