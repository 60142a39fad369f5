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
})();
