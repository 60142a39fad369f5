// A draft goes from the desk to the person's phone, and from the person to the desk. The clerk has no mouse.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import type { Browser, Page } from "@playwright/test";

import { answersOf, merge, type Answers, type Value } from "../support/answers";
import { beginAtDesk } from "../support/desk";
import { fillAllPages, send } from "../support/journey";
import { press, tabTo } from "../support/keyboard";
import { expect, findBarriers, fits, inspect, signIn, test } from "../support/test";

const CASE = answersOf("school_transport_refund", "desk_help");
const ANSWERS = merge(CASE, {
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
  tickets: (CASE.tickets as Value[]).slice(0, 1),
}) as Answers;
const SERVICE = "/leistungen/schuelerbefoerderung-erstattung";
const TICKET = resolve(__dirname, "../../fixtures/files/photo.jpg");

const hasScripts = () => test.info().project.name === "js";

async function onPhone(browser: Browser, baseURL?: string): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    javaScriptEnabled: hasScripts(),
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  return context.newPage();
}

// What a camera does with the picture: it opens the address that holds the code.
async function openByPicture(phone: Page, code: string) {
  await phone.goto(`/fortsetzen/${code}`);
  await phone.getByRole("button", { name: "Entwurf öffnen" }).click();
}

async function look(page: Page) {
  await fits(page);
  await findBarriers(page);
}

test("Am Schalter begonnen, am Telefon die Fahrkarte fotografiert und abgesendet", async ({ page, browser, baseURL }) => {
  await signIn(page, "schalter");
  await beginAtDesk(page, "schuelerbefoerderung-erstattung");
  await fillAllPages(page, ANSWERS);
  const draft = page.url().replace("/pruefen", "");
  await press(page, page.getByRole("link", { name: "An die Person übergeben" }));
  await inspect(page);
  await press(page, page.getByRole("button", { name: "Übergeben und Code anzeigen" }));
  const shown = page.locator(".pf-draft-code__text");
  await expect(shown).toHaveText(/^(\w{4}-){3}\w{4}$/);
  await expect(page.locator(".pf-sheet")).not.toContainText("Beispiel");
  await inspect(page);
  const code = (await shown.textContent())!;
  await press(page, page.getByRole("button", { name: "Nächste Person" }));
  const given = page.getByRole("region", { name: "An die Person übergeben" });
  await expect(given).toContainText("Code noch nicht benutzt");
  await inspect(page);

  const phone = await onPhone(browser, baseURL);
  await openByPicture(phone, code);
  await expect(phone).toHaveURL(/\/pruefen$/);
  await expect(phone.getByRole("complementary", { name: "Vom Schalter" })).toBeVisible();
  await look(phone);
  await phone.locator(`a[href^='${SERVICE}/antrag/unterlagen']`).first().click();
  await expect(phone).toHaveURL(/\/unterlagen/);
  await look(phone);
  const input = phone.locator("main input[type=file]").first();
  const field = await input.getAttribute("name");
  await phone.waitForLoadState("load");
  const answered = phone.waitForEvent("load");
  await input.setInputFiles({ name: "Fahrkarte.jpg", mimeType: "image/jpeg", buffer: readFileSync(TICKET) });
  if (!hasScripts()) await phone.locator(`button[value="upload:${field}"]`).click();
  await answered;
  await expect(phone.locator(".pf-file__name").first()).toContainText("Fahrkarte.jpg");
  await fillAllPages(phone, ANSWERS);
  await send(phone);

  await page.goto("/schalter");
  await expect(given).toContainText("Eingereicht:");
  await page.goto(draft + "/pruefen");
  await expect(page).toHaveURL(/\/schalter\?anderer-fall$/);
  await phone.context().close();
});

test("Zu Hause begonnen, am Schalter geholfen und wieder mitgenommen", async ({ page, browser, baseURL }) => {
  const phone = await onPhone(browser, baseURL);
  await phone.goto(SERVICE);
  await phone.getByRole("button", { name: "Antrag beginnen" }).first().click();
  const first = phone.url();
  await phone.locator("main [name=residence_bs][value=true]").check();
  await phone.getByRole("button", { name: "Speichern und später weitermachen" }).click();
  await phone.getByRole("button", { name: "Code anzeigen" }).click();
  const code = (await phone.locator(".pf-draft-code__text").textContent())!;

  await signIn(page, "schalter");
  await press(page, page.getByRole("link", { name: "Mit einem Code weitermachen" }));
  await press(page, page.getByRole("button", { name: "Antrag öffnen" }));
  await expect(page.locator("[data-error-summary]")).toContainText("Geben Sie den Code ein.");
  await inspect(page);
  const line = page.getByLabel("Code", { exact: true });
  if (hasScripts()) await tabTo(page, line);
  else await line.focus();
  await page.keyboard.type(code.toLowerCase());
  await press(page, page.getByRole("button", { name: "Antrag öffnen" }));
  await expect(page.getByRole("complementary", { name: "Aufnahme am Schalter" })).toBeVisible();

  await phone.goto(first);
  await expect(phone.locator("h1")).toHaveText("Ihr Antrag wird gerade am Schalter bearbeitet");
  await look(phone);
  await press(page, page.getByRole("button", { name: "An die Person übergeben" }));
  await press(page, page.getByRole("button", { name: "Übergeben und Code anzeigen" }));
  const fresh = (await page.locator(".pf-draft-code__text").textContent())!;
  await phone.goto(first);
  await expect(phone.locator("h1")).toHaveText("Ihr Antrag liegt für Sie bereit");
  await look(phone);
  await phone.getByRole("link", { name: "Mit einem Code fortsetzen" }).click();
  await phone.locator("[name=code]").fill(fresh);
  await phone.getByRole("button", { name: "Entwurf öffnen" }).click();
  await expect(phone).toHaveURL(first);
  await expect(phone.locator("[name=residence_bs][value=true]")).toBeChecked();
  await look(phone);
  await phone.context().close();
});
