// What pages do better with scripts; each works without them.
"use strict";

const announcement = () => document.getElementById("announcement");

function announce(text) {
  announcement().textContent = text;
}

// Copy buttons are in the page but hidden, as they do nothing without this.
function showCopyButtons() {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) {
    button.hidden = false;
  }
}

async function copyText(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    announce("Copied");
    button.classList.add("done");
  } catch {
    // Without the permission, as over plain http: the reader's own copy command finds it selected.
    getSelection().selectAllChildren(source);
    announce("Selected; press Control-C or Command-C to copy");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) {
    copyText(button);
  }
});

// An order or a page size applies as it is chosen.
document.addEventListener("change", (event) => {
  if (event.target.matches(".order select")) {
    event.target.form.requestSubmit();
  }
});

document.addEventListener("keydown", (event) => {
  const field = document.getElementById("q");
  if (event.key === "/" && field && !event.target.closest("input, select, textarea")) {
    event.preventDefault();
    field.focus();
  }
  if (event.key === "Escape") {
    closeMenus(null);
  }
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) {
      menu.open = false;
      if (menu.contains(document.activeElement)) {
        menu.querySelector("summary").focus();
      }
    }
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

// In place: what was open stays open, the focus stays where it was or goes to the count, and the count is said.
let opened = [];

document.addEventListener("htmx:configRequest", (event) => {
  const values = event.detail.parameters;
  for (const name of [...new Set(Object.keys(values))]) {
    if (values[name] === "") {
      delete values[name];
    }
  }
});

let scrolled = 0;
let focused = "";

const filters = () => document.querySelector(".filters");

document.addEventListener("htmx:beforeSwap", () => {
  opened = [...document.querySelectorAll("#browse details[open]:not(.menu)")].map((each) => each.id);
  scrolled = filters()?.scrollTop ?? 0;
  // A link that is removed while it has the focus costs a layout of the old list and the new one together.
  const link = document.activeElement.closest("#browse a");
  focused = link?.id ?? "";
  link?.blur();
});

// Before the next frame, so that nothing jumps.
document.addEventListener("htmx:afterSwap", (event) => {
  for (const id of opened) {
    const details = document.getElementById(id);
    if (details) {
      details.open = true;
    }
  }
  if (filters()) {
    filters().scrollTop = scrolled;
  }
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  // Other papers are shown from the first one.
  const found = document.getElementById("found");
  if (event.detail.requestConfig && found?.getBoundingClientRect().top < 0) {
    document.getElementById("browse").scrollIntoView();
  }
});

document.addEventListener("htmx:afterSettle", () => {
  const found = document.getElementById("found");
  if (found) {
    if (document.activeElement === document.body) {
      found.focus({ preventScroll: true });
    }
    announce(found.textContent.trim());
    // Reference managers look again at a page that says so.
    document.dispatchEvent(new Event("ZoteroItemUpdated", { bubbles: true, cancelable: true }));
  }
});

// An answer that cannot be put in place, as to too many searches, says what it says as a page.
document.addEventListener("htmx:responseError", (event) => location.assign(event.detail.pathInfo.finalRequestPath));

showCopyButtons();

// htmx is ten times the size of all else here, and nobody needs it to read: it comes with the first sign that the reader
// does something. A link that is followed before it is there leads to the whole page.
const htmxScript = Object.assign(document.createElement("script"), { src: document.currentScript.dataset.htmx });
const wanted = ["pointermove", "wheel", "touchstart", "keydown"];

function loadHtmx() {
  for (const each of wanted) {
    removeEventListener(each, loadHtmx);
  }
  document.head.append(htmxScript);
}

// Back and Forward between views that htmx made, before it is there again.
addEventListener("popstate", (event) => {
  if (event.state?.htmx && !window.htmx) {
    location.reload();
  }
});

if (document.getElementById("browse")) {
  for (const each of wanted) {
    addEventListener(each, loadHtmx, { passive: true });
  }
}
