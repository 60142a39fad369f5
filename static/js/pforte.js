// Comfort on top of pages that work without it: no page needs this script.
(function () {
  "use strict";

  // A second press on a button sends nothing: the first one is already on its way.
  // Buttons are not disabled, because a disabled one would not be posted.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent === "true") {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    // After a slow network and "stop loading", the button works again.
    setTimeout(function () {
      delete form.dataset.sent;
    }, 5000);
  });

  // A page that comes back from the browser's memory can be sent again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });

  // A page that answers what a person just tried starts with the answer.
  var announced = document.querySelector("[data-announced]");
  if (announced) {
    announced.focus();
  }

  // A page with errors starts at the list of them, and its links lead into the fields.
  var summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", function (event) {
      var link = event.target.closest("a[href^='#']");
      var field = link && document.getElementById(link.hash.slice(1));
      if (field) {
        event.preventDefault();
        // The question comes into view with the field, not the bare field.
        (field.closest("fieldset, .kern-form-input") || field).scrollIntoView();
        field.focus({ preventScroll: true });
      }
    });
  }

  // A refusal is the answer to a post. Reloading it, or coming back to it, opens its address instead of
  // sending everything again. Only where the server has kept what was typed: elsewhere it would be lost.
  if ((announced || summary) && document.querySelector("form[data-kept]")) {
    history.replaceState(null, "", location.href);
  }

  // A page with several forms: what was typed into one is not lost unasked by sending another.
  var unsent = new Set();
  document.querySelectorAll("form[data-typed]").forEach(function (form) {
    form.addEventListener("input", function () {
      unsent.add(form);
    });
    form.addEventListener("submit", function () {
      unsent.delete(form);
    });
  });
  window.addEventListener("beforeunload", function (event) {
    if (unsent.size > 0) {
      event.preventDefault();
    }
  });

  // Printing is a button only where it can be one.
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });

  // Tells how many characters are left, to ears only after a pause in typing.
  function count(area) {
    var most = Number(area.dataset.maxLength);
    var shown = document.getElementById("count-" + area.id);
    var spoken = document.getElementById("count-spoken-" + area.id);
    var pause;
    function tell() {
      // The server counts characters, and a line break as one.
      var left = most - Array.from(area.value).length;
      var number = Math.abs(left).toLocaleString("de-DE");
      var text = left < 0 ? number + " Zeichen zu viel" : "Noch " + number + " Zeichen";
      shown.textContent = text;
      shown.classList.toggle("pf-count--over", left < 0);
      clearTimeout(pause);
      pause = setTimeout(function () {
        spoken.textContent = text;
      }, 1000);
    }
    shown.hidden = false;
    area.addEventListener("input", tell);
    tell();
  }
  document.querySelectorAll("textarea[data-max-length]").forEach(count);

  // A page keeps itself while somebody types, and says when it did. It writes into no field, and what it
  // sends never takes the place of anything newer: the server compares the revision.
  function keep(form) {
    var note = form.querySelector("[data-kept-note]");
    var revision = form.querySelector("[name=_revision]");
    var waiting;
    var isStale = false;
    if (!note || !revision) return;

    function tell(text) {
      note.hidden = false;
      note.textContent = text;
    }

    function save() {
      if (form.dataset.sent === "true" || isStale) return;
      var page = new URLSearchParams();
      new FormData(form).forEach(function (value, name) {
        if (typeof value === "string") page.append(name, value);
      });
      page.set("_action", "keep");
      fetch(form.action, { method: "POST", body: page, redirect: "manual" })
        .then(function (answer) {
          if (answer.status === 204) {
            revision.value = answer.headers.get("x-revision");
            var time = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
            tell("Zwischengespeichert um " + time + " Uhr.");
          } else if (answer.status === 409) {
            isStale = true;
            tell("Nicht zwischengespeichert: Die Seite wurde in einem anderen Fenster geändert.");
          } else {
            tell("Gerade nicht zwischengespeichert. Mit „Weiter“ speichern Sie.");
          }
        })
        .catch(function () {
          tell("Gerade nicht zwischengespeichert: Es gibt keine Verbindung.");
        });
    }

    form.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(save, 1500);
    });
    form.addEventListener("submit", function () {
      clearTimeout(waiting);
    });
  }
  document.querySelectorAll("form[data-kept]").forEach(keep);

  // A file is sent as soon as it is chosen or dropped, with everything else on the page; without this
  // script, by a button.
  function upload(place) {
    var input = place.querySelector("input[type=file]");
    var button = place.querySelector("button");
    var field = place.closest("fieldset");
    var told = document.createElement("p");
    var bar = document.createElement("progress");
    told.className = "kern-body pf-upload__told";
    told.setAttribute("role", "status");
    bar.className = "pf-upload__bar";
    bar.max = 1;
    bar.hidden = true;
    bar.setAttribute("aria-label", "Fortschritt");
    place.append(bar, told);
    button.hidden = true;

    // Until the file is there, nothing else is typed or sent: it would be lost, or stop the file.
    function hold(isHeld) {
      Array.from(input.form.elements).forEach(function (control) {
        if (control.localName !== "fieldset") control.disabled = isHeld;
      });
    }

    function fail() {
      bar.hidden = true;
      hold(false);
      button.hidden = false;
      told.textContent = "Die Datei ist nicht angekommen. Versuchen Sie es noch einmal.";
    }

    function send(file) {
      var page = new FormData(input.form);
      page.append("_action", button.value);
      hold(true);
      bar.value = 0;
      bar.hidden = false;
      told.textContent = "„" + file.name + "“ wird hochgeladen.";
      var request = new XMLHttpRequest();
      request.open("POST", input.form.action);
      request.upload.addEventListener("progress", function (event) {
        if (event.lengthComputable) bar.value = event.loaded / event.total;
      });
      request.addEventListener("load", function () {
        // What became of the file stands at the address that the answer came from.
        if (request.status !== 200 && request.status !== 422) return fail();
        history.replaceState(null, "", request.responseURL + "#" + field.id);
        location.reload();
      });
      request.addEventListener("error", fail);
      request.send(page);
    }

    input.addEventListener("change", function () {
      if (input.files.length > 0) send(input.files[0]);
    });
    ["dragenter", "dragover"].forEach(function (kind) {
      field.addEventListener(kind, function (event) {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        field.classList.add("pf-upload--over");
      });
    });
    ["dragleave", "drop"].forEach(function (kind) {
      field.addEventListener(kind, function () {
        field.classList.remove("pf-upload--over");
      });
    });
    field.addEventListener("drop", function (event) {
      var files = event.dataTransfer.files;
      if (files.length === 0 || input.disabled) return;
      event.preventDefault();
      // One file a request.
      var first = new DataTransfer();
      first.items.add(files[0]);
      input.files = first.files;
      send(files[0]);
    });

    // Who answers something else needs no place for files.
    var others = field.querySelectorAll("input[type=radio]");
    function show() {
      var chosen = field.querySelector("input[type=radio]:checked");
      place.hidden = Boolean(chosen && chosen.value);
    }
    others.forEach(function (radio) {
      radio.addEventListener("change", show);
    });
    show();
  }
  document.querySelectorAll("[data-upload]").forEach(upload);

  // After a file came or went, its question is where the page opens.
  var target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.matches(".pf-upload") && !summary) {
    target.focus();
  }
})();
