import { connect } from "node:net";
import type { Member, OnBytes, Room } from "../parts/room";

const stream = `<?xml version='1.0'?><stream:stream to='localhost' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`;
const end = Buffer.from("</message>");

/** An anonymous guest of a conference room (RFC 6120, XEP-0045), with as much of the protocol as a room needs. */
export async function joinXmpp({ port, name }: Room, { index }: { index: number }, onBytes: OnBytes): Promise<Member> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let rest: Buffer = Buffer.alloc(0);
  let look: () => void = () => undefined;
  let isIn = false;
  socket.on("data", (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    look();
    if (!isIn) return;
    const whole = rest.lastIndexOf(end) + end.length;
    if (whole < end.length) return;
    onBytes(rest, 0, whole);
    rest = rest.subarray(whole);
  });
  const says = (text: string) =>
    new Promise<void>((resolve) => {
      look = () => {
        if (rest.includes("<failure") || rest.includes("<stream:error")) throw new Error(`refused: ${rest}`);
        if (!rest.includes(text)) return;
        rest = Buffer.alloc(0);
        look = () => undefined;
        resolve();
      };
      look();
    });
  const ask = (text: string, answer: string) => {
    socket.write(text);
    return says(answer);
  };
  await ask(stream, "</stream:features>");
  await ask("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>", "<success");
  await ask(stream, "</stream:features>");
  await ask("<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>", "</iq>");
  const muc = "<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>";
  await ask(`<presence to='${name}/member${index}'>${muc}</presence>`, "<subject");
  isIn = true;
  return {
    send: (text) => socket.write(`<message to='${name}' type='groupchat'><body>${text}</body></message>`),
  };
}
