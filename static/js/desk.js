// The desk: what one resident's case shows is not seen by the next person. Pages work without this script: then a
// session that was not used ends on the server, and pages on which nothing is typed leave by themselves.
(function () {
  "use strict";

  var guard = document.querySelector("[data-desk]");
  var lock = document.querySelector("[data-desk-lock]");
  if (!guard || !lock) return;

  var warning = guard.querySelector("[data-desk-warning]");
  var idle = Number(guard.dataset.idle) * 1000;
  var warnsFor = Math.min(60000, idle / 2);
  // The tabs of this browser tell each other what happens. Older browsers do without.
  var others = "BroadcastChannel" in window ? new BroadcastChannel("pforte-schalter") : undefined;
  var active = Date.now();
  var told = active;
  var isOver = false;

  function tell(message) {
    if (others) others.postMessage(message);
  }

  // The page shows nothing any more, whatever becomes of its address.
  function leave(address) {
    isOver = true;
    document.body.hidden = true;
    location.replace(address);
  }

  function lockNow() {
    isOver = true;
    document.body.hidden = true;
    tell({ locked: true });
    lock.submit();
  }

  // The server locks the desk, too: it is told that somebody is here, at most twice a minute while there is time.
  function stay() {
    told = Date.now();
    fetch(guard.dataset.stay, { method: "POST", body: new URLSearchParams(new FormData(lock)), redirect: "manual" })
      .then(function (answer) {
        if (answer.type === "opaqueredirect" || answer.status === 403) leave(guard.dataset.locked);
      })
      .catch(function () {
        // No connection: the next time tells.
      });
  }

  // A warning stays until something is pressed: what vanishes under the pointer would let a press fall on a question.
  function act(event) {
    if (isOver) return;
    var isPressed = event.type === "keydown" || event.type === "click";
    var isWarned = !warning.hidden;
    if (isWarned && !isPressed) return;
    active = Date.now();
    warning.hidden = true;
    // Short before the end, nobody can wait for the next time to be told.
    if (isWarned) say();
  }

  // The server and the other windows hear that somebody is here.
  function say() {
    stay();
    tell({ active: active });
  }

  function look() {
    if (isOver) return;
    var now = Date.now();
    if (now - active >= idle) return lockNow();
    if (active > told && now - told >= 30000) say();
    if (now - active >= idle - warnsFor && warning.hidden) warning.hidden = false;
  }

  // Whoever locks or signs out in one window does it for all of them.
  document.addEventListener("submit", function (event) {
    var isLock = event.target === lock || (event.submitter && event.submitter.value === "lock");
    if (isLock || event.target.matches("[data-sign-out]")) tell({ locked: true });
  });

  ["keydown", "click", "pointermove", "wheel", "input"].forEach(function (kind) {
    document.addEventListener(kind, act, { passive: true });
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);

  if (others) {
    others.addEventListener("message", function (event) {
      var message = event.data;
      if (isOver) return;
      if (message.locked) return leave(guard.dataset.locked);
      if (message.active) {
        active = Math.max(active, message.active);
        warning.hidden = true;
      }
      // Another case lies open now: this page is of the last one.
      if ("open" in message && message.open !== guard.dataset.open) leave(guard.dataset.other);
    });
    tell({ open: guard.dataset.open });
  }

  // A page that the browser kept comes back without what it showed, and asks whether it may show it.
  window.addEventListener("pagehide", function () {
    document.body.hidden = true;
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) location.reload();
  });
})();
