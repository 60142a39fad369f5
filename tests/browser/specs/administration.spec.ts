import { answersOf, merge, type Answers } from "../support/answers";
import { confirmAndSend, fillAllPages } from "../support/journey";
import { expect, inspect, signIn, test } from "../support/test";

// The mail server knows nobody of this name.
const ANSWERS = merge(answersOf("school_transport_refund", "bicycle_only"), {
  applicant: { contact: { email: "unbekannt@example.org", preferred_channel: "email" } },
  late_reason: "Die Rechnung für das Abonnement kam erst im November.",
}) as Answers;

test("Die Verwaltung sieht Konten, und E-Mails, die nicht ankommen", async ({ page }) => {
  await signIn(page, "verwaltung");
  await expect(page).toHaveURL(/\/verwaltung$/);
  await inspect(page);
  const failed = page.getByRole("table", { name: "Nicht versendete E-Mails" });
  const before = await failed.locator("tbody tr").count();

  await page.goto("/leistungen/schuelerbefoerderung-erstattung");
  await page.getByRole("button", { name: "Antrag beginnen" }).click();
  await fillAllPages(page, ANSWERS);
  await confirmAndSend(page);

  await page.goto("/verwaltung");
  await expect(async () => {
    await page.reload();
    await expect(failed.locator("tbody tr")).toHaveCount(before + 1, { timeout: 100 });
  }).toPass();
  await expect(failed).toContainText("550");
  await inspect(page);

  await failed.getByRole("button", { name: /^Erneut versuchen/ }).first().click();
  await expect(page).toHaveURL(/\/verwaltung$/);
  await inspect(page);
});
