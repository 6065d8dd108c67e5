// Markdown as answers use it, built as DOM nodes: no text ever becomes HTML.
// Blocks: paragraphs, headings, lists, quotes, tables, fenced code. Inline: **bold**, *emphasis* or
// _emphasis_, `code`, [links](https://…), bare addresses, [1] as the chip of that source.
import { h } from "./dom";

type Chip = (number: number) => Node;
/** The language of words that are quoted from the sources with these numbers, where it is known. */
type Tongue = (quoted: string, sources: number[]) => string | undefined;

const INLINE =
  /\*\*(?<bold>.+?)\*\*|(?<!\w)\*(?<em>[^*\s](?:[^*]*[^*\s])?)\*|(?<![\p{L}\p{N}_])_(?<aside>[^_\s](?:[^_]*[^_\s])?)_(?![\p{L}\p{N}_])|`(?<code>[^`]+)`|\[(?<label>[^\]]+)\]\((?<url>[^)\s]+)\)|\[(?<chip>\d{1,2})\]|(?<bare>https?:\/\/[^\s<>()]*[^\s<>().,;:!?"'„“])|(?<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/gu;
const SOURCE = /\[(\d{1,2})\]/g;
const BULLET = /^\s*[-*•]\s+/;
const NUMBER = /^\s*(\d+)[.)]\s+/;
const HEADING = /^#{1,6}\s+/;
const QUOTE = /^>\s?/;
const ROW = /^\s*\|.*\|/;
const RULER = /^[\s|:-]+$/;
const LAST_WORD = /\S{1,24}\s?$/;
const POINTS = /^[.,;:!?)]+/;
const LINK = /\[([^\]]+)\]\(([^)\s]+)\)/g;
const LINE_MARK = /^\s*(?:[-*•]|#{1,6}|>)\s+/;
const MARKS = /\s*\[\d{1,2}\]|\*\*|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|(?<![\p{L}\p{N}])_(?=\S)|(?<=\S)_(?![\p{L}\p{N}])/gu;

/** `text` without marks and sources' numbers; links are followed by their address. */
export const plain = (text: string): string => text.replace(LINK, "$1 ($2)").replace(MARKS, "").trim();

/** `text` as it is read out: no marks, links by their words, and tables as lists of words. */
export function spoken(text: string): string {
  const rows = plain(text.replace(LINK, "$1")).split("\n").filter((line) => !line.includes("|") || !RULER.test(line));
  return rows.map((row) => row.replace(LINE_MARK, "").replace(/^\s*\|\s*|\s*\|\s*$/g, "").replace(/\s*\|\s*/g, ", ")).join("\n");
}

/** The address if a person may follow it, otherwise null. */
export function safeAddress(url: string): string | null {
  if (!/^[a-z]+:/i.test(url)) return null;
  try {
    const parsed = new URL(url);
    return ["http:", "https:", "mailto:", "tel:"].includes(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

function link(url: string, text: string): Node {
  const href = safeAddress(url);
  if (href === null) return document.createTextNode(text);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}

function inline(parent: Node, text: string, chip: Chip): void {
  const add = (node: Node | string): void => {
    parent.appendChild(typeof node === "string" ? document.createTextNode(node) : node);
  };
  let last = 0;
  let tie: HTMLElement | null = null;
  for (const match of text.matchAll(INLINE)) {
    const found = match.groups ?? {};
    const between = text.slice(last, match.index);
    last = match.index + match[0].length;
    if (found["chip"] !== undefined) {
      // A chip stays on one line with the word before it and the point after it.
      const word = LAST_WORD.exec(between)?.[0] ?? "";
      if (between.trim() || !tie) {
        add(between.slice(0, between.length - word.length));
        tie = parent.appendChild(h("span", { class: "tie" }, word.trimEnd()));
      }
      const points = POINTS.exec(text.slice(last))?.[0] ?? "";
      tie.append(chip(Number(found["chip"])), points);
      last += points.length;
      continue;
    }
    tie = null;
    add(between);
    if (found["bold"] !== undefined) inline(parent.appendChild(h("strong")), found["bold"], chip);
    else if (found["em"] !== undefined) inline(parent.appendChild(h("em")), found["em"], chip);
    else if (found["aside"] !== undefined) inline(parent.appendChild(h("em")), found["aside"], chip);
    else if (found["code"] !== undefined) add(h("code", {}, found["code"]));
    else if (found["label"] !== undefined) add(link(found["url"] ?? "", found["label"]));
    else if (found["bare"] !== undefined) add(link(found["bare"], found["bare"]));
    else add(link(`mailto:${match[0]}`, match[0]));
  }
  add(text.slice(last));
}

function lines(parent: Node, texts: string[], chip: Chip): void {
  texts.forEach((text, place) => {
    if (place > 0) parent.appendChild(h("br"));
    inline(parent, text, chip);
  });
}

const numberOf = (line: string): number => Number(NUMBER.exec(line)?.[1] ?? 0);

/** Whether lines that begin with a number count: "24. Dezember" alone, or before "31. Dezember", is a
 * date and stays as it stands. All the same number is a habit of writing lists, too. */
function counts(texts: string[]): boolean {
  const [first = 0, ...rest] = texts.map(numberOf);
  return rest.length > 0 && (rest.every((n, place) => n === first + place + 1) || rest.every((n) => n === first));
}

function list(texts: string[], mark: RegExp, chip: Chip): HTMLElement {
  const first = numberOf(texts[0] ?? "");
  const made = mark === NUMBER ? h("ol", { start: first === 1 ? null : first }) : h("ul");
  for (const text of texts) inline(made.appendChild(h("li")), text.replace(mark, ""), chip);
  return made;
}

function table(rows: string[], chip: Chip): HTMLElement {
  // What stands behind the last mark, such as a note on the row, belongs to the last cell.
  const cells = (row: string): string[] => {
    const found = row.trim().slice(1).split("|").map((cell) => cell.trim());
    const rest = found.pop() ?? "";
    return [...found.slice(0, -1), `${found.at(-1) ?? ""} ${rest}`.trim()];
  };
  const [head = "", ruler = "", ...rest] = rows;
  const headed = RULER.test(ruler);
  const made = h("table");
  if (headed) {
    const row = made.createTHead().insertRow();
    for (const cell of cells(head)) inline(row.appendChild(h("th", { scope: "col" })), cell, chip);
  }
  const body = made.createTBody();
  for (const row of headed ? rest : rows) {
    const shown = body.insertRow();
    for (const cell of cells(row)) inline(shown.insertCell(), cell, chip);
  }
  return h("div", { class: "table", tabindex: 0, role: "group" }, made);
}

const starts = (line: string): boolean =>
  !line.trim() || line.startsWith("```") || [BULLET, NUMBER, HEADING, QUOTE, ROW].some((mark) => mark.test(line));

