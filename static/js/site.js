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

document.addEventListener("htmx:beforeSwap", () => {
  opened = [...document.querySelectorAll("#browse details[open]:not(.menu)")].map((each) => each.id);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const id of opened) {
    const details = document.getElementById(id);
    if (details) {
      details.open = true;
    }
  }
  const found = document.getElementById("found");
  if (found) {
    if (document.activeElement === document.body) {
      found.focus({ preventScroll: true });
    }
    announce(found.textContent.trim());
  }
});

// A page further on starts at its top.
document.addEventListener("htmx:afterSwap", (event) => {
  const link = event.detail.requestConfig?.elt;
  if (link?.closest?.(".pages")) {
    document.getElementById("browse").scrollIntoView();
  }
});

showCopyButtons();
