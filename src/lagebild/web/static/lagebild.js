// What every page does beyond its forms: files by drag and drop, progress of reading. Without scripts the forms work as they are.

const told = document.getElementById("told");

// On a narrow screen the pages are a strip: the one that is open stands in it.
const strip = document.querySelector(".top nav");
const open = strip?.querySelector("[aria-current]");
if (open) strip.scrollLeft = open.offsetLeft - strip.offsetLeft - (strip.clientWidth - open.offsetWidth) / 2;

/** Says something to those who listen to the page. */
export function say(words) {
  told.textContent = words;
}

/** Whether a key press is meant for a field rather than for the page. */
export function isTyping(event) {
  const where = event.target;
  return event.ctrlKey || event.metaKey || event.altKey || (where instanceof Element && where.closest("input, textarea, select, dialog[open]") !== null);
}

// The last decision is taken back by one key on every page that offers it.
document.addEventListener("keydown", (event) => {
  const undo = document.querySelector("#undo button");
  if (event.key !== "u" || !undo || isTyping(event)) return;
  event.preventDefault();
  undo.click();
});

const drop = document.getElementById("drop");
if (drop) {
  const files = drop.querySelector('input[type="file"]');
  const go = document.getElementById("files-go");
  files.addEventListener("change", () => { if (files.files.length) go.focus(); });
  let depth = 0;
  const over = (on) => drop.classList.toggle("over", on);
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    window.addEventListener(name, (event) => {
      if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      if (name === "dragenter") depth += 1;
      if (name === "dragleave") depth -= 1;
      if (name === "drop") {
        depth = 0;
        if (event.dataTransfer.files.length) {
          files.files = event.dataTransfer.files;
          drop.requestSubmit();
        }
      }
      over(depth > 0);
    });
  }
}

const brought = document.getElementById("brought");
if (brought && brought.dataset.brought === "open") {
  const list = document.getElementById("brought-list");
  const look = async () => {
    let answer;
    try {
      answer = await fetch("/brought", { headers: { accept: "text/html" } });
    } catch {
      setTimeout(look, 3000);
      return;
    }
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("brought-list");
    if (!fresh) return;
    list.replaceChildren(...fresh.childNodes);
    if (fresh.dataset.brought === "over") {
      brought.dataset.brought = "over";
      document.getElementById("brought-over").hidden = false;
      say(list.innerText);
      return;
    }
    setTimeout(look, 700);
  };
  setTimeout(look, 400);
}

// What takes long to work out is fetched when it is opened.
for (const later of document.querySelectorAll("details[data-later]")) {
  later.addEventListener("toggle", async () => {
    const where = later.dataset.later;
    if (!later.open || !where) return;
    later.removeAttribute("data-later");
    let answer;
    try {
      answer = await fetch(where, { headers: { accept: "text/html" } });
    } catch {
      later.dataset.later = where;
      return;
    }
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(later.id);
    if (fresh) later.replaceChildren(...fresh.childNodes);
  });
}
