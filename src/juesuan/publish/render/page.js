// The panel of a number: what it is about, its exact amount, what it consists of, the vouchers behind it.
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const panel = document.getElementById("panel");
  const path = [];
  const columns = { id: "凭证号", date: "日期", unit: "单位", function: "功能分类", economic: "经济分类", payee: "收款人", summary: "摘要", amount: "金额（元）" };
  const signs = { share: "占比：部分 ÷ 总数", completion: "完成率：决算数 ÷ 预算数", growth: "增减率：（本年 − 上年）÷ 上年", difference: "增减额：本年 − 上年" };

  function make(tag, text, attributes = {}) {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  }
  function amount(fact) {
    if (!fact) return "";
    return fact.yuan !== undefined ? fact.yuan + " 元" : fact.printed ?? fact.count ?? "";
  }
  function list(title, keys) {
    const box = make("div");
    box.append(make("h3", title));
    const table = make("table");
    for (const key of keys) {
      const fact = facts[key];
      const row = make("tr");
      const button = make("button", fact ? fact.words : key, { class: "part", type: "button" });
      if (fact) button.addEventListener("click", () => show(key));
      const cell = make("td");
      cell.append(button);
      row.append(cell, make("td", amount(fact), { class: "right" }));
      table.append(row);
    }
    box.append(table);
    return box;
  }
  function vouchers(trace) {
    const box = make("div");
    const yuan = (trace.cents / 100).toLocaleString("zh-CN", { minimumFractionDigits: 2 });
    box.append(make("h3", `凭证 ${trace.count} 张，合计 ${yuan} 元`));
    const scroll = make("div", undefined, { class: "scroll" });
    const table = make("table");
    const head = make("tr");
    for (const title of Object.values(columns)) head.append(make("th", title, { scope: "col" }));
    table.append(head);
    for (const entry of trace.entries) {
      const row = make("tr");
      for (const name of Object.keys(columns)) row.append(make("td", entry[name], name === "amount" ? { class: "right" } : {}));
      table.append(row);
    }
    scroll.append(table);
    box.append(scroll);
    if (trace.count > trace.entries.length) box.append(make("p", `只列金额最大的 ${trace.entries.length} 张`));
    return box;
  }
  function frame(title, value) {
    panel.replaceChildren(make("h2", title, { id: "panel-title" }), make("p", value, { class: "value" }));
  }
  function buttons() {
    const bar = make("p");
    const close = make("button", "关闭", { type: "button" });
    close.addEventListener("click", () => panel.close());
    bar.append(close);
    if (path.length > 1) {
      const back = make("button", "返回", { type: "button" });
      back.addEventListener("click", () => { path.pop(); show(path.pop()); });
      bar.append(back);
    }
    panel.append(bar);
    if (!panel.open) panel.showModal();
    close.focus();
  }
  function show(key) {
    const fact = facts[key];
    if (!fact) return;
    path.push(key);
    frame(fact.words, amount(fact));
    panel.append(make("p", key));
    if (fact.parts) panel.append(list("由以下各项合计", fact.parts));
    if (fact.trace) panel.append(vouchers(fact.trace));
    buttons();
  }
  function open(element) {
    path.length = 0;
    if (element.dataset.coordinate) return show(element.dataset.coordinate);
    frame(signs[element.dataset.formula] ?? "由下列数据计算", element.textContent);
    panel.append(list("计算所用的数据", element.dataset.operands.split(" ")));
    buttons();
  }
  document.addEventListener("click", (event) => {
    const element = event.target.closest("data[role=button]");
    if (element) open(element);
    else if (event.target === panel) panel.close();
  });
  document.addEventListener("keydown", (event) => {
    const element = event.target.closest("data[role=button]");
    if (element && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); open(element); }
  });
})();
