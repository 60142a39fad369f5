// Walking through pages with the keyboard only. Wherever the focus goes, it must be seen.

import type { Locator, Page } from "@playwright/test";

import { answerTo, spelled, titleOf, type Answers } from "./answers";
import { expect, test } from "./test";

// More stops than any page has.
const STOPS = 200;

interface Focus {
  control: Locator;
  name: string;
  kind: string;
  value: string;
  isChecked: boolean;
}

// Presses Tab until the focus is on what is looked for.
export async function tabTo(page: Page, wanted: Locator) {
  for (let stops = 0; !(await wanted.evaluate((element) => element === document.activeElement)); stops++) {
    expect(stops, `no way by Tab to ${wanted}`).toBeLessThan(STOPS);
    await tab(page);
  }
}

// One step; the focus must be in sight and look different there (WCAG 2.4.7, 2.4.11).
export async function tab(page: Page, key: "Tab" | "Shift+Tab" = "Tab") {
  await page.keyboard.press(key);
  await mustShowFocus(page);
}

export async function mustShowFocus(page: Page) {
  const found = await page.evaluate(async () => {
    const element = document.activeElement as HTMLElement;
    // Between the last and the first stop of a page the browser itself has the focus.
    if (element === document.body) return null;
    // Of a large text area the browser shows the line that is typed in.
    const isInView = () => {
      const { top, left, height, right } = element.getBoundingClientRect();
      return top >= 0 && left >= 0 && right <= innerWidth && top + Math.min(height, 96) <= innerHeight;
    };
    // Browsers take some frames to scroll to the focus.
    for (let frames = 0; frames < 60 && !isInView(); frames++) await new Promise(requestAnimationFrame);
    const look = () => {
      const { outline, outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      return outlineStyle === "none" || outlineWidth === "0px" ? boxShadow : outline + boxShadow;
    };
    const focused = look();
    element.blur();
    const bare = look();
    element.focus({ preventScroll: true });
    const { top, left, bottom, right } = element.getBoundingClientRect();
    const middle = document.elementFromPoint((left + right) / 2, (top + Math.min(bottom, innerHeight)) / 2);
    const isCovered = !middle || !(element.contains(middle) || middle.contains(element) || middle.closest("label"));
    return {
      element: element.outerHTML.slice(0, 200),
      isMarked: focused !== bare && focused !== "none",
      isInView: isInView(),
      isCovered,
    };
  });
  if (found === null) return;
  const seen = { ...found, isMarked: true, isInView: true, isCovered: false };
  expect.soft(found, `focus on ${page.url()}`).toEqual(seen);
}

// Presses a key on which the browser goes to another page, or asks for the same one again.
export async function go(page: Page, key: "Enter" | "Space") {
  await Promise.all([page.waitForEvent("load"), page.keyboard.press(key)]);
}

// Presses a link or a button as somebody without a mouse; where the focus is, only scripts can tell.
export async function press(page: Page, what: Locator) {
  if (test.info().project.name !== "js") return what.click();
  await tabTo(page, what);
  await go(page, "Enter");
}

// Presses a letter together with Alt. Playwright's own keys bring no letter then, and without one a browser does not
// look for what it belongs to (`accesskey`).
export async function pressWithAlt(page: Page, letter: string) {
  const key = { key: letter, code: `Key${letter.toUpperCase()}`, modifiers: 1, unmodifiedText: letter };
  const windowsVirtualKeyCode = letter.toUpperCase().charCodeAt(0);
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchKeyEvent", { type: "keyDown", windowsVirtualKeyCode, ...key });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", windowsVirtualKeyCode, ...key });
}

// From the first control to the button "Weiter", in fast entry to "Prüfen und einreichen", as often as needed, until the check comes.
export async function typeAllPages(page: Page, answers: Answers) {
  for (let loads = 0; !page.url().endsWith("/pruefen"); loads++) {
    expect(loads, `still on ${page.url()}`).toBeLessThan(60);
    await typePage(page, answers);
  }
}