/** `text` as nodes; `chip` makes the node for a source's number. */
export function render(text: string, chip: Chip, tongue: Tongue = () => undefined): DocumentFragment {
  const made = document.createDocumentFragment();
  const rest = text.replaceAll("\r\n", "\n").split("\n");
  const take = (test: (line: string) => boolean): string[] => {
    const end = rest.findIndex((line) => !test(line));
    return rest.splice(0, end < 0 ? rest.length : end);
  };
  while (rest.length > 0) {
    const line = rest[0] ?? "";
    if (!line.trim()) {
      rest.shift();
    } else if (line.startsWith("```")) {
      rest.shift();
      const code = take((inside) => !inside.startsWith("```"));
      rest.shift();
      made.append(h("pre", { tabindex: 0 }, h("code", {}, code.join("\n"))));
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      const mark = BULLET.test(line) ? BULLET : NUMBER;
      const items = take((item) => mark.test(item));
      if (mark === NUMBER && !counts(items)) lines(made.appendChild(h("p")), items, chip);
      else made.append(list(items, mark, chip));
    } else if (HEADING.test(line)) {
      rest.shift();
      const strong = h("strong");
      inline(strong, line.replace(HEADING, ""), chip);
      made.append(h("p", {}, strong));
    } else if (QUOTE.test(line)) {
      const quoted = take((inside) => QUOTE.test(inside)).map((inside) => inside.replace(QUOTE, "")).join("\n");
      const sources = [...quoted.matchAll(SOURCE)].map((found) => Number(found[1]));
      made.appendChild(h("blockquote", { lang: tongue(quoted, sources) })).append(render(quoted, chip));
    } else if (ROW.test(line)) {
      made.append(table(take((row) => ROW.test(row)), chip));
    } else {
      const first = rest.shift() ?? "";
      lines(made.appendChild(h("p")), [first, ...take((next) => !starts(next))], chip);
    }
  }
  return made;
}
