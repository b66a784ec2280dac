
// What the reader ticks as fixed, and what that does to the score. Nothing else on the page changes, nothing is kept.
if (typeof document !== "undefined") {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { texts, bands } = data.say, mended = new Set();
  const boxes = [...document.querySelectorAll("input[data-rule]")];
  const $ = id => document.getElementById(id);
  const number = x => x.toFixed(1).replace(/\.0$/, "").replace(".", texts.decimal_sign);
  const fill = (text, words) => text.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  const tone = x => x >= 80 ? "good" : x >= 60 ? "fair" : x >= 40 ? "poor" : "bad";
  const between = (low, high) => low === high ? "" : fill(texts.range, { low: number(low), high: number(high) });
  const titles = new Map(data.rules.map(rule => [rule.rule, rule.title]));

  const deduct = data.score.deduct;
  // The score of a factor in the words of the page.
  const worded = (factor, [value, low, high]) => {
    if (factor !== deduct?.factor) return `${fill(texts.of_100, { score: number(value) })}${between(low, high)}`;
    const lost = Math.min(100 - value, deduct.at_most);
    return lost <= 0 ? texts.takes_nothing : fill(texts.takes, { points: number(lost), most: number(deduct.at_most) });
  };
  // Where such words stand, beside others.
  const lines = [...document.querySelectorAll("[data-line]")].map(at => ({ at, factor: at.dataset.line, text: at.textContent }));

  const turn = (ring, value, low, high) => {
    ring.setAttribute("class", ring.getAttribute("class").replace(/good|fair|poor|bad/, tone(value)));
    ring.querySelector(".value").setAttribute("stroke-dasharray", `${value} 100`);
    ring.querySelector(".span").setAttribute("stroke-dasharray", `${high - low} 100`);
    ring.querySelector(".span").setAttribute("stroke-dashoffset", `${-low}`);
  };

  const show = () => {
    const was = rescore(data, new Set()), is = rescore(data, mended);
    for (const box of boxes) {
      box.checked = mended.has(box.dataset.rule);
      (box.closest("article") ?? box.closest("li")).classList.toggle("is-fixed", box.checked);
    }
    const total = $("total");
    if (total && is.total !== null) {
      turn(total.querySelector("svg"), is.total, is.low, is.high);
      total.querySelector("svg").setAttribute("aria-label", `${fill(texts.of_100, { score: number(is.total) })}${between(is.low, is.high)}`);
      total.querySelector(".number").textContent = number(is.total);
      $("band").textContent = bands[is.band] ?? is.band;
      $("band").className = `band ${tone(is.total)}`;
      $("range").textContent = between(is.low, is.high).replace(/^, /, "");
      if ($("meaning")) $("meaning").hidden = mended.size > 0;
    }
    for (const { factor, score } of is.factors) {
      const item = [...document.querySelectorAll("[data-factor]")].find(item => item.dataset.factor === factor);
      const ring = item?.querySelector(".ring:not(.none)");
      if (!ring || score === null) continue;
      turn(ring, ...score);
      ring.setAttribute("aria-label", `${item.querySelector(".name").textContent}: ${worded(factor, score)}`);
      item.querySelector(".number").textContent = number(score[0]);
    }
    for (const { at, factor, text } of lines) {
      const [before, now] = [was, is].map(({ factors }) => factors.find(one => one.factor === factor)?.score);
      at.textContent = before && now ? text.replace(worded(factor, before), () => worded(factor, now)) : text;
    }
    $("tally").hidden = mended.size === 0;
    if (mended.size === 0) { $("tally-words").textContent = ""; return; }
    const from = was.total === null ? "–" : number(was.total), to = is.total === null ? "–" : number(is.total);
    const band = bands[is.band] ?? is.band ?? "";
    const back = is.back.length === 0 ? "" : ` ${fill(texts.page_back, { rules: is.back.map(rule => titles.get(rule)).join(", ") })}`;
    $("tally-words").textContent = `${from} → ${to}${is.total === null ? "" : between(is.low, is.high)}${band && `: ${band}`}.${back}`;
  };

  for (const box of boxes) {
    box.closest("label").hidden = false;
    box.addEventListener("change", () => {
      if (box.checked) mended.add(box.dataset.rule); else mended.delete(box.dataset.rule);
      show();
    });
  }
  $("tally-clear").addEventListener("click", () => { mended.clear(); show(); boxes[0]?.focus(); });

  // Paper shows what is folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(".folded:not([open])")];
    folded.forEach(one => { one.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach(one => { one.open = false; }));

  // A link to a rule opens its explanation. Whoever sent the link wrote what stands behind `#`, so that it may be no text.
  const wanted = () => {
    try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
  };
  const open = () => {
    const at = $(wanted());
    for (let around = at; around; around = around.parentElement) if (around.tagName === "DETAILS") around.open = true;
    at?.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
}
