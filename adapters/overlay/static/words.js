// The overlay's own words, in the language that its channel chose.
const KOREAN = {
  name: (name) => `${name}님`,
  anonymous: "익명",
  viewer: "시청자",
  received: "고민이 접수됐어요",
  more: (count) => `외 ${count}명`,
  soon: "곧 답해요",
  place: (number) => `${number}번째`,
  seconds: (count) => `약 ${count}초`,
  minutes: (count) => `약 ${count}분`,
  corner: "코너 안내",
  vote: "누구의 답이 와닿나요?",
  number: (left) => `채팅에 번호 · ${left}`,
  left: (count) => `${count}초`,
  over: "투표 끝",
  teller: "사연자의 선택",
};

const NOBODY = { 익명: "Anonymous", 시청자: "A viewer" };
const ENGLISH = {
  name: (name) => (Object.hasOwn(NOBODY, name) ? NOBODY[name] : name),
  anonymous: "Anonymous",
  viewer: "A viewer",
  received: "In the queue",
  more: (count) => `and ${count} more`,
  soon: "Answered soon",
  place: (number) => `No. ${number}`,
  seconds: (count) => `about ${count} s`,
  minutes: (count) => `about ${count} min`,
  corner: "Corner",
  vote: "Whose answer helped?",
  number: (left) => `Type a number · ${left}`,
  left: (count) => `${count} s`,
  over: "The vote is over",
  teller: "Chosen by the writer",
};

let words = KOREAN;

export function speak(language) {
  words = language === "english" ? ENGLISH : KOREAN;
  document.documentElement.lang = words === ENGLISH ? "en" : "ko";
}

export const inEnglish = () => words === ENGLISH;

export function say(word, ...facts) {
  const said = words[word];
  return typeof said === "function" ? said(...facts) : said;
}
