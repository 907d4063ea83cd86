/** What the page knows: the workspace as the stream tells it, and where the person is looking. */

const MOST_TRAFFIC = 500;

const byTs = (a, b) => Number(a.ts) - Number(b.ts);

/** A world without anything, before the first message of the stream. */
const nothing = () => ({
  team: { id: "", name: "" },
  app: { id: "", name: "", bot_user_id: "", bot_id: "", description: "" },
  mode: "none",
  users: new Map(),
  channels: new Map(),
  messages: new Map(),
  ephemerals: new Map(),
  pins: new Map(),
  homes: new Map(),
  views: new Map(),
  usergroups: new Map(),
  commands: [],
  shortcuts: [],
  traffic: new Map(),
});

const byKey = (items, key = "id") => new Map((items ?? []).map((item) => [item[key], item]));

export class Store extends EventTarget {
  constructor() {
    super();
    Object.assign(this, nothing(), { ready: false, connected: true, me: "", place: "", tab: "messages", thread: "", unread: new Map() });
    this.pending = new Set();
    this.held = false;
  }

  /** Call `draw` soon after any of `topics` changed, once for many changes. */
  watch(topics, draw) {
    this.addEventListener("changed", (event) => topics.some((topic) => event.detail.has(topic)) && draw(event.detail));
  }

  changed(...topics) {
    for (const topic of topics) this.pending.add(topic);
    queueMicrotask(() => this.tell());
  }

  /** Tell what has changed; not while something is pressed, for what is drawn anew before the click loses it. */
  tell() {
    if (this.held || !this.pending.size) return;
    const topics = this.pending;
    this.pending = new Set();
    this.dispatchEvent(new CustomEvent("changed", { detail: topics }));
  }

  /** Take in one message of the stream. Kinds the page does not know are ignored. */
  apply(event) {
    CHANGES[event.type]?.(this, event);
  }

  set(values, ...topics) {
    Object.assign(this, values);
    this.changed(...topics);
  }

  get person() {
    return this.users.get(this.me);
  }

  get appUser() {
    return this.users.get(this.app.bot_user_id);
  }

  get channel() {
    return this.channels.get(this.place);
  }

  /** The direct message between the person and the app. */
  get dm() {
    return [...this.channels.values()].find((each) => each.is_im && (each.user === this.me || each.members?.includes(this.me)));
  }

  get people() {
    return [...this.users.values()].filter((user) => !user.is_bot && !user.deleted);
  }

  nameOf(userId) {
    const user = this.users.get(userId);
    return user ? user.display_name || user.name : userId;
  }

  channelName(channelId) {
    const channel = this.channels.get(channelId);
    if (!channel) return channelId;
    return channel.is_im ? this.app.name : channel.name;
  }

  /** Messages and the person's own ephemerals of a channel, oldest first. */
  everythingIn(channelId) {
    const mine = (this.ephemerals.get(`${channelId} ${this.me}`) ?? []).map((message) => ({ ...message, ephemeral: true }));
    return [...(this.messages.get(channelId) ?? []), ...mine].sort(byTs);
  }

  /** What stands in the channel itself. */
  messagesIn(channelId) {
    return this.everythingIn(channelId).filter(
      (message) => !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast",
    );
  }

  /** A thread: the message it began with, then its replies. */
  threadOf(channelId, ts) {
    return this.everythingIn(channelId).filter((message) => message.ts === ts || message.thread_ts === ts);
  }

  /** The replies of every thread of a channel, by the ts of the message it began with. */
  repliesIn(channelId) {
    const replies = this.everythingIn(channelId).filter((message) => message.thread_ts && message.thread_ts !== message.ts);
    const threads = new Map();
    for (const reply of replies) threads.set(reply.thread_ts, [...(threads.get(reply.thread_ts) ?? []), reply]);
    return threads;
  }

  isPinned(channelId, ts) {
    return (this.pins.get(channelId) ?? []).includes(ts);
  }
}

/** Replace or add a message by its ts. */
function put(map, key, message) {
  const rest = (map.get(key) ?? []).filter((each) => each.ts !== message.ts);
  map.set(key, [...rest, message].sort(byTs));
}

const drop = (map, key, ts) => map.set(key, (map.get(key) ?? []).filter((each) => each.ts !== ts));

function hello(store, event) {
  Object.assign(store, nothing(), {
    team: event.team,
    app: event.app,
    mode: event.mode,
    users: byKey(event.users),
    channels: byKey(event.channels),
    messages: new Map(Object.entries(event.messages ?? {})),
    pins: new Map(Object.entries(event.pins ?? {})),
    homes: new Map(Object.entries(event.homes ?? {})),
    views: new Map(Object.entries(event.views ?? {})),
    usergroups: byKey(event.usergroups),
    commands: event.commands ?? [],
    shortcuts: event.shortcuts ?? [],
    traffic: byKey(event.traffic),
    ready: true,
  });
  for (const each of event.ephemerals ?? []) put(store.ephemerals, `${each.channel} ${each.user}`, each.message);
  store.changed("hello", "people", "channels", "messages", "pins", "home", "views", "traffic", "mode");
}

const message = (store, event) => {
  put(store.messages, event.channel, event.message);
  store.changed("messages");
};

const ephemeral = (store, event) => {
  put(store.ephemerals, `${event.channel} ${event.user}`, event.message);
  store.changed("messages");
};

const CHANGES = {
  hello,
  message: (store, event) => {
    message(store, event);
    if (event.channel !== store.place && event.message.user !== store.me) {
      store.unread.set(event.channel, (store.unread.get(event.channel) ?? 0) + 1);
      store.changed("channels");
    }
  },
  message_changed: message,
  message_deleted: (store, { channel, ts }) => {
    drop(store.messages, channel, ts);
    store.changed("messages");
  },
  ephemeral,
  ephemeral_changed: ephemeral,
  ephemeral_deleted: (store, { channel, user, ts }) => {
    drop(store.ephemerals, `${channel} ${user}`, ts);
    store.changed("messages");
  },
  pins: (store, { channel, pins }) => {
    store.pins.set(channel, pins);
    store.changed("pins");
  },
  home: (store, { user, view }) => {
    store.homes.set(user, view);
    store.changed("home");
  },
  views: (store, { user, views }) => {
    store.views.set(user, views);
    store.changed("views");
  },
  channel: (store, { channel }) => {
    store.channels.set(channel.id, channel);
    store.changed("channels", "messages");
  },
  users: (store, { users }) => {
    store.users = byKey(users);
    store.changed("people", "messages");
  },
  mode: (store, { mode }) => store.set({ mode }, "mode"),
  traffic: (store, { entry }) => {
    store.traffic.set(entry.id, entry);
    if (store.traffic.size > MOST_TRAFFIC) store.traffic.delete(store.traffic.keys().next().value);
    store.changed("traffic");
  },
};
