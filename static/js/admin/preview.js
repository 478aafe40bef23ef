// Shows a section's Markdown as the site would, while it is typed; without scripts, as it was saved.
"use strict";

const PATIENCE = 300;
const field = document.getElementById("id_preface");
const shown = document.getElementById("preface-preview");

if (field && shown) {
  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const body = new URLSearchParams({ markdown: field.value });
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const answer = await fetch(shown.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": token } });
      if (answer.ok) {
        shown.innerHTML = await answer.text();
      }
    }, PATIENCE);
  });
}
