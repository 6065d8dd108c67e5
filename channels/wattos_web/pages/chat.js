// The chat page for staff, who sign in on it.
import { Offline, Refused, StaffClient } from "/web/assets/api.js";
import { AnswerMessage, personMessage } from "/web/assets/message.js";
import { chooseLanguage, currentLanguage, t, translatePage } from "/web/assets/strings.js";

/** As the server takes it; a field that cuts what is pasted would lose it. */
const LONGEST_MESSAGE = 8000;
const $ = (id) => document.getElementById(id);

let client = null;
let about = null;
let running = null;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function faultText(error) {
  if (error instanceof Offline) return t("offline");
  if (error instanceof Refused && error.status === 429) return t("tooFast");
  if (error instanceof Refused && error.status === 401) return t("signedOut");
  return t("failed");
}

function showFault(text) {
  $("fault").textContent = text;
  $("fault").hidden = !text;
}

function showWords() {
  translatePage();
  $("language").value = currentLanguage();
  $("text").placeholder = t("staffPlaceholder");
  if (about) {
    const words = about.disclosure;
    $("notice").textContent = words[currentLanguage()] ?? words.en ?? Object.values(words)[0];
    $("title").textContent = about.name || "Chat";
    document.title = about.name || "Chat";
  }
}

function add(node) {
  const area = document.querySelector("main");
  $("log").append(node);
  area.scrollTop = area.scrollHeight;
}

function setRunning(turnId) {
  running = turnId;
  $("send").hidden = turnId !== null;
  $("stop").hidden = turnId === null;
}

function show(answer, turnId, event, again) {
  switch (event.type) {
    case "turn.started":
      answer.restart();
      break;
    case "text.delta":
      answer.append(event.text);
      break;
    case "citation":
      answer.citations[event.index - 1] = event.citation;
      break;
    case "tool.started":
      answer.showTool(event.tool, true);
      break;
    case "tool.finished":
      answer.showTool(event.tool, false, event.summary);
      break;
    case "progress":
      answer.showProgress(event);
      break;
    case "turn.completed":
      if (!event.text) {
        answer.node.remove();
        break;
      }
      answer.finish(event);
      answer.addSuggestions(event.suggestions, ask);
      answer.addVerdict((value, comment) => client.judge(turnId, value, comment));
      $("announcer").textContent = t("ready");
      break;
    case "turn.failed":
      answer.fail(event.message, again);
      break;
  }
}

async function follow(turnId, question) {
  const answer = new AnswerMessage();
  const area = document.querySelector("main");
  answer.onDraw = () => {
    if (area.scrollHeight - area.scrollTop - area.clientHeight < 160) area.scrollTop = area.scrollHeight;
  };
  add(answer.node);
  setRunning(turnId);
  $("announcer").textContent = t("thinking");
  const again = () => ask(question, { repeat: true });
  try {
    const onTrouble = (lost) => showFault(lost ? t("reconnecting") : "");
    for await (const { event } of client.events(turnId, { onTrouble })) {
      show(answer, turnId, event, again);
    }
    showFault("");
  } catch (error) {
    answer.fail(faultText(error), again);
  } finally {
    setRunning(null);
    $("text").focus();
  }
}

async function ask(text, { repeat = false } = {}) {
  const question = text.trim();
  if (!question || running) return;
  if (!repeat) add(personMessage(question));
  showFault("");
  $("send").disabled = true;
  const messageId = newId();
  try {
    const accepted = await sendSurely(question, messageId);
    await follow(accepted.turn_id, question);
  } catch (error) {
    showFault(faultText(error));
    if (!repeat && !$("text").value) $("text").value = question;
  } finally {
    $("send").disabled = false;
  }
}

/** Send a message; repeating it after a lost connection is safe, because its id stays. */
async function sendSurely(question, messageId) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.send(question, messageId, currentLanguage());
    } catch (error) {
      if (!(error instanceof Offline) || attempt === 3) throw error;
      await new Promise((done) => setTimeout(done, 500 * attempt));
    }
  }
}

async function begin() {
  about = await client.start(currentLanguage());
  $("sign-in").hidden = true;
  $("chat").hidden = false;
  $("composer").hidden = false;
  $("sign-out").hidden = false;
  showWords();
  $("text").focus();
}

async function signIn(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const fault = form.querySelector(".error");
  fault.hidden = true;
  try {
    client = new StaffClient();
    await client.signIn(Object.fromEntries(new FormData(form)));
    form.reset();
    await begin();
  } catch (error) {
    const wrong = error instanceof Refused && [400, 401].includes(error.status);
    fault.textContent = wrong ? t("wrongSignIn") : faultText(error);
    fault.hidden = false;
  }
}

function listen() {
  $("language").addEventListener("change", (event) => {
    chooseLanguage(event.target.value);
    showWords();
  });
  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = $("text").value;
    if (running || !text.trim()) return;
    const tooLong = [...text.trim()].length > LONGEST_MESSAGE;
    showFault(tooLong ? t("tooLong") : "");
    if (tooLong) return;
    $("text").value = "";
    $("text").style.height = "";
    ask(text);
  });
  $("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("composer").requestSubmit();
    }
  });
  $("text").addEventListener("input", (event) => {
    event.target.style.height = "";
    event.target.style.height = `${event.target.scrollHeight + 2}px`;
  });
  $("stop").addEventListener("click", () => client.stop(running).catch((error) => showFault(faultText(error))));
  $("sign-in").addEventListener("submit", signIn);
  $("sign-out").addEventListener("click", async () => {
    await client.signOut();
    location.reload();
  });
}

showWords();
listen();
$("sign-in").hidden = false;
$("sign-in").elements.email.focus();
