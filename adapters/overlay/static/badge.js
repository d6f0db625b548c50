// "AI" beside whoever speaks. It lives behind a shadow root whose rules are !important: those
// are stronger than any of the page around it, so that no theme can take it away.
const SHEET = `
:host {
  all: initial !important;
  display: inline-flex !important;
  flex: none !important;
  align-items: center !important;
  padding: .1rem .6rem !important;
  border: .125rem solid #191722 !important;
  border-radius: .6rem !important;
  outline: .125rem solid #fff !important;
  background: #fff !important;
  color: #191722 !important;
  font: 800 1.125rem/1.3 Pretendard, "Malgun Gothic", "Noto Sans KR", sans-serif !important;
  letter-spacing: .06em !important;
}
:host([hidden]) { display: none !important; }
`;

export function badge(host) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  const root = host.attachShadow({ mode: "closed" });
  root.adoptedStyleSheets = [sheet];
  root.append(document.createElement("slot"));
}
