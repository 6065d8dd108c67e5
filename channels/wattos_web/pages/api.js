// Talking to the server as staff who signed in.

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? `HTTP ${status}`);
    this.status = status;
  }
}

export class Offline extends Error {}

async function request(path, { token, method = "GET", body, headers = {}, signal } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      credentials: "omit",
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Offline(error.message);
  }
  if (!response.ok) {
    throw new Refused(response.status, await response.json().catch(() => null));
  }
  return response;
}

const json = async (...args) => {
  const response = await request(...args);
  return response.status === 204 ? null : response.json();
};

/** Read server-sent events from a response (WHATWG HTML, section 9.2.6). */
async function* frames(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    let end;
    while ((end = buffer.indexOf("\n\n")) >= 0) {
      const frame = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      const data = frame.split("\n").filter((l) => l.startsWith("data:")).map((l) => l.slice(5).trimStart());
      if (data.length > 0) yield JSON.parse(data.join("\n"));
    }
  }
}

const isLast = (event) => event.type === "turn.completed" || event.type === "turn.failed";
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

class Client {
  /** The turn's events in order, each once; a lost connection resumes after the last one. */
  async *events(turnId, { after = 0, onTrouble = () => {} } = {}) {
    let seen = after;
    let failures = 0;
    for (;;) {
      try {
        const path = `${this.turns}/${turnId}/events`;
        const response = await this.call(path, { headers: { "Last-Event-ID": String(seen) } });
        for await (const { seq, event } of frames(response)) {
          if (seq <= seen) continue;
          seen = seq;
          failures = 0;
          onTrouble(false);
          yield { seq, event };
          if (isLast(event)) return;
        }
      } catch (error) {
        if (error instanceof Refused && error.status < 500) throw error;
      }
      onTrouble(true);
      failures += 1;
      await pause(Math.min(300 * 2 ** failures, 5000));
    }
  }

  stop(turnId) {
    return this.call(`${this.turns}/${turnId}/stop`, { method: "POST" });
  }

  judge(turnId, value, comment = null) {
    return this.call(`${this.turns}/${turnId}/feedback`, {
      method: "POST",
      body: { kind: "thumb", value, comment },
    });
  }
}

export class StaffClient extends Client {
  turns = "/api/v1/conversations/turns";

  async signIn({ email, password, tenant }) {
    this.#keep(await json("/api/auth/sign-in", {
      method: "POST",
      body: { email, password, tenant: tenant || null },
    }));
  }

  #keep(tokens) {
    this.token = tokens.access_token;
    this.refreshToken = tokens.refresh_token;
    this.renewAt = Date.now() + tokens.expires_in * 800;
  }

  async call(path, options = {}) {
    if (Date.now() > this.renewAt) {
      this.renewing ??= json("/api/auth/refresh", {
        method: "POST",
        body: { refresh_token: this.refreshToken },
      }).then((tokens) => this.#keep(tokens)).finally(() => { this.renewing = null; });
      await this.renewing;
    }
    return request(path, { ...options, token: this.token });
  }

  async start(language) {
    const response = await this.call("/api/v1/conversations", { method: "POST", body: { language } });
    const conversation = await response.json();
    this.conversation = conversation.id;
    return { name: "WattOS", disclosure: { [language]: conversation.disclosure } };
  }

  async send(text, messageId, language) {
    const response = await this.call(`/api/v1/conversations/${this.conversation}/messages`, {
      method: "POST",
      body: { text, client_message_id: messageId, language },
    });
    return response.json();
  }

  async signOut() {
    await json("/api/auth/sign-out", { method: "POST", body: { refresh_token: this.refreshToken } }).catch(() => {});
  }
}
