// Starts the built program with an empty database, and stops it after the last test.
// Then every page that the tests saw is validated.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { startMailServer } from "./mail_server";

const FOLDER = resolve(__dirname, "..");
const PAGES = join(FOLDER, "results", "html");
const VALIDATOR = join(FOLDER, "node_modules", "vnu-jar", "build", "dist", "vnu.jar");

export default async function setup() {
  rmSync(PAGES, { recursive: true, force: true });
  mkdirSync(PAGES, { recursive: true });
  const data = mkdtempSync(join(tmpdir(), "pforte-"));
  const port = await freePort();
  const mail = await startMailServer();
  const binary = process.env.PFORTE_BINARY ?? resolve(FOLDER, "../../target/debug/pforte");
  const server = spawn(binary, {
    cwd: data,
    env: {
      PFORTE_DATA: data,
      PFORTE_DEV: "1",
      PFORTE_LISTEN: `127.0.0.1:${port}`,
      // A refused letter is no news here.
      PFORTE_LOG: process.env.PFORTE_LOG ?? "warn,pforte::outbox=error",
      PFORTE_MAIL_FROM: "pforte@braunschweig.example",
      PFORTE_SMTP_URL: mail.url,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.env.PFORTE_URL = `http://127.0.0.1:${port}`;
  process.env.PFORTE_PASSWORDS = JSON.stringify(await printedPasswords(server));
  return async () => {
    const ended = new Promise((done) => server.once("exit", done));
    server.kill("SIGTERM");
    await ended;
    mail.stop();
    rmSync(data, { recursive: true, force: true });
    validatePages();
  };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

// Every role has one account; the lines read "role login password".
function printedPasswords(server: ChildProcess): Promise<Record<string, string>> {
  return new Promise((done, fail) => {
    let text = "";
    const late = setTimeout(() => fail(new Error(`no accounts within 30 s:\n${text}`)), 30_000);
    server.once("error", fail);
    server.once("exit", (code) => fail(new Error(`pforte ended with ${code}:\n${text}`)));
    server.stdout?.on("data", (chunk) => {
      text += chunk;
      const accounts = [...text.matchAll(/^ {2}\S+ +(\S+) +(\S+)\n/gm)].map(([, login, password]) => [login, password]);
      if (accounts.length === 5) {
        clearTimeout(late);
        done(Object.fromEntries(accounts));
      }
    });
  });
}

// Checks the HTML as the server sent it, not as the browser repaired it.
function validatePages() {
  const pages = readdirSync(PAGES).length;
  if (pages === 0) return;
  const run = spawnSync("java", ["-jar", VALIDATOR, "--errors-only", "--skip-non-html", PAGES], { encoding: "utf8" });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(`invalid HTML:\n${run.stderr}${run.stdout}`);
  console.log(`HTML: ${pages} pages are valid`);
}
