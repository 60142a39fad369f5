// Comfort on top of pages that work without it: no page needs this script.
(function () {
  "use strict";

  // The page says what this script says, in its language.
  var texts = document.currentScript.dataset;

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
      var text = (left < 0 ? texts.over : texts.left).replace("{count}", number);
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
  // sends never takes the place of anything newer: the server compares the revision. So one request goes at a
  // time, with the revision that the one before it made; and what got no answer goes once more as it was, before
  // anything newer: it may have been kept, and then the server only tells the revision.
  function keep(form) {
    var note = form.querySelector("[data-kept-note]");
    var revision = form.querySelector("[name=_revision]");
    var waiting, unanswered, held;
    var isTyped = false;
    var isUnderWay = false;
    var isOver = false;
    if (!note || !revision) return;

    function tell(text) {
      note.hidden = false;
      note.textContent = text;
    }

    function wait(milliseconds) {
      clearTimeout(waiting);
      waiting = setTimeout(save, milliseconds);
    }

    function typed() {
      var page = new URLSearchParams();
      new FormData(form).forEach(function (value, name) {
        if (typeof value === "string") page.append(name, value);
      });
      page.set("_action", "keep");
      return page;
    }

    function read(answer) {
      unanswered = undefined;
      if (answer.status === 204) {
        revision.value = answer.headers.get("x-revision");
        var time = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
        tell(texts.kept.replace("{time}", time));
      } else if (answer.status === 409) {
        isOver = true;
        tell(texts.stale);
      } else if (answer.status === 403 || answer.status === 410) {
        isOver = true;
        tell(texts.gone);
      } else {
        isTyped = isTyped || answer.status >= 500;
        tell(texts.notKept);
      }
      return answer.status === 204 ? 1500 : 15000;
    }

    function save() {
      if (form.dataset.sent === "true" || isUnderWay || isOver) return;
      var page = unanswered || typed();
      isTyped = isTyped && page === unanswered;
      isUnderWay = true;
      // Older browsers have no such signal; there it takes longer.
      var signal = AbortSignal.timeout && AbortSignal.timeout(30000);
      fetch(form.action, { method: "POST", body: page, redirect: "manual", signal: signal })
        .then(read)
        .catch(function () {
          unanswered = page;
          tell(texts.offline);
          return 5000;
        })
        .then(function (pause) {
          isUnderWay = false;
          if (held) return sendHeld();
          if (isTyped || unanswered) wait(pause);
        });
    }

    form.addEventListener("input", function () {
      isTyped = true;
      if (!isUnderWay) wait(1500);
    });
    function sendHeld() {
      var button = held;
      held = undefined;
      clearTimeout(waiting);
      if (button) form.requestSubmit(button);
    }

    form.addEventListener("submit", function (event) {
      clearTimeout(waiting);
      // A page that says everything must know of what it kept itself, or it would be asked to be sent again. A network
      // that does not answer is not waited for.
      if (form.dataset.kept !== "whole" || !isUnderWay || isOver || !event.submitter) return;
      event.preventDefault();
      event.stopPropagation();
      if (!held) waiting = setTimeout(giveUpWaiting, 4000);
      held = event.submitter;
    });

    function giveUpWaiting() {
      isOver = true;
      sendHeld();
    }
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
    bar.setAttribute("aria-label", texts.progress);
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
      delete input.form.dataset.sent;
      button.hidden = false;
      told.textContent = texts.lost;
    }

    function send(file) {
      var page = new FormData(input.form);
      page.append("_action", button.value);
      hold(true);
      // The file goes with all that was typed: the page does not keep itself beside it.
      input.form.dataset.sent = "true";
      bar.value = 0;
      bar.hidden = false;
      told.textContent = texts.sending.split("{name}").join(file.name);
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
