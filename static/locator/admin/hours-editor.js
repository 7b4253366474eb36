const PAUSE_MS = 250;

/** Lets the text and the week follow each other; the server reads and writes hours. */
function hoursEditor(element) {
  const { name, address } = element.dataset;
  const field = (end) => element.querySelector(`[name="${name}${end}"]`);
  const text = field("");
  const was = field("-was");
  const usual = field("-as-usual");
  const cells = [...element.querySelectorAll(".hours-editor__span input")];
  const ending = (cell) => cell.name.slice(name.length + 1);
  let asked = 0;
  let timer = 0;

  function later(ask) {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  }

  async function ask(query) {
    asked += 1;
    const mine = asked;
    let answer;
    try {
      const response = await fetch(`${address}?${query}`);
      answer = response.ok ? await response.json() : null;
    } catch {
      // Without a network the server reads the form when it is saved.
      answer = null;
    }
    return mine === asked ? answer : null;
  }

  async function readText() {
    const answer = await ask(new URLSearchParams({ text: text.value }));
    if (!answer) {
      return;
    }
    show(answer);
    if (answer.cells) {
      for (const cell of cells) {
        cell.value = answer.cells[ending(cell)];
      }
      usual.checked = answer.asUsual;
      was.value = text.value;
    }
  }

  async function readWeek() {
    const query = new URLSearchParams({ week: "1" });
    for (const cell of cells) {
      query.set(ending(cell), cell.value);
    }
    if (usual.checked) {
      query.set("as-usual", "1");
    }
    const answer = await ask(query);
    if (!answer) {
      return;
    }
    show(answer);
    if (answer.cells) {
      text.value = answer.text;
      // The cells stay as they are typed: the server compares them with the text.
      was.value = sameAsTyped(answer) ? answer.text : was.value;
    }
  }

  function sameAsTyped(answer) {
    return (
      usual.checked === answer.asUsual &&
      cells.every((cell) => cell.value.trim() === answer.cells[ending(cell)])
    );
  }

  function show({ error, notes, days }) {
    element.querySelector(".hours-editor__error").textContent = error;
    const told = notes.map((note) => made("li", note));
    element.querySelector(".hours-editor__notes").replaceChildren(...told);
    if (error) {
      return;
    }
    const list = made("dl", "", "curation-week");
    for (const { day, times, holiday, isToday } of days) {
      const meaning = made("dd", times, isToday ? "today" : "");
      if (holiday) {
        meaning.append(" ", made("small", holiday));
      }
      list.append(made("dt", day, isToday ? "today" : ""), meaning);
    }
    element.querySelector(".hours-editor__preview").replaceChildren(list);
  }

  function made(tag, content, className = "") {
    const node = document.createElement(tag);
    node.textContent = content;
    node.className = className;
    return node;
  }

  text.addEventListener("input", () => later(readText));
  element.querySelector(".hours-editor__week").addEventListener("input", (event) => {
    if (cells.includes(event.target) && event.target.name.includes("-PH-")) {
      usual.checked = false;
    }
    later(readWeek);
  });
}

document.querySelectorAll(".hours-editor").forEach(hoursEditor);
