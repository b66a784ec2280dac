"use strict";
// The arithmetic of the score, as the engine does it, from what the data of this page declare.

const half = x => Math.sign(x) * Math.round(Math.abs(x));
const fixed = points => half(points * 1e6);
const round1 = x => half(x * 10) / 10 + 0;
const sum = terms => terms.sort((a, b) => a - b).reduce((a, b) => a + b, 0);

// What becomes of each rule when some are mended. Rules come after those that supersede them.
function judge(data, mended) {
  const over = new Map(data.rules.map(rule => [rule.rule, []]));
  for (const rule of data.rules) for (const id of rule.supersedes) over.get(id).push(rule.rule);
  const status = new Map(), active = new Map();
  for (const rule of data.rules) {
    const says = mended.has(rule.rule) ? "passed" : rule.says, by = over.get(rule.rule);
    const silenced = by.some(id => ["fired", "suppressed"].includes(status.get(id)));
    status.set(rule.rule, silenced && ["fired", "unknown"].includes(says) ? "superseded"
      : says === "fired" && rule.suppressed ? "suppressed" : says);
    // 1 would be a finding if everything were known, 0 would not, 1/2 cannot be told.
    const fires = says === "fired" ? 1 : says === "unknown" ? 0.5 : 0;
    active.set(rule.rule, Math.min(fires, 1 - Math.max(0, ...by.map(id => active.get(id)))));
  }
  return { status, active };
}

// The score with some findings mended: the total with its range and band, and each factor with its own range.
function rescore(data, mended) {
  const { score, rules } = data, { status, active } = judge(data, mended);
  const cover = id => {
    let evaluated = 0, applicable = 0;
    for (const rule of rules) {
      if (rule.factor !== id) continue;
      const known = ["fired", "passed", "suppressed"].includes(status.get(rule.rule));
      if (known) evaluated += fixed(rule.weight);
      if (known || status.get(rule.rule) === "unknown") applicable += fixed(rule.weight);
    }
    return applicable === 0 ? 0 : evaluated / applicable;
  };
  const isDeduct = id => score.deduct !== null && score.deduct.factor === id;
  const judged = new Map(score.factors.map(f => [f.factor, isDeduct(f.factor) || cover(f.factor) >= score.min_coverage]));

  const worth = (rule, end) => {
    if (end === "now") return status.get(rule.rule) === "fired" ? rule.now : [0, null];
    if (active.get(rule.rule) === 0 || rule.suppressed) return [0, null];
    const [points, cap] = rule[end], sure = active.get(rule.rule) === 1;
    return end === "worst" ? [sure ? points : Math.min(points, 0), cap] : [sure ? points : Math.max(points, 0), sure ? cap : null];
  };
  const factor = (id, end) => {
    const { start, clamp } = score.factors.find(f => f.factor === id);
    let points = fixed(start), cap = Infinity;
    for (const rule of rules) {
      if (rule.factor !== id) continue;
      const [more, most] = worth(rule, end);
      points += fixed(more);
      if (most !== null) cap = Math.min(cap, fixed(most));
    }
    points = Math.min(points, cap);
    return (clamp ? Math.min(Math.max(points, 0), fixed(100)) : points) / 1e6;
  };
  const total = end => {
    const base = score.base.filter(([id]) => judged.get(id));
    const weights = sum(base.map(([, weight]) => weight));
    if (!(weights > 0)) return null;
    const first = sum(base.map(([id, weight]) => factor(id, end) * weight)) / weights;
    let total = first;
    if (score.rescue !== null && judged.get(score.rescue.factor)) {
      const [w0, w1] = score.rescue.weight, weight = w0 + (w1 - w0) * first / 100;
      total = first + weight * (factor(score.rescue.factor, end) - first);
    }
    if (score.deduct !== null) {
      total = Math.max(total - Math.min(100 - factor(score.deduct.factor, "now"), score.deduct.at_most), 0);
    }
    return round1(total);
  };

  const now = total("now");
  const band = now === null ? null : (score.bands.find(({ at_least }) => now >= at_least) ?? { band: "" }).band;
  const ends = id => (isDeduct(id) ? ["now", "now", "now"] : ["now", "worst", "best"]).map(end => round1(factor(id, end)));
  return {
    total: now, low: total("worst"), high: total("best"), band,
    factors: score.factors.map(({ factor: id }) => ({ factor: id, score: judged.get(id) ? ends(id) : null })),
    back: rules.filter(rule => status.get(rule.rule) === "fired" && rule.status === "superseded").map(rule => rule.rule),
  };
}
