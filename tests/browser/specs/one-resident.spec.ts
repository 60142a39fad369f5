// One resident at a time: what one person told at the desk is not seen by the next one, not even by going back, in
// another tab, or out of what the browser remembers.

import { chromium, type Page } from "@playwright/test";

import { fill, goOn } from "../support/answers";
import { validCases } from "../support/cases";
import { beginAtDesk } from "../support/desk";
import { hurryToCheck } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

const OF_A = "Der Weg vor Haus 17 ist gesperrt";
const [{ answers }] = validCases("defect_report", "assisted");
const hasScripts = () => test.info().project.use.javaScriptEnabled !== false;

const begin = (page: Page) => beginAtDesk(page, "mangel-melden");

// Fills in what resident A reports, up to the check.
async function tellOfA(page: Page) {
  await begin(page);
  await hurryToCheck(page, { ...answers, description: OF_A });
  await expect(page.locator("main")).toContainText(OF_A);
}

// What stands in a control is neither text of the page nor in its source.
async function showsNothingOfA(page: Page) {
  await expect(page.locator("body")).not.toContainText(OF_A);
  expect(await page.content()).not.toContain(OF_A);
  expect((await valuesOn(page)).join("\n")).not.toContain(OF_A);
}

const valuesOn = (page: Page) =>
  page.locator("input, textarea").evaluateAll((controls) => controls.map((control) => (control as HTMLInputElement).value));

// Begins for the next person and goes on to the question that A answered.
async function askTheNext(page: Page) {
  await begin(page);
  const question = page.locator("main form textarea[name=description]");
  for (let pages = 0; (await question.count()) === 0; pages++) {
    expect(pages, "pages before the question").toBeLessThan(10);
    await fill(page, answers, async () => {});
    await goOn(page);
  }
  await expect(question).toHaveValue("");
}

// One step through what the browser remembers; of a page that it kept whole, no load is told. What comes first must show nothing of A, and neither what it leads to.
async function step(page: Page, way: "goBack" | "goForward", heading: string | RegExp) {
  await page[way]({ waitUntil: "commit" });
  await expect(page.locator("h1")).toBeVisible();
  await showsNothingOfA(page);
  await expect(page.locator("h1")).toHaveText(heading);
  await showsNothingOfA(page);
}

test("Wer zurückgeht, sieht nichts von der letzten Person", async ({}, info) => {
  // Browsers for people keep whole pages for the way back; the one of the other journeys is told not to.
  const { launchOptions, baseURL, viewport } = info.project.use;
  const browser = await chromium.launch({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  try {
    const context = await browser.newContext({ baseURL, viewport, locale: "de-DE", javaScriptEnabled: hasScripts() });
    const page = await context.newPage();
    await signIn(page, "schalter");
    await tellOfA(page);
    await page.getByRole("button", { name: "Fall schließen" }).click();
    await expect(page).toHaveURL(/\/schalter$/);
    for (let steps = 0; steps < 3; steps++) await step(page, "goBack", "Schalter");
    await askTheNext(page);
    await showsNothingOfA(page);
    // Back over the pages of B and the beginning, to what was A's.
    const begun = "Mangel melden";
    for (let steps = 0; (await page.locator("h1").textContent()) !== begun; steps++) {
      expect(steps, "steps back to the beginning").toBeLessThan(20);
      await step(page, "goBack", /./);
    }
    await step(page, "goBack", "Schalter");
    await step(page, "goForward", begun);
    await page.goto("/schalter");
    await page.getByRole("button", { name: /^Fall schließen/ }).click();
    while (await page.getByRole("button", { name: /^Jetzt verwerfen/, includeHidden: true }).count()) {
      await page.locator("summary", { hasText: /^Verwerfen/ }).first().click();
      await page.getByRole("button", { name: /^Jetzt verwerfen/ }).first().click();
      await expect(page.getByRole("heading", { name: "Schalter", exact: true })).toBeVisible();
    }
  } finally {
    await browser.close();
  }
});

test("In einem zweiten Fenster wird der nächste Fall begonnen", async ({ page, context }) => {
  await signIn(page, "schalter");
  await tellOfA(page);
  await page.goBack();
  await expect(page.locator("main form")).toBeVisible();
  const second = await context.newPage();
  await begin(second);
  await showsNothingOfA(second);
  if (hasScripts()) {
    // The first window leaves by itself.
    await expect(page).toHaveURL(/\/schalter\?anderer-fall$/);
    await expect(page.locator("h1")).toHaveText("Schalter");
    await showsNothingOfA(page);
    await inspect(page);
  } else {
    await page.locator("main form button[value=next]").click();
    await expect(page.getByRole("heading", { name: "Gerade ist ein anderer Fall offen" })).toBeVisible();
    await showsNothingOfA(page);
    await inspect(page);
    await page.getByRole("button", { name: "Offenen Fall schließen und diesen öffnen" }).click();
    await expect(page.getByRole("heading", { name: "Ihre Eingaben sind noch da" })).toBeVisible();
    await inspect(page);
    await page.getByRole("button", { name: "Eingaben jetzt senden" }).click();
    await expect(page).toHaveURL(/\/schalter\/antrag\//);
    await second.locator("main form button[value=next]").click();
    await expect(second.getByRole("heading", { name: "Gerade ist ein anderer Fall offen" })).toBeVisible();
  }
  await showsNothingOfA(second);
});

test("Der Schalter wird gesperrt, und der Entwurf bleibt", async ({ page, context }) => {
  await signIn(page, "schalter");
  await begin(page);
  const second = await context.newPage();
  await second.goto("/schalter");
  await page.getByRole("button", { name: "Sperren" }).first().click();
  await expect(page.getByText("Der Schalter ist gesperrt")).toBeVisible();
  if (hasScripts()) await expect(second.getByText("Der Schalter ist gesperrt")).toBeVisible();
  await second.close();
  await inspect(page);
  await page.goBack();
  await expect(page).toHaveURL(/\/amt\/anmelden/);
  await signIn(page, "schalter");
  await expect(page.getByRole("button", { name: /^Fortsetzen/ }).first()).toBeVisible();
});
