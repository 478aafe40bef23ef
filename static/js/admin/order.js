// Rows are moved by their handles, with a pointer or the arrow keys; the numbers that are sent follow.
"use strict";

for (const list of document.querySelectorAll(".orderable")) {
  const said = document.getElementById("order-said");
  const rows = () => [...list.children];
  let held = null;

  list.classList.add("scripted");
  for (const handle of list.querySelectorAll(".handle")) {
    handle.hidden = false;
  }

  function renumber() {
    rows().forEach((row, place) => {
      row.querySelector("input").value = place + 1;
    });
  }

  function say(row) {
    const place = rows().indexOf(row) + 1;
    said.textContent = `${row.querySelector(".label").textContent}: place ${place} of ${rows().length}`;
  }

  function moveBy(row, step) {
    const all = rows();
    const target = all[all.indexOf(row) + step];
    if (!target) {
      return;
    }
    target[step < 0 ? "before" : "after"](row);
    row.querySelector(".handle").focus();
    renumber();
    say(row);
  }

  list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step && event.target.matches(".handle")) {
      event.preventDefault();
      moveBy(event.target.closest("li"), step);
    }
  });

  list.addEventListener("pointerdown", (event) => {
    if (event.target.matches(".handle") && event.button === 0) {
      held = event.target.closest("li");
      held.classList.add("held");
      event.target.setPointerCapture(event.pointerId);
    }
  });

  list.addEventListener("pointermove", (event) => {
    if (!held) {
      return;
    }
    const over = rows().find((row) => {
      const box = row.getBoundingClientRect();
      return row !== held && event.clientY >= box.top && event.clientY <= box.bottom;
    });
    if (over) {
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
    }
  });

  for (const end of ["pointerup", "pointercancel"]) {
    list.addEventListener(end, () => {
      if (held) {
        held.classList.remove("held");
        renumber();
        say(held);
        held = null;
      }
    });
  }
}
