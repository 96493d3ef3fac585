/** Ids in the examples of the published contract. A test replaces them with real ids and sends the examples. */
export const exampleIds = {
  workspace: "wsp_01kb2s4mzv8k3q9f6w1x5y7r2t",
  channel: "chn_01kb2s4n0a1b2c3d4e5f6g7h8j",
  other_channel: "chn_01kb2s4n0k1m2n3p4q5r6s7t8v",
  message: "msg_01kb2s4n1a9b8c7d6e5f4g3h2j",
  reply: "msg_01kb2s4n1k9m8n7p6q5r4s3t2v",
  user: "usr_01kb2s4mxa2b3c4d5e6f7g8h9j",
  other_user: "usr_01kb2s4mxk2m3n4p5q6r7s8t9v",
  direct: "dm_01kb2s4n2a3b4c5d6e7f8g9h0j",
  invite: "inv_01kb2s4n3a4b5c6d7e8f9g0h1j",
  invite_code: "inv_4n8Zq2Jt6v1cX0bY7mK3pR9sW5aD8fGhLkQeUiOyT0M",
  bot: "usr_01kb2s4n4a5b6c7d8e9f0g1h2j",
  bot_token: "btok_01kb2s4n5a6b7c8d9e0f1g2h3j",
  session: "ses_01kb2s4n6a7b8c9d0e1f2g3h4j",
} as const;
