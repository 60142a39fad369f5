// Leaving an application and going on with it later, on another device too.

import { lettersTo } from "../support/mail_server";
import { expect, inspect, test } from "../support/test";

const SERVICE = "/leistungen/mangel-melden";

test("Speichern, einen Code mitnehmen und auf einem anderen Gerät weitermachen", async ({ page, browser, baseURL }) => {
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Meldung beginnen" }).click();
  const first = page.url();
  const choice = page.locator("main form input[type=radio], main form select").first();
  const name = (await choice.getAttribute("name"))!;
  const isSelect = (await choice.evaluate((control) => control.localName)) === "select";
  if (isSelect) await choice.selectOption({ index: 1 });
  else await choice.check();
  const value = await choice.inputValue();
  await page.getByRole("button", { name: "Speichern und später weitermachen" }).click();
  await expect(page.locator("h1")).toHaveText("Ihr Entwurf ist gespeichert");
  await inspect(page);
  await page.getByRole("button", { name: "Code anzeigen" }).click();
  const shown = page.locator(".pf-draft-code__text");
  await expect(shown).toHaveText(/^(\w{4}-){3}\w{4}$/);
  await expect(shown).toBeInViewport();
  await inspect(page);
  const code = (await shown.textContent())!;

  const other = await browser.newPage({ baseURL });
  await other.goto("/fortsetzen");
  await other.getByRole("button", { name: "Entwurf öffnen" }).click();
  await expect(other.locator("[data-error-summary]")).toContainText("Geben Sie den Code ein.");
  await inspect(other);
  await other.locator("[name=code]").fill(code.toLowerCase());
  await other.getByRole("button", { name: "Entwurf öffnen" }).click();
  await expect(other).toHaveURL(first);
  const found = isSelect ? other.locator(`[name="${name}"]`) : other.locator(`[name="${name}"]:checked`);
  await expect(found).toHaveValue(value);
  await other.close();

  await page.goto(first);
  await expect(page.locator("main")).toContainText("auf einem anderen Gerät");
  await inspect(page);
});

test("Speichern, einen Link per E-Mail bekommen und auf zwei anderen Geräten weitermachen", async ({ page, browser, baseURL }) => {
  // Each run is another person: a few mails a day, and no more.
  const { project, repeatEachIndex } = test.info();
  const address = `robin.${project.name}.${repeatEachIndex}@beispiel.example`;
  await page.goto(SERVICE);
  await page.getByRole("button", { name: "Meldung beginnen" }).click();
  const first = page.url();
  await page.getByRole("button", { name: "Speichern und später weitermachen" }).click();
  await page.getByLabel("E-Mail-Adresse").fill("robin");
  await page.getByRole("button", { name: "Link schicken" }).click();
  await expect(page.locator("[data-error-summary]")).toContainText("Prüfen Sie die E-Mail-Adresse.");
  await inspect(page);
  await page.getByLabel("E-Mail-Adresse").fill(address);
  await page.getByRole("button", { name: "Link schicken" }).click();
  await expect(page.getByRole("status")).toContainText(`Die E-Mail an ${address}`);
  await inspect(page);

  await expect.poll(() => lettersTo(address).length).toBe(1);
  const link = lettersTo(address)[0].match(/http:\S+\/fortsetzen\/\S+/)![0];
  const { javaScriptEnabled, viewport } = test.info().project.use;
  for (const device of ["phone", "computer"]) {
    const context = await browser.newContext({ baseURL, javaScriptEnabled, viewport });
    const other = await context.newPage();
    await other.goto(link);
    expect(new URL(other.url()).pathname, device).toBe("/fortsetzen");
    await inspect(other);
    await other.getByRole("button", { name: "Entwurf öffnen" }).click();
    await expect(other, device).toHaveURL(first);
    // On the last one it is deleted.
    if (device === "computer") {
      await other.getByRole("button", { name: "Speichern und später weitermachen" }).click();
      await other.getByText("Entwurf löschen", { exact: true }).click();
      await other.getByRole("button", { name: "Entwurf jetzt löschen" }).click();
      await expect(other.getByRole("button", { name: "Meldung beginnen" })).toBeVisible();
    }
    await context.close();
  }
  await page.goto(link);
  await page.getByRole("button", { name: "Entwurf öffnen" }).click();
  await expect(page.locator("main")).toContainText("Zu diesem Code gibt es keinen Entwurf mehr.");
  await inspect(page);
});
