/** The emoji one meets most, by name. An unknown name stays as it was typed. */

const TABLE = `
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 wave 👋 clap 👏 raised_hands 🙌 pray 🙏 ok_hand 👌 point_right 👉 point_left 👈 point_up ☝️
point_down 👇 muscle 💪 handshake 🤝 eyes 👀 brain 🧠 smile 😄 slightly_smiling_face 🙂 grinning 😀 joy 😂 wink 😉 thinking_face 🤔
thinking 🤔 sweat_smile 😅 sob 😭 cry 😢 heart ❤️ sparkles ✨ star ⭐ fire 🔥 tada 🎉 rocket 🚀 zap ⚡ boom 💥 bulb 💡 mag 🔍 bell 🔔
no_bell 🔕 lock 🔒 unlock 🔓 key 🔑 link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍 calendar 📅 date 📅 clock1 🕐 hourglass ⌛
hourglass_flowing_sand ⏳ stopwatch ⏱️ white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎
warning ⚠️ no_entry ⛔ no_entry_sign 🚫 octagonal_sign 🛑 question ❓ grey_question ❔ exclamation ❗ information_source ℹ️ bangbang ‼️
arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️ arrow_forward ▶️ arrows_counterclockwise 🔄 twisted_rightwards_arrows 🔀
leftwards_arrow_with_hook ↩️ inbox_tray 📥 outbox_tray 📤 package 📦 email 📧 envelope ✉️ memo 📝 pencil ✏️ pencil2 ✏️ clipboard 📋
books 📚 book 📖 open_book 📖 bookmark 🔖 label 🏷️ file_folder 📁 open_file_folder 📂 page_facing_up 📄 bar_chart 📊
chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 hammer 🔨 wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ nut_and_bolt 🔩 toolbox 🧰
test_tube 🧪 microscope 🔬 telescope 🔭 satellite 📡 computer 💻 desktop_computer 🖥️ floppy_disk 💾 electric_plug 🔌 battery 🔋
robot_face 🤖 robot 🤖 bust_in_silhouette 👤 busts_in_silhouette 👥 woman-technologist 👩‍💻 man-technologist 👨‍💻 technologist 🧑‍💻 scientist 🧑‍🔬
compass 🧭 map 🗺️ world_map 🗺️ globe_with_meridians 🌐 house 🏠 office 🏢 hospital 🏥 construction 🚧 traffic_light 🚦 vertical_traffic_light 🚦
checkered_flag 🏁 triangular_flag_on_post 🚩 dart 🎯 trophy 🏆 medal 🏅 crown 👑 gift 🎁 coffee ☕ beer 🍺 pizza 🍕 seedling 🌱 herb 🌿
sunny ☀️ cloud ☁️ rain_cloud 🌧️ rainbow 🌈 snowflake ❄️ ocean 🌊 dog 🐶 cat 🐱 bug 🐛 bee 🐝 turtle 🐢 snake 🐍 whale 🐳 penguin 🐧
red_circle 🔴 large_blue_circle 🔵 large_green_circle 🟢 large_yellow_circle 🟡 white_circle ⚪ black_circle ⚫ small_blue_diamond 🔹
speech_balloon 💬 thought_balloon 💭 loudspeaker 📢 mega 📣 hash #️⃣ one 1️⃣ two 2️⃣ three 3️⃣ 100 💯 recycle ♻️ heavy_plus_sign ➕ heavy_minus_sign ➖
`;

const words = TABLE.trim().split(/\s+/);

/** Names and their characters. @type {Map<string, string>} */
export const EMOJI = new Map(words.filter((_, at) => at % 2 === 0).map((name, at) => [name, words[at * 2 + 1]]));

/** The character of a name; skin tones and unknown names stay visible as `:name:`. */
export const emoji = (name) => EMOJI.get(name.split("::")[0]) ?? `:${name}:`;