// Answers what it comes by, adds one row of a list, or goes on.
async function typePage(page: Page, answers: Answers) {
  for (let stops = 0; stops < STOPS; stops++) {
    await tab(page);
    const focus = await focused(page);
    if (focus?.kind !== "submit") {
      if (focus) await type(page, focus, answers);
    } else if (focus.value === "next" || focus.value === "check") {
      return go(page, "Enter");
    } else if (await lacksRow(page, focus.value, answers)) {
      return go(page, "Space");
    }
  }
  throw new Error(`no button to go on with on ${page.url()}`);
}

// The control of the form that has the focus; none, if it is at something to open or at a row.
async function focused(page: Page): Promise<Focus | undefined> {
  const control = page.locator("main form :focus[name]");
  if ((await control.count()) === 0) return undefined;
  const told = await control.evaluate((element) => {
    const { name, type, value, checked } = element as HTMLInputElement;
    return { name, kind: type, value, isChecked: checked };
  });
  return { control, ...told };
}

async function type(page: Page, focus: Focus, answers: Answers) {
  const known = answerTo(answers, focus.name);
  if (known === undefined || known === null) return;
  const { kind, value } = focus;
  const answer = focus.name.endsWith(".search") ? await titleOf(focus.control, known) : known;
  if (kind === "checkbox") {
    const isWanted = Array.isArray(answer) ? answer.includes(value) : answer === true;
    if (focus.isChecked !== isWanted) await page.keyboard.press("Space");
  } else if (kind === "radio" || kind === "select-one") {
    await choose(page, kind, String(answer));
  } else {
    const text = await spelled(focus.control, answer);
    if (value === text) return;
    await page.keyboard.press("Control+A");
    await page.keyboard.type(text);
  }
}

// Radio buttons and selects are one stop each; the arrow keys choose.
async function choose(page: Page, kind: string, wanted: string) {
  const now = await focused(page);
  if (kind === "radio" && now?.value === wanted && !now.isChecked) await page.keyboard.press("Space");
  for (let presses = 0; (await focused(page))?.value !== wanted; presses++) {
    expect(presses, `no way by arrow keys to ${now?.name}=${wanted}`).toBeLessThan(STOPS);
    await page.keyboard.press("ArrowDown");
  }
  await mustShowFocus(page);
}

async function lacksRow(page: Page, action: string, answers: Answers): Promise<boolean> {
  const list = action.match(/^add:(.*)$/)?.[1];
  const rows = list && answerTo(answers, list);
  if (!Array.isArray(rows)) return false;
  return (await page.locator(`main form button[value^="remove:${list}."]`).count()) < rows.length;
}

// Walks through a whole page by Tab: each control is met, none holds the focus, and wherever it is, it is seen.
export async function walkThrough(page: Page) {
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  for (let steps = 0; ; steps++) {
    expect(steps, `no end on ${page.url()}`).toBeLessThan(STOPS);
    await tab(page);
    const wasMet = await page.evaluate(() => {
      const focused = document.activeElement as HTMLElement;
      // Between the last and the first stop the browser itself has the focus.
      if (focused === document.body) return false;
      const wasMet = "wasMet" in focused.dataset;
      focused.dataset.wasMet = "";
      return wasMet;
    });
    if (wasMet) break;
  }
  const missed = await page.evaluate(() => {
    const controls = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary")];
    const isOut = (control: HTMLElement) => {
      if ("wasMet" in control.dataset || !control.checkVisibility()) return false;
      if ((control as HTMLButtonElement).disabled || control.closest("[aria-hidden=true]")) return false;
      // Of the radio buttons of a question one takes the focus.
      if (!(control instanceof HTMLInputElement) || control.type !== "radio") return true;
      const others = controls.filter((other) => (other as HTMLInputElement).name === control.name);
      return !others.some((other) => "wasMet" in other.dataset);
    };
    return controls.filter(isOut).map((control) => control.outerHTML.slice(0, 200));
  });
  expect.soft(missed, `controls out of the way of Tab on ${page.url()}`).toEqual([]);
}
