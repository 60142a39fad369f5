// A choice whose options are searched: the line in which people type becomes a combobox, editable and with a
// list, after the ARIA Authoring Practices. It sends what the line sends without this script: the title in it.
(function () {
  "use strict";

  // The page says what this script says, in its language.
  var texts = document.currentScript.dataset;
  var most = 20;

  // The same as in src/forms/folding.rs and finder.rs: letters without accents, words with one space between them; once with
  // "a" for "ä" and once with "ae", because people write both.
  function folded(text) {
    return text
      .normalize("NFD")
      .toLowerCase()
      .replace(/[\u0300-\u036f\u064b-\u065f\u0670]/g, "")
      .replace(/ß/g, "ss")
      .replace(/æ/g, "ae")
      .replace(/œ/g, "oe")
      .replace(/ø/g, "o")
      .replace(/ł/g, "l")
      .replace(/đ/g, "d")
      .replace(/ħ/g, "h")
      .replace(/ŧ/g, "t")
      .replace(/ı/g, "i")
      .replace(/['’.]/g, "")
      .replace(/[^\p{Alphabetic}\p{N}]+/gu, " ")
      .trim();
  }

  function forms(text) {
    return [folded(text), folded(text.replace(/[äöüÄÖÜ]/g, "$&e"))];
  }

  function prepared(option) {
    return { title: option[0], hint: option[2], isRest: option[3], names: [option[0]].concat(option[1]).map(forms) };
  }

  function everyWord(option, wanted, fits) {
    var german = wanted[1].split(" ");
    return wanted[0].split(" ").every(function (plain, place) {
      return option.names.some(function (name) {
        return name.some(function (text) {
          return fits(text, plain) || fits(text, german[place]);
        });
      });
    });
  }

  function rank(option, wanted) {
    var begins = option.names[0].some(function (title) {
      return title.startsWith(wanted[0]) || title.startsWith(wanted[1]);
    });
    if (begins) return 0;
    function begun(text, word) {
      return (" " + text).includes(" " + word);
    }
    if (everyWord(option, wanted, begun)) return 1;
    return everyWord(option, wanted, function (text, word) { return text.includes(word); }) ? 2 : 3;
  }

  // All options that fit, the best first; with nothing typed, all.
  function find(options, typed) {
    var wanted = forms(typed);
    var ranks = [[], [], [], []];
    options.forEach(function (option) {
      ranks[wanted[0] === "" ? 0 : rank(option, wanted)].push(option);
    });
    return ranks[0].concat(ranks[1], ranks[2]);
  }

  function made(name, className) {
    var element = document.createElement(name);
    element.className = className;
    return element;
  }

  function combobox(place) {
    var input = place.querySelector("input[type=text]");
    var button = place.querySelector("button");
    var label = place.querySelector("label");
    var popup = made("div", "pf-find__popup");
    var list = made("ul", "pf-find__list");
    var note = made("p", "kern-body kern-body--small pf-find__note");
    var status = made("p", "kern-sr-only");
    var options, loading, speaking;
    var active = -1;

    label.id = "label-" + input.id;
    list.id = "list-" + input.id;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-labelledby", label.id);
    status.setAttribute("role", "status");
    popup.hidden = true;
    popup.append(list, note);
    input.parentElement.append(popup);
    place.append(status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    button.hidden = true;

    // The options come when somebody wants them. Without them the button does what this script would.
    function load() {
      loading = loading || fetch(place.dataset.search)
        .then(function (answer) {
          if (!answer.ok) throw new Error(answer.status);
          return answer.json();
        })
        .then(function (all) {
          options = all.map(prepared);
        })
        .catch(function () {
          button.hidden = false;
        });
      return loading;
    }

    // Ears are told after a pause in typing.
    function tell(text) {
      clearTimeout(speaking);
      speaking = setTimeout(function () {
        status.textContent = text;
      }, 700);
    }

    function close() {
      popup.hidden = true;
      input.setAttribute("aria-expanded", "false");
      move(-1);
    }

    function move(to) {
      var shown = list.children;
      if (shown[active]) shown[active].setAttribute("aria-selected", "false");
      active = to;
      if (!shown[active]) return input.removeAttribute("aria-activedescendant");
      shown[active].setAttribute("aria-selected", "true");
      shown[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", shown[active].id);
    }

    function item(option, number) {
      var shown = made("li", "pf-find__option");
      shown.id = list.id + "-" + number;
      shown.setAttribute("role", "option");
      shown.setAttribute("aria-selected", "false");
      shown.textContent = option.title;
      if (option.hint) {
        var hint = made("span", "pf-find__hint");
        hint.textContent = option.hint;
        shown.append(" ", hint);
      }
      shown.dataset.title = option.title;
      return shown;
    }

    function open() {
      if (!options || document.activeElement !== input) return;
      var found = find(options, input.value);
      var more = found.length - Math.min(found.length, most);
      var shown = found.slice(0, most);
      // Where no entry is it, the one for the rest is offered, too.
      var rest = options.filter(function (option) { return option.isRest && !shown.includes(option); });
      list.replaceChildren.apply(list, shown.concat(rest).map(item));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = list.children.length === 0;
      note.hidden = found.length > 0 && more === 0;
      note.textContent = (found.length === 0 ? texts.none : texts.more).replace("{count}", more);
      popup.hidden = false;
      input.setAttribute("aria-expanded", String(!list.hidden));
      var told = found.length === 0 ? texts.none : found.length === 1 ? texts.one : texts.fitting;
      var others = rest.map(function (option) { return " " + option.title; });
      tell(told.replace("{count}", found.length) + others.join(""));
    }

    // What was found before belongs to the text that stood there before.
    function forget() {
      place.querySelectorAll("[data-found]").forEach(function (old) {
        old.remove();
      });
      var described = (input.getAttribute("aria-describedby") || "").split(" ").filter(function (id) {
        return document.getElementById(id);
      });
      if (described.length > 0) input.setAttribute("aria-describedby", described.join(" "));
      else input.removeAttribute("aria-describedby");
    }

    function choose(shown) {
      input.value = shown.dataset.title;
      close();
      forget();
      tell(texts.chosen.replace("{title}", input.value));
      // The page keeps itself.
      input.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "chosen" }));
    }

    function step(by) {
      var count = list.children.length;
      if (popup.hidden || count === 0) return;
      move(active < 0 && by < 0 ? count - 1 : (active + by + count) % count);
    }

    input.addEventListener("focus", load);
    input.addEventListener("input", function (event) {
      if (event.detail === "chosen") return;
      forget();
      if (input.value.trim() === "") return close();
      load().then(open);
    });
    input.addEventListener("keydown", function (event) {
      var down = event.key === "ArrowDown";
      if (down || event.key === "ArrowUp") {
        event.preventDefault();
        if (event.altKey && !down) return close();
        if (!popup.hidden) return step(down ? 1 : -1);
        load().then(function () {
          open();
          if (!event.altKey) step(down ? 1 : -1);
        });
      } else if (event.key === "Escape" && !popup.hidden) {
        event.preventDefault();
        close();
      } else if ((event.key === "Enter" || event.key === "Tab") && list.children[active]) {
        // Tab goes on as well; Enter sends the page only when no option is under way.
        if (event.key === "Enter") event.preventDefault();
        choose(list.children[active]);
      } else if (event.key === "Enter") {
        close();
      }
    });
    input.addEventListener("blur", close);
    // The focus stays in the line.
    popup.addEventListener("pointerdown", function (event) {
      event.preventDefault();
    });
    popup.addEventListener("mousedown", function (event) {
      event.preventDefault();
    });
    list.addEventListener("click", function (event) {
      var shown = event.target.closest("[role=option]");
      if (shown) choose(shown);
    });
  }
  document.querySelectorAll("[data-search]").forEach(combobox);
})();
