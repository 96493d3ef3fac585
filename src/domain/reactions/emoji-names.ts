import { type Emoji, learnEmoji } from "./emoji";
import { emojiTable } from "./emoji-table";

/**
 * Names in addition to Slack's standard ones: names that people know from elsewhere, and the custom emoji that every Slack
 * workspace starts with.
 */
const otherNames = `rolling_on_the_floor_laughing rofl slightly_smiling_face slight_smile|simple_smile upside_down_face upside_down
star-struck star_struck hugging_face hugs thinking_face thinking face_with_raised_eyebrow raised_eyebrow
face_with_rolling_eyes rolling_eyes|roll_eyes exploding_head mind_blown face_with_monocle monocle_face
slightly_frowning_face slight_frown white_frowning_face frowning_face rage pout robot_face robot the_horns metal
spock-hand vulcan_salute fist fist_raised facepunch fist_oncoming raising_hand person_raising_hand face_palm facepalm
unicorn_face unicorn table_tennis_paddle_and_ball ping_pong scales balance_scale bricks brick white_check_mark check
double_vertical_bar pause_button large_orange_circle orange_circle large_yellow_circle yellow_circle
large_green_circle green_circle large_blue_circle blue_circle large_purple_circle purple_circle flag-eu eu
+1 thumbsup_all white_large_square white_square black_large_square black_square chipmunk squirrel|shipit rainbow-flag pride`;

const others = new Map(pairs(otherNames).map(([name, more]) => [name, more.split("|")] as const));

learnEmoji(pairs(emojiTable).map(entryOf));

function entryOf([given, emoji]: readonly [string, string]): Emoji {
  const names = given.split("|");
  return { emoji, names: [...names, ...(others.get(names[0] ?? "") ?? [])] };
}

function pairs(text: string): (readonly [string, string])[] {
  const words = text.trim().split(/\s+/);
  return words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1] ?? ""] as const] : []));
}
