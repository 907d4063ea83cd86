/** The line to the workspace: a stream that comes back by itself, and what a person does. */

const PAUSES = [250, 500, 1000, 2000, 4000];

const readToken = (page) => page.querySelector('meta[name="workspace-token"]')?.content ?? "";

export class Connection {
  /**
   * @param {(event: object) => void} onEvent every message of the stream, in order
   * @param {(connected: boolean) => void} onState
   */
  constructor(onEvent, onState) {
    this.token = readToken(document); // another one is another run, with a workspace of its own
    this.onEvent = onEvent;
    this.onState = onState;
    this.attempts = 0;
  }

  open() {
    const socket = new WebSocket(`ws://${location.host}/workspace/stream?token=${encodeURIComponent(this.token)}`);
    socket.addEventListener("message", (event) => {
      this.attempts = 0;
      this.onState(true);
      this.onEvent(JSON.parse(event.data));
    });
    socket.addEventListener("close", () => {
      this.onState(false);
      setTimeout(() => this.reopen(), PAUSES[Math.min(this.attempts++, PAUSES.length - 1)]);
    });
  }

  /** A workspace that was started again has a new token: read it from the page it serves now. */
  async reopen() {
    try {
      const page = await (await fetch("/", { cache: "no-store" })).text();
      this.token = readToken(new DOMParser().parseFromString(page, "text/html")) || this.token;
    } catch {
      // still away: the socket below fails too, and tries again later
    }
    this.open();
  }

  /**
   * One thing a person does.
   * @param {object} body see the `do` values of the workspace
   * @returns {Promise<{ok: boolean, error?: string}>} never rejects: a lost line is an error with a sentence
   */
  async act(body) {
    try {
      const response = await fetch("/workspace/do", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-Workspace-Token": this.token },
        body: JSON.stringify(body),
      });
      return await response.json();
    } catch {
      return { ok: false, error: "The workspace cannot be reached. What you typed stays here: try again once it is back." };
    }
  }
}
