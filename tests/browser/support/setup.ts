// Starts the built program with an empty database, and stops it after the last test.
// Then every page that the tests saw is validated.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { FIXTURES } from "./answers";
import { startMailServer } from "./mail_server";

const FOLDER = resolve(__dirname, "..");
const RESULTS = join(FOLDER, "results");
const VALIDATOR = join(FOLDER, "node_modules", "vnu-jar", "build", "dist", "vnu.jar");

export default async function setup() {
  mkdirSync(RESULTS, { recursive: true });
  // A folder of its own, so that runs do not meet: with and without scripts go side by side.
  const results = mkdtempSync(join(RESULTS, "run-"));
  const pages = join(results, "html");
  mkdirSync(pages);
  const data = mkdtempSync(join(tmpdir(), "pforte-"));
  const address = `127.0.0.1:${await freePort()}`;
  const mail = await startMailServer(join(results, "mail"));
  // Accounts are made for a trial without a mail server only, so it starts once without.
  const first = start(data, address, {});
  const passwords = await printed(first, (text) => {
    const accounts = [...text.matchAll(/^ {2}\S+ +(\S+) +(\S+)\n/gm)].map(([, login, password]) => [login, password]);
    return accounts.length === 7 ? Object.fromEntries(accounts) : undefined;
  });
  await stop(first);
  const mailing = { PFORTE_MAIL_FROM: "pforte@braunschweig.example", PFORTE_SMTP_URL: mail.url };
  const paying = { PFORTE_PAYMENT_NAME: "Stadt Braunschweig", PFORTE_PAYMENT_IBAN: "DE02120300000000202051" };
  const server = start(data, address, { ...mailing, ...paying });
  await printed(server, (text) => (text.includes(address) ? true : undefined));
  // The forms that only tests have, with one of everything that a form may ask.
  const fixtureData = mkdtempSync(join(tmpdir(), "pforte-"));
  const fixtureAddress = `127.0.0.1:${await freePort()}`;
  const fixtures = start(fixtureData, fixtureAddress, { PFORTE_FORMS: FIXTURES });
  await printed(fixtures, (text) => (text.includes(fixtureAddress) ? true : undefined));
  process.env.PFORTE_FIXTURES_URL = `http://${fixtureAddress}`;
  process.env.PFORTE_RESULTS = results;
  process.env.PFORTE_URL = `http://${address}`;
  process.env.PFORTE_PASSWORDS = JSON.stringify(passwords);
  return async () => {
    await stop(server);
    await stop(fixtures);
    mail.stop();
    rmSync(data, { recursive: true, force: true });
    rmSync(fixtureData, { recursive: true, force: true });
    validatePages(pages);
    rmSync(results, { recursive: true, force: true });
  };
}

function start(data: string, address: string, more: Record<string, string>): ChildProcess {
  const binary = process.env.PFORTE_BINARY ?? resolve(FOLDER, "../../target/debug/pforte");
  return spawn(binary, {
    cwd: data,
    env: {
      PFORTE_DATA: data,
      PFORTE_DEV: "1",
      PFORTE_LISTEN: address,
      // All browsers are behind one address.
      PFORTE_RATE_REQUESTS: "10000",
      PFORTE_RATE_STARTS: "10000",
      PFORTE_RATE_ATTEMPTS: "10000",
      // Refused letters are no news here.
      PFORTE_LOG: process.env.PFORTE_LOG ?? "warn,pforte::outbox=error",
      ...more,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function stop(server: ChildProcess) {
  const ended = new Promise((done) => server.once("exit", done));
  server.kill("SIGTERM");
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

// Waits until the program has printed what is looked for.
function printed<T>(server: ChildProcess, find: (text: string) => T | undefined): Promise<T> {
  return new Promise((done, fail) => {
    let text = "";
    const giveUp = (why: string) => {
      server.kill("SIGTERM");
      fail(new Error(`${why}:\n${text}`));
    };
    const late = setTimeout(() => giveUp("not ready within 30 s"), 30_000);
    server.once("error", fail);
    server.once("exit", (code) => giveUp(`pforte ended with ${code}`));
    server.stdout?.on("data", (chunk) => {
      text += chunk;
      const found = find(text);
      if (found === undefined) return;
      clearTimeout(late);
      done(found);
    });
  });
}

// Checks the HTML as the server sent it, not as the browser repaired it.
function validatePages(folder: string) {
  const pages = readdirSync(folder).length;
  if (pages === 0) return;
  const run = spawnSync("java", ["-jar", VALIDATOR, "--errors-only", "--skip-non-html", folder], { encoding: "utf8" });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(`invalid HTML:\n${run.stderr}${run.stdout}`);
  console.log(`HTML: ${pages} pages are valid`);
}
