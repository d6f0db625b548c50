// What viewers do besides writing, and the form each of it takes.
const money = (label, value, max) => ({ name: "amount", label, kind: "number", value, min: 1, max, required: true });
const text = (maxLength) => ({ name: "text", label: "함께 보낼 말", kind: "text", maxLength, placeholder: "없어도 돼요" });
const anonymous = { name: "anonymous", label: "익명으로 보내기", kind: "check" };
const months = (value) => ({ name: "months", label: "몇 개월째인가요", kind: "number", value, min: 1, max: 1200, required: true });

export const DEEDS = {
  chzzk: [
    { type: "donate", label: "치즈 후원", submit: "후원하기", fields: [money("치즈", 5000, 10000000), text(100), anonymous] },
    { type: "subscribe", label: "구독", submit: "구독하기", fields: [months(3)] },
  ],
  twitch: [
    { type: "cheer", label: "비트", submit: "응원하기", fields: [money("비트", 100, 100000), text(400)] },
    { type: "subscribe", label: "구독", submit: "구독하기", fields: [months(1), text(400)] },
    { type: "gift", label: "구독 선물", submit: "선물하기", fields: [money("몇 장", 5, 100), anonymous] },
    { type: "raid", label: "레이드", submit: "레이드하기", fields: [money("함께 가는 시청자 수", 40, 1000000)] },
    {
      type: "redeem", label: "포인트", submit: "사용하기",
      fields: [{ name: "reward", label: "보상 이름", kind: "text", value: "고민 상담권", maxLength: 45, required: true }, text(400)],
    },
  ],
  discord: [],
};

export const LIMITS = { chzzk: 100, twitch: 500, discord: 2000 };
export const NAMES = { chzzk: "치지직", twitch: "트위치", discord: "디스코드" };
