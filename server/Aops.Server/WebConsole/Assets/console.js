import { ApiFault, get, token } from "./api.js";
import { el } from "./dom.js";
import { eventsView, fleetView, hostView, releasesView } from "./views.js";

// A view is drawn again when something happened, and at least this often: figures and ages move without events.
const refreshMilliseconds = 5000;
const retryMilliseconds = 3000;

const main = document.getElementById("main");
const bar = document.getElementById("bar");
const live = document.getElementById("live");
const signIn = document.getElementById("sign-in");
const signInFault = document.getElementById("sign-in-fault");
let session = null;

function route() {
  const [, view, id] = location.hash.split("/");
  switch (view) {
    case "host": return { view: "fleet", draw: () => hostView(decodeURIComponent(id ?? "")) };
    case "releases": return { view, draw: releasesView };
    case "events": return { view, draw: eventsView };
    default: return { view: "fleet", draw: fleetView };
  }
}

function showLive(on, text) {
  live.className = `live ${on ? "on" : "off"}`;
  live.textContent = text;
}

// A form that somebody uses is not taken from under their hands.
const isBusy = () => main.contains(document.activeElement) && document.activeElement.closest("[data-keep]") !== null;

async function draw(force) {
  const mine = session;
  const { view, draw: build } = route();
  for (const link of bar.querySelectorAll("nav a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  try {
    const hash = location.hash;
    const content = await build();
    if (session !== mine || hash !== location.hash) return;
    if (force || !isBusy()) main.replaceChildren(...content.filter(Boolean));
    showLive(true, "live");
  } catch (fault) {
    if (session !== mine) return;
    if (fault.status === 401) return leave("The token is refused. Was it changed on the server?");
    showLive(false, "not connected");
    if (force) main.replaceChildren(el("div", { class: "card empty fault" }, fault.message));
  }
}

async function follow(signal) {
  let after = null;
  while (!signal.aborted) {
    try {
      const wait = after === null ? "limit=1" : `after=${after}&wait=25`;
      const page = await get(`/api/events?${wait}`, signal);
      if (after !== null && page.events.length > 0) await draw(false);
      after = page.next;
    } catch (fault) {
      if (signal.aborted) return;
      if (fault instanceof ApiFault && fault.status === 401) return leave("The token is refused.");
      showLive(false, "not connected");
      await new Promise(resolve => setTimeout(resolve, retryMilliseconds));
    }
  }
}

function enter() {
  session = new AbortController();
  signIn.hidden = true;
  bar.hidden = main.hidden = false;
  draw(true);
  follow(session.signal);
  const timer = setInterval(() => document.hidden || draw(false), refreshMilliseconds);
  session.signal.addEventListener("abort", () => clearInterval(timer));
}

function leave(reason) {
  session?.abort();
  session = null;
  token.clear();
  main.replaceChildren();
  bar.hidden = main.hidden = true;
  signIn.hidden = false;
  signInFault.hidden = !reason;
  signInFault.textContent = reason ?? "";
  document.getElementById("token").focus();
}

document.getElementById("sign-in-form").addEventListener("submit", async event => {
  event.preventDefault();
  const input = document.getElementById("token");
  token.set(input.value.trim());
  try {
    await get("/api/desired");
    input.value = "";
    enter();
  } catch (fault) {
    leave(fault.status === 401 ? "This is not the operator's token." : fault.message);
  }
});
document.getElementById("sign-out").addEventListener("click", () => leave());
addEventListener("hashchange", () => session && draw(true));
addEventListener("visibilitychange", () => document.hidden || (session && draw(false)));

if (token.get()) enter();
else leave();
