// What only scripts can do. Every page works without them; that is for the other journeys.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Page } from "@playwright/test";

import { answersOf, fill, follow, goOn } from "../support/answers";
import { beginAtDesk } from "../support/desk";
import { expect, inspect, signIn, test } from "../support/test";

// Leads to the question for the country, with everything else on its page answered.
async function askForCountry(page: Page) {
  await page.goto("/leistungen/geburtsurkunde");
  await follow(page.getByRole("button", { name: "beginnen" }).first());
  const answers = answersOf("birth_certificate_order", "aus_oesterreich");
  for (let pages = 0; !(await page.locator("[data-search]").count()); pages++) {
    expect(pages).toBeLessThan(8);
    await fill(page, answers, async () => {});
    await goOn(page);
  }
  await page.locator('[name="applicant.address_abroad.lines"]').fill("Beispielgasse 12/3");
}

test("Die Seite speichert sich beim Tippen und sagt, wann", async ({ page }) => {
  await page.goto("/leistungen/projektfoerderung-kultur");
  await follow(page.getByRole("button", { name: "Antrag beginnen" }));
  await page.locator("main form input[type=radio]").first().check();
  await expect(page.locator("[data-kept-note]")).toHaveText(/^Zwischengespeichert um \d\d:\d\d Uhr\.$/);
  await inspect(page);
  await page.reload();
  await expect(page.locator("main form input[type=radio]").first()).toBeChecked();
  await goOn(page);
});

// Leads to the first question of a report, with its note about what was kept.
async function report(page: Page) {
  await page.goto("/leistungen/mangel-melden");
  await follow(page.getByRole("button", { name: "Meldung beginnen" }));
  const choices = page.locator("main form select option:not([value=''])");
  const choose = (number: number) => page.locator("main form select").first().selectOption({ index: number });
  const radio = (number: number) => page.locator("main form input[type=radio]").nth(number - 1).check();
  return { choose: (await choices.count()) ? choose : radio, note: page.locator("[data-kept-note]") };
}

test("Die Seite speichert sich auch über ein langsames Netz, eins nach dem anderen", async ({ page }) => {
  const { choose, note } = await report(page);
  let slow = 0;
  let together = 0;
  let answered = 0;
  await page.route(page.url(), async (route) => {
    together = Math.max(together, ++slow);
    // The server closes a connection that was idle; asking again is what a browser does.
    const answer = await route.fetch({ maxRetries: 3 });
    await new Promise((done) => setTimeout(done, 3000));
    slow--;
    await route.fulfill({ response: answer });
    answered++;
  });
  // The second choice is made while the first is under way, however slow this machine is.
  const underWay = page.waitForRequest((request) => request.method() === "POST");
  await choose(1);
  await underWay;
  await choose(2);
  await expect.poll(() => answered, { timeout: 30000 }).toBe(2);
  await expect(note).toHaveText(/^Zwischengespeichert/);
  expect(together).toBe(1);
  await page.unroute(page.url());
  await page.reload();
  const chosen = page.locator("main form select option:checked, main form input:checked");
  const expected = page.locator("main form select option:not([value='']), main form input[type=radio]").nth(1);
  await expect(chosen.first()).toHaveAttribute("value", (await expected.getAttribute("value"))!);
});

test("Geht die Antwort verloren, speichert sich die Seite noch einmal", async ({ page }) => {
  const { choose, note } = await report(page);
  let lost = 0;
  await page.route(page.url(), async (route) => {
    if (lost++ > 0) return route.continue();
    await route.fetch({ maxRetries: 3 });
    await route.abort();
  });
  await choose(1);
  await expect(note).toHaveText("Gerade nicht zwischengespeichert: Es gibt keine Verbindung.");
  await choose(2);
  await expect(note).toHaveText(/^Zwischengespeichert/, { timeout: 15000 });
  await expect.poll(() => lost).toBe(3);
  await expect(note).toHaveText(/^Zwischengespeichert/);
});

test("Ist der Entwurf hier nicht mehr offen, sagt es die Seite", async ({ page, context }) => {
  const { choose, note } = await report(page);
  await context.clearCookies();
  await choose(1);
  await expect(note).toHaveText(/^Nicht zwischengespeichert: Der Entwurf ist in diesem Fenster nicht mehr offen\./);
  await inspect(page);
});

test("Die Liste der Staaten lässt sich mit der Tastatur bedienen und sagt, was sie zeigt", async ({ page }) => {
  await askForCountry(page);
  const line = page.getByRole("combobox", { name: "Staat" });
  const active = page.locator("[role=option][aria-selected=true]");
  await line.fill("");
  await line.focus();

  // What stands in the list is said, and the focus stays in the line.
  await page.keyboard.type("nig");
  await expect(line).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByRole("option").first()).toHaveText("Niger");
  await expect(page.locator(".pf-find [role=status]")).toHaveText(/^\d+ Einträge passen\./);
  await expect(active).toHaveCount(0);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(active).toHaveText("Nigeria");
  await expect(line).toHaveAttribute("aria-activedescendant", (await active.getAttribute("id"))!);
  await expect(line).toBeFocused();
  await inspect(page);
  await page.keyboard.press("ArrowUp");
  await expect(active).toHaveText("Niger");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await expect(active).toHaveText("Niger");

  // Escape closes and keeps the text; the arrow opens again; Enter takes the option and sends nothing.
  await page.keyboard.press("Escape");
  await expect(line).toHaveAttribute("aria-expanded", "false");
  await expect(line).toHaveValue("nig");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const here = page.url();
  await page.keyboard.press("Enter");
  await expect(line).toHaveValue("Nigeria");
  expect(page.url()).toBe(here);
  await expect(page.locator(".pf-find [role=status]")).toHaveText("Ausgewählt: Nigeria");
  // It was kept, as everything that is typed.
  await expect(page.locator("[data-kept-note]")).toHaveText(/^Zwischengespeichert/);

  // Nothing fits; Tab goes on and leaves the text.
  await line.fill("Mordor");
  await expect(page.locator(".pf-find__note")).toHaveText("Kein Eintrag passt.");
  await expect(line).toHaveAttribute("aria-expanded", "false");
  await inspect(page);
  await page.keyboard.press("Tab");
  await expect(page.locator(".pf-find__popup")).toBeHidden();
  await expect(line).toHaveValue("Mordor");

  // Enter sends the page when no option is under way.
  await line.fill("Österreich");
  await line.press("Escape");
  await line.press("Enter");
  await expect(page).toHaveURL(/\/versand$/);
});

