/** Shortcodes (with aliases after `|`) and their emoji, in the order in which a person looks for them. */
export const emojiTable = {
  smileys: `grinning 😀 smiley 😃 smile 😄 grin 😁 laughing|satisfied 😆 sweat_smile 😅 rolling_on_the_floor_laughing|rofl 🤣 joy 😂
slightly_smiling_face|slight_smile 🙂 upside_down_face|upside_down 🙃 melting_face 🫠 wink 😉 blush 😊 innocent 😇 smiling_face_with_3_hearts 🥰
heart_eyes 😍 star-struck|star_struck 🤩 kissing_heart 😘 kissing 😗 relaxed ☺️ yum 😋 stuck_out_tongue 😛 stuck_out_tongue_winking_eye 😜
zany_face 🤪 money_mouth_face 🤑 hugging_face|hugs 🤗 face_with_hand_over_mouth 🤭 shushing_face 🤫 thinking_face|thinking 🤔 saluting_face 🫡
zipper_mouth_face 🤐 face_with_raised_eyebrow|raised_eyebrow 🤨 neutral_face 😐 expressionless 😑 no_mouth 😶 smirk 😏 unamused 😒
face_with_rolling_eyes|rolling_eyes|roll_eyes 🙄 grimacing 😬 lying_face 🤥 relieved 😌 pensive 😔 sleepy 😪 drooling_face 🤤 sleeping 😴 mask 😷
face_with_thermometer 🤒 nauseated_face 🤢 sneezing_face 🤧 hot_face 🥵 cold_face 🥶 dizzy_face 😵 exploding_head|mind_blown 🤯 face_with_cowboy_hat 🤠
partying_face 🥳 sunglasses 😎 nerd_face 🤓 face_with_monocle|monocle_face 🧐 confused 😕 worried 😟 slightly_frowning_face|slight_frown 🙁
white_frowning_face|frowning_face ☹️ open_mouth 😮 hushed 😯 astonished 😲 flushed 😳 pleading_face 🥺 face_holding_back_tears 🥹 frowning 😦
anguished 😧 fearful 😨 cold_sweat 😰 disappointed_relieved 😥 cry 😢 sob 😭 scream 😱 confounded 😖 persevere 😣 disappointed 😞 sweat 😓 weary 😩
tired_face 😫 yawning_face 🥱 triumph 😤 rage|pout 😡 angry 😠 face_with_symbols_on_mouth 🤬 smiling_imp 😈 imp 👿 skull 💀 hankey|poop|shit 💩
clown_face 🤡 ghost 👻 alien 👽 robot_face|robot 🤖 see_no_evil 🙈 hear_no_evil 🙉 speak_no_evil 🙊`,
  gestures: `+1|thumbsup 👍 -1|thumbsdown 👎 ok_hand 👌 pinched_fingers 🤌 pinching_hand 🤏 v ✌️ crossed_fingers|hand_with_index_and_middle_fingers_crossed 🤞
i_love_you_hand_sign 🤟 the_horns|metal 🤘 call_me_hand 🤙 point_left 👈 point_right 👉 point_up_2 👆 point_down 👇 point_up ☝️ wave 👋
raised_back_of_hand 🤚 raised_hand_with_fingers_splayed 🖐️ hand|raised_hand ✋ vulcan_salute|spock-hand 🖖 fist|fist_raised ✊ facepunch|punch|fist_oncoming 👊
left-facing_fist 🤛 right-facing_fist 🤜 clap 👏 raised_hands 🙌 heart_hands 🫶 open_hands 👐 palms_up_together 🤲 handshake 🤝 pray 🙏 writing_hand ✍️
nail_care 💅 selfie 🤳 muscle 💪 ear 👂 eyes 👀 eye 👁️ brain 🧠 tongue 👅 lips 👄 baby 👶 person_raising_hand|raising_hand 🙋 shrug 🤷
face_palm|facepalm 🤦 bow 🙇 no_good 🙅 ok_woman 🙆 information_desk_person 💁 man-shrugging 🤷‍♂️ woman-shrugging 🤷‍♀️ man-facepalming 🤦‍♂️
woman-facepalming 🤦‍♀️ technologist 🧑‍💻 male-technologist 👨‍💻 female-technologist 👩‍💻 ninja 🥷 superhero 🦸 mage 🧙 zombie 🧟 runner|running 🏃
walking 🚶 dancer 💃 man_dancing 🕺 dancers 👯 busts_in_silhouette 👥 bust_in_silhouette 👤 footprints 👣 speaking_head_in_silhouette 🗣️`,
  hearts: `heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 purple_heart 💜 black_heart 🖤 white_heart 🤍 brown_heart 🤎 broken_heart 💔
two_hearts 💕 sparkling_heart 💖 heartpulse 💗 heartbeat 💓 revolving_hearts 💞 cupid 💘 gift_heart 💝 kiss 💋 100 💯 anger 💢 boom|collision 💥 dizzy 💫
sweat_drops 💦 dash 💨 zzz 💤 speech_balloon 💬 thought_balloon 💭 fire 🔥 sparkles ✨ star ⭐ star2 🌟 tada 🎉 confetti_ball 🎊 balloon 🎈`,
  nature: `dog 🐶 cat 🐱 mouse 🐭 hamster 🐹 rabbit 🐰 fox_face 🦊 bear 🐻 panda_face 🐼 koala 🐨 tiger 🐯 lion_face 🦁 cow 🐮 pig 🐷 frog 🐸 monkey_face 🐵
monkey 🐒 chicken 🐔 penguin 🐧 bird 🐦 baby_chick 🐤 duck 🦆 eagle 🦅 owl 🦉 wolf 🐺 horse 🐴 unicorn_face|unicorn 🦄 bee|honeybee 🐝 bug 🐛 butterfly 🦋
snail 🐌 beetle|ladybug|lady_beetle 🐞 ant 🐜 spider 🕷️ spider_web 🕸️ turtle 🐢 snake 🐍 t-rex 🦖 octopus 🐙 crab 🦀 shrimp 🦐 fish 🐟 dolphin 🐬 whale 🐳 shark 🦈
elephant 🐘 gorilla 🦍 sloth 🦥 camel 🐫 llama 🦙 goat 🐐 sheep 🐑 dog2 🐕 cat2 🐈 rat 🐀 hedgehog 🦔 feet|paw_prints 🐾 dragon 🐉 cactus 🌵 christmas_tree 🎄
evergreen_tree 🌲 deciduous_tree 🌳 palm_tree 🌴 seedling 🌱 herb 🌿 shamrock ☘️ four_leaf_clover 🍀 leaves 🍃 fallen_leaf 🍂 mushroom 🍄 bouquet 💐 tulip 🌷
rose 🌹 wilted_flower 🥀 hibiscus 🌺 cherry_blossom 🌸 sunflower 🌻 sun_with_face 🌞 full_moon 🌕 new_moon 🌑 crescent_moon 🌙 earth_africa 🌍 earth_americas 🌎
earth_asia 🌏 sunny ☀️ partly_sunny ⛅ cloud ☁️ rain_cloud 🌧️ thunder_cloud_and_rain ⛈️ zap ⚡ snowflake ❄️ snowman ⛄ rainbow 🌈 umbrella|umbrella_with_rain_drops ☔ droplet 💧 ocean 🌊`,
  food: `apple 🍎 green_apple 🍏 pear 🍐 tangerine 🍊 lemon 🍋 banana 🍌 watermelon 🍉 grapes 🍇 strawberry 🍓 blueberries 🫐 cherries 🍒 peach 🍑 mango 🥭 pineapple 🍍
coconut 🥥 kiwifruit 🥝 tomato 🍅 eggplant 🍆 avocado 🥑 broccoli 🥦 carrot 🥕 corn 🌽 hot_pepper 🌶️ potato 🥔 garlic 🧄 onion 🧅 bread 🍞 croissant 🥐 bagel 🥯
cheese_wedge 🧀 egg 🥚 bacon 🥓 pancakes 🥞 waffle 🧇 hamburger 🍔 fries 🍟 pizza 🍕 hotdog 🌭 sandwich 🥪 taco 🌮 burrito 🌯 green_salad 🥗 ramen 🍜 spaghetti 🍝
sushi 🍣 curry 🍛 rice 🍚 icecream 🍦 ice_cream 🍨 doughnut 🍩 cookie 🍪 birthday 🎂 cake 🍰 cupcake 🧁 pie 🥧 chocolate_bar 🍫 candy 🍬 lollipop 🍭 popcorn 🍿
honey_pot 🍯 coffee ☕ tea 🍵 beer 🍺 beers 🍻 champagne 🍾 wine_glass 🍷 cocktail 🍸 tropical_drink 🍹 clinking_glasses 🥂 tumbler_glass 🥃 cup_with_straw 🥤
knife_fork_plate 🍽️ fork_and_knife 🍴 spoon 🥄 salt 🧂`,
  activity: `soccer ⚽ basketball 🏀 football 🏈 baseball ⚾ tennis 🎾 volleyball 🏐 rugby_football 🏉 8ball 🎱 ping_pong 🏓 badminton_racquet_and_shuttlecock 🏸 dart 🎯
golf ⛳ fishing_pole_and_fish 🎣 boxing_glove 🥊 ski 🎿 bicyclist 🚴 surfer 🏄 swimmer 🏊 trophy 🏆 first_place_medal 🥇 second_place_medal 🥈 third_place_medal 🥉
sports_medal 🏅 medal 🎖️ video_game 🎮 joystick 🕹️ game_die 🎲 jigsaw 🧩 chess_pawn ♟️ art 🎨 performing_arts 🎭 microphone 🎤 headphones 🎧 musical_note 🎵 notes 🎶
guitar 🎸 trumpet 🎺 violin 🎻 drum_with_drumsticks 🥁 clapper 🎬 ticket 🎫 gift 🎁 jack_o_lantern 🎃 santa 🎅 fireworks 🎆 car|red_car 🚗 taxi 🚕 bus 🚌 truck 🚚
ambulance 🚑 fire_engine 🚒 police_car 🚓 tractor 🚜 bike 🚲 train 🚆 steam_locomotive 🚂 metro 🚇 airplane ✈️ helicopter 🚁 rocket 🚀 flying_saucer 🛸 boat|sailboat ⛵
ship 🚢 anchor ⚓ construction 🚧 fuelpump ⛽ vertical_traffic_light 🚦 traffic_light 🚥 world_map 🗺️ house 🏠 office 🏢 hospital 🏥 school 🏫 factory 🏭 european_castle 🏰
tent ⛺ sunrise 🌅 city_sunset 🌇 bridge_at_night 🌉 milky_way 🌌 beach_with_umbrella 🏖️ desert_island 🏝️ mountain ⛰️ volcano 🌋`,
  objects: `watch ⌚ iphone 📱 computer 💻 keyboard ⌨️ desktop_computer 🖥️ printer 🖨️ three_button_mouse 🖱️ floppy_disk 💾 cd 💿 camera 📷 video_camera 📹 tv 📺 radio 📻
telephone_receiver 📞 phone ☎️ battery 🔋 electric_plug 🔌 bulb 💡 flashlight 🔦 candle 🕯️ fire_extinguisher 🧯 wastebasket 🗑️ moneybag 💰 dollar 💵 euro 💶
credit_card 💳 gem 💎 scales|balance_scale ⚖️ wrench 🔧 hammer 🔨 hammer_and_wrench 🛠️ hammer_and_pick ⚒️ nut_and_bolt 🔩 gear ⚙️ chains ⛓️ link 🔗 paperclip 📎
magnet 🧲 toolbox 🧰 alembic ⚗️ test_tube 🧪 microscope 🔬 telescope 🔭 satellite_antenna 📡 syringe 💉 pill 💊 adhesive_bandage 🩹 stethoscope 🩺 door 🚪 bed 🛏️
toilet 🚽 shower 🚿 broom 🧹 soap 🧼 sponge 🧽 shopping_trolley 🛒 smoking 🚬 coffin ⚰️ crystal_ball 🔮 key 🔑 lock 🔒 unlock 🔓 closed_lock_with_key 🔐 shield 🛡️
bomb 💣 hourglass ⌛ hourglass_flowing_sand ⏳ alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ calendar 📆 date 📅 envelope|email ✉️ incoming_envelope 📨 mailbox 📫 package 📦
inbox_tray 📥 outbox_tray 📤 scroll 📜 page_facing_up 📄 page_with_curl 📃 bookmark_tabs 📑 bar_chart 📊 chart_with_upwards_trend 📈 chart_with_downwards_trend 📉
clipboard 📋 pushpin 📌 round_pushpin 📍 straight_ruler 📏 scissors ✂️ card_file_box 🗃️ file_folder 📁 open_file_folder 📂 newspaper 📰 notebook 📓 books 📚 book|open_book 📖
bookmark 🔖 label 🏷️ memo|pencil 📝 pencil2 ✏️ lower_left_fountain_pen 🖋️ mag 🔍 mag_right 🔎 bell 🔔 no_bell 🔕 loudspeaker 📢 mega 📣 crown 👑 tophat 🎩
mortar_board 🎓 billed_cap 🧢 shirt|tshirt 👕 jeans 👖 dress 👗 socks 🧦 shoe|mans_shoe 👞 athletic_shoe 👟 eyeglasses 👓 dark_sunglasses 🕶️
handbag 👜 briefcase 💼 school_satchel 🎒 ring 💍 ladder 🪜 brick 🧱 mirror 🪞`,
  symbols: `white_check_mark|check ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ heavy_multiplication_x ✖️ heavy_plus_sign ➕ heavy_minus_sign ➖
heavy_division_sign ➗ question ❓ grey_question ❔ exclamation|heavy_exclamation_mark ❗ grey_exclamation ❕ bangbang ‼️ interrobang ⁉️ warning ⚠️ no_entry ⛔ no_entry_sign 🚫
octagonal_sign 🛑 rotating_light 🚨 sos 🆘 ok 🆗 new 🆕 up 🆙 cool 🆒 free 🆓 vs 🆚 information_source ℹ️ recycle ♻️ infinity ♾️ copyright ©️ registered ®️ tm ™️
arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_upper_right ↗️ arrow_lower_right ↘️ left_right_arrow ↔️ arrow_up_down ↕️ arrows_counterclockwise 🔄
leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ arrow_heading_up ⤴️ arrow_heading_down ⤵️ twisted_rightwards_arrows 🔀 repeat 🔁 arrow_forward ▶️ arrow_backward ◀️
double_vertical_bar|pause_button ⏸️ black_square_for_stop ⏹️ fast_forward ⏩ rewind ⏪ back 🔙 end 🔚 on 🔛 soon 🔜 top 🔝 zero 0️⃣ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣
six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 hash #️⃣ red_circle 🔴 large_orange_circle|orange_circle 🟠 large_yellow_circle|yellow_circle 🟡
large_green_circle|green_circle 🟢 large_blue_circle|blue_circle 🔵 large_purple_circle|purple_circle 🟣 black_circle ⚫ white_circle ⚪ large_red_square 🟥
large_green_square 🟩 large_blue_square 🟦 black_large_square ⬛ white_large_square ⬜ small_red_triangle 🔺 diamond_shape_with_a_dot_inside 💠 checkered_flag 🏁
triangular_flag_on_post 🚩 waving_white_flag 🏳️ rainbow-flag 🏳️‍🌈 pirate_flag 🏴‍☠️ flag-eu|eu 🇪🇺 flag-us|us 🇺🇸 flag-gb|gb|uk 🇬🇧 flag-de|de 🇩🇪 flag-fr|fr 🇫🇷 flag-es|es 🇪🇸
flag-it|it 🇮🇹 flag-jp|jp 🇯🇵 flag-cn|cn 🇨🇳 flag-kr|kr 🇰🇷 flag-in 🇮🇳 flag-br 🇧🇷 flag-ca 🇨🇦 flag-au 🇦🇺 flag-nl 🇳🇱 flag-pl 🇵🇱 flag-se 🇸🇪 flag-ua 🇺🇦 flag-ch 🇨🇭
  peace_symbol ☮️ yin_yang ☯️ hearts ♥️ spades ♠️ clubs ♣️ diamonds ♦️ wheelchair ♿ mens 🚹 womens 🚺 wc 🚾 trident 🔱 beginner 🔰`,
} as const;
