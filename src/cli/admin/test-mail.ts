import { loadEnv } from "../../env";
import { sendTestMail } from "../../server/operator/test-mail";
import { say } from "./opening";

export async function mailTest([address = ""]: readonly string[]): Promise<void> {
  const { email, answer } = await sendTestMail(loadEnv(), address);
  say(`The mail server took a mail to ${email}: ${answer}`);
}