test("Fehlt die Liste der Staaten, sucht der Knopf", async ({ page }) => {
  await page.route("**/auswahl/**", (route) => route.abort());
  await askForCountry(page);
  await page.getByRole("combobox", { name: "Staat" }).fill("oester");
  await page.locator("button[value^='search:']").click();
  await expect(page.locator("main")).toContainText("Ausgewählt: Österreich");
});

test.describe("Dateien", () => {
  test.use({ baseURL: process.env.PFORTE_FIXTURES_URL });

  test("Solange eine Datei unterwegs ist, speichert sich die Seite nicht daneben", async ({ page }) => {
    await page.goto("/leistungen/dateien");
    await follow(page.getByRole("button", { name: "Antrag beginnen" }));
    await page.locator("[name=name]").fill("Anna");
    await page.locator("[name=wants][value=true]").check();
    await goOn(page);
    const paper = page.locator('input[type=file][name="paper"]');
    await expect(paper).toBeVisible();
    let posts = 0;
    page.on("request", (request) => {
      if (request.method() === "POST") posts++;
    });
    await page.route(/\/unterlagen/, async (route) => {
      if (route.request().method() === "POST") await new Promise((done) => setTimeout(done, 3000));
      await route.continue();
    });
    const content = readFileSync(resolve(__dirname, "../../fixtures/files/photo.jpg"));
    await paper.setInputFiles({ name: "Foto.jpg", mimeType: "image/jpeg", buffer: content });
    await page.waitForTimeout(2500);
    await expect(page.locator("[data-kept-note]")).toBeHidden();
    await expect(page.locator(".pf-file__name")).toHaveText(["Foto.jpg (576 Byte)"]);
    expect(posts).toBe(1);
  });
});

test("Die Schnellerfassung wartet, bis sie sich gespeichert hat, und fragt nicht nach", async ({ page }) => {
  await signIn(page, "schalter");
  await beginAtDesk(page, "mangel-melden");
  await follow(page.getByRole("button", { name: /^Schnellerfassung/ }));
  await page.route(/\/schnell$/, async (route) => {
    const isKept = (route.request().postData() ?? "").includes("_action=keep");
    if (!isKept) return route.continue();
    // The server closes a connection that was idle; asking again is what a browser does.
    const answer = await route.fetch({ maxRetries: 3 });
    await new Promise((done) => setTimeout(done, 2000));
    await route.fulfill({ response: answer });
  });
  const kept = page.waitForRequest((request) => (request.postData() ?? "").includes("_action=keep"));
  await page.locator("[name='assisted.note']").fill("Nur mit Tastatur");
  await kept;
  await page.locator("[name='assisted.note']").blur();
  await page.getByRole("button", { name: "Speichern und aktualisieren" }).click();
  await expect(page.getByText(/^Gespeichert\./)).toBeVisible();
  await expect(page.getByText("Noch nicht gespeichert")).toBeHidden();
  await expect(page.locator("[name='assisted.note']")).toHaveValue("Nur mit Tastatur");
});

test("Ohne Eingabe wird der Schalter gesperrt, auf einmal in allen Fenstern", async ({ page, context }) => {
  await page.clock.install();
  await signIn(page, "schalter");
  await beginAtDesk(page, "mangel-melden");
  const warningOf = (window: Page) => window.getByRole("alert").filter({ hasText: "Der Schalter wird gleich gesperrt" });
  const warning = warningOf(page);
  await expect(page.getByRole("complementary", { name: "Aufnahme am Schalter" })).toBeVisible();
  const second = await context.newPage();
  await second.goto("/schalter");
  await page.clock.fastForward("04:10");
  await expect(warning).toBeVisible();
  await expect(warningOf(second)).toBeVisible();
  await inspect(page);
  await page.getByRole("button", { name: "Weiterarbeiten" }).click();
  await expect(warning).toBeHidden();
  // The other windows are told, before the clock leaps again.
  await expect(warningOf(second)).toBeHidden();
  await page.clock.fastForward("04:45");
  await expect(warning).toBeVisible();
  await page.clock.fastForward("00:15");
  await expect(page.getByText("Der Schalter ist gesperrt")).toBeVisible();
  await expect(second.getByText("Der Schalter ist gesperrt")).toBeVisible();
  await page.goto("/schalter");
  await expect(page).toHaveURL(/\/amt\/anmelden/);
});
