// A mail server that keeps nothing, and refuses whoever is called "unbekannt".

import { createServer, type AddressInfo, type Socket } from "node:net";

export function startMailServer(): Promise<{ url: string; stop: () => void }> {
  const server = createServer(talk);
  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      done({ url: `smtp://127.0.0.1:${port}`, stop: () => void server.close() });
    });
  });
}

function talk(socket: Socket) {
  let rest = "";
  let inLetter = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    if (inLetter) {
      if (line !== ".") return;
      inLetter = false;
      say("250 kept");
    } else if (/^RCPT TO:<unbekannt/i.test(line)) {
      say("550 no such person");
    } else if (/^DATA/i.test(line)) {
      inLetter = true;
      say("354 go on");
    } else if (/^QUIT/i.test(line)) {
      socket.end("221 bye\r\n");
    } else {
      say("250 yes");
    }
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    const lines = (rest + chunk).split("\r\n");
    rest = lines.pop()!;
    lines.forEach(hear);
  });
  say("220 ready");
}
