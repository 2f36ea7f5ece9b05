"use strict";
(() => {
  const { unit, facts, vouchers } = JSON.parse(document.getElementById("facts").textContent);
  document.body.append(document.getElementById("panel").content.cloneNode(true));
  const panel = document.querySelector("dialog.panel");
  const title = panel.querySelector("h2");
  const inside = panel.querySelector(".inside");
  const back = panel.querySelector(".back");
  const trail = [];
  const FORMULAS = { share: "占比", completion: "完成率", growth: "增减率", difference: "增减额" };
  const COLUMNS = ["凭证号", "日期", "单位", "功能分类", "经济分类", "收（付）款方", "摘要", "金额（元）"];

  const make = (tag, words = "", name = "") => {
    const element = document.createElement(tag);
    element.textContent = words;
    if (name) element.className = name;
    return element;
  };
  const put = (parent, ...children) => { parent.append(...children); return parent; };
  const amount = (fact) => fact.count ?? fact.yuan ?? `${fact.printed} ${unit}`;
  const measure = (fact) => (fact.yuan === undefined ? "" : " 元");

  const table = (head, rows, caption) => {
    const made = make("table");
    put(made, make("caption", caption));
    const line = make("tr");
    for (const words of head) { const th = make("th", words); th.scope = "col"; line.append(th); }
    put(made, put(make("thead"), line));
    const body = make("tbody");
    for (const row of rows) body.append(row);
    return put(make("div", "", "scroll"), put(made, body));
  };

  const part = (name, words) => {
    const button = make("button", words, "part");
    button.type = "button";
    button.addEventListener("click", () => { trail.push(() => show(name)); draw(); });
    return button;
  };

  const split = (fact, { along, parts, printed }) => {
    const rows = parts.map(([name, words], n) => {
      const row = make("tr");
      const sign = make("td", n ? "＋" : "", "center");
      return put(row, sign, put(make("td"), part(name, words)), make("td", amount(facts[name]), "right"));
    });
    const sum = put(make("tr", "", "sum"), make("td", "＝", "center"), make("td", "合计"), make("td", amount(fact), "right"));
    const unitWords = fact.count === undefined ? "金额（元）" : "数量";
    put(inside, make("h3", `按${along}分`), table(["", "分项", unitWords], [...rows, sum], `${parts.length} 项之和`));
    if (fact.printed !== undefined && printed !== fact.printed) {
      inside.append(make("p", `公布数由元四舍五入为${unit}，各分项公布数之和为 ${printed}，与 ${fact.printed} 的差是尾差。`));
    }
  };

  const entries = (fact) => {
    const rows = fact.vouchers.map((number) => {
      const row = make("tr");
      vouchers[number].forEach((words, n) => row.append(make("td", words, n === 7 ? "right" : "")));
      return row;
    });
    const shown = rows.length < fact.entries ? `，这里列出 ${rows.length} 笔` : "";
    const made = table(COLUMNS, rows, `共 ${fact.entries} 笔，合计 ${fact.traced} 元${shown}`);
    made.classList.add("vouchers");
    put(inside, make("h3", "凭证"), made);
  };

  const show = (name) => {
    const fact = facts[name];
    title.textContent = fact.title;
    const list = make("dl");
    for (const [what, which] of fact.words) put(list, make("dt", what), make("dd", which));
    put(inside, make("p", `${amount(fact)}${measure(fact)}`, "exact"));
    if (fact.yuan !== undefined) inside.append(make("p", `公布为 ${fact.printed} ${unit}`));
    put(inside, list);
    for (const way of fact.splits) split(fact, way);
    if (fact.vouchers) entries(fact);
    if (fact.query) put(inside, make("h3", "取数"), make("code", fact.query));
    if (!fact.splits.length && !fact.vouchers && !fact.query) inside.append(make("p", "没有更细的分项和随附的凭证。"));
    put(inside, make("h3", "坐标"), make("code", name));
  };

  const derive = (figure) => {
    title.textContent = FORMULAS[figure.dataset.formula] ?? "推算数";
    put(inside, make("p", figure.textContent, "exact"), make("p", "由下列数字推算："));
    const names = figure.dataset.operands.split("\n").filter((name) => facts[name]);
    const rows = names.map((name) => put(make("tr"), put(make("td"), part(name, facts[name].title)), make("td", amount(facts[name]), "right")));
    inside.append(table(["数字", "金额（元）或数量"], rows, FORMULAS[figure.dataset.formula] ?? ""));
  };

  const draw = () => {
    inside.replaceChildren();
    back.hidden = trail.length < 2;
    trail[trail.length - 1]();
    panel.scrollTop = 0;
    title.focus();
  };

  const open = (figure) => {
    const name = figure.dataset.coordinate;
    if (name !== undefined && !facts[name]) return;
    trail.length = 0;
    trail.push(name === undefined ? () => derive(figure) : () => show(name));
    if (!panel.open) panel.showModal();
    draw();
    panel.addEventListener("close", () => figure.focus(), { once: true });
  };

  const neighbour = (figure, key) => {
    const cell = figure.closest("td");
    const figures = [...figure.closest("table").querySelectorAll("data")];
    const box = cell.getBoundingClientRect();
    const away = (other) => {
      const there = other.closest("td").getBoundingClientRect();
      const [dx, dy] = [there.left - box.left, there.top - box.top];
      const [along, across] = { ArrowRight: [dx, dy], ArrowLeft: [-dx, dy], ArrowDown: [dy, dx], ArrowUp: [-dy, dx] }[key];
      return along > 1 ? along + 10 * Math.abs(across) : Infinity;
    };
    return figures.filter((other) => away(other) < Infinity).sort((a, b) => away(a) - away(b))[0];
  };

  for (const made of document.querySelectorAll("main table")) {
    [...made.querySelectorAll("data")].forEach((figure, n) => { figure.tabIndex = n ? -1 : 0; });
  }
  document.addEventListener("click", (event) => {
    const figure = event.target.closest("main data");
    if (figure) open(figure);
    else if (event.target === panel || event.target.closest(".close")) panel.close();
    else if (event.target.closest(".back")) { trail.pop(); draw(); }
  });
  document.addEventListener("keydown", (event) => {
    const figure = event.target.closest("main data");
    if (!figure) return;
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(figure); }
    if (event.key.startsWith("Arrow") && figure.closest("td")) {
      const next = neighbour(figure, event.key);
      if (!next) return;
      event.preventDefault();
      figure.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  });
  const list = document.querySelector(".contents details");
  if (window.matchMedia("(max-width: 60rem)").matches) list.open = false;
  window.addEventListener("beforeprint", () => { list.open = true; });
})();
