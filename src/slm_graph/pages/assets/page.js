"use strict";
// The page: vis-network keeps the nodes, the camera, the pointer and the physics; links, shapes, labels and everything
// around the canvas are drawn here. What comes from the graph reaches the page by textContent alone.
(() => {
  const $ = (id) => document.getElementById(id);
  const read = (id) => JSON.parse($(id).textContent);
  const page = read("data-page");
  const spots = read("data-nodes");
  const links = read("data-links").map((link, e) => ({ e, from: link.from, to: link.to, p: link.p, evidence: link.evidence || [] }));
  const N = page.nodes.map((node, i) => Object.assign({ i, x: spots[i].x, y: spots[i].y, size: spots[i].size, label: spots[i].label, shape: spots[i].shape }, node));
  const classes = page.classes, predicates = page.predicates;
  const byId = new Map(N.map((node) => [node.id, node]));
  const near = N.map(() => []);
  for (const link of links) {
    near[link.from].push({ link, other: link.to, out: true });
    if (link.from !== link.to) near[link.to].push({ link, other: link.from, out: false });
  }
  const degree = near.map((list) => new Set(list.map((n) => n.other)).size);
  const rank = N.map((node) => node.i).sort((a, b) => weight(b) - weight(a) || a - b);
  function weight(i) { const cls = classes[N[i].c]; return degree[i] * cls.weight + (cls.isEntry ? 30 : 0); }

  const telling = new Set(rank.filter((i) => !classes[N[i].c].isEntry).slice(0, 8));

  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  let chosenTheme = "";
  let theme = {};
  function applyTheme() {
    root.dataset.theme = chosenTheme || (systemDark.matches ? "dark" : "light");
    const style = getComputedStyle(root);
    for (const name of ["ground", "card", "text", "soft", "edge", "accent", "line"]) theme[name] = style.getPropertyValue("--" + name).trim();
    theme.dark = root.dataset.theme === "dark";
    $("theme").textContent = theme.dark ? "Light" : "Dark";
  }
  applyTheme();

  // --- what is shown
  const on = { classes: classes.map(() => true), predicates: predicates.map(() => true), from: null, to: null, modality: "", group: "", colour: page.colourBy };
  const nodeOn = new Uint8Array(N.length).fill(1);
  const linkOn = new Uint8Array(links.length).fill(1);
  let chosen = -1, steps = 1, focus = null, hovered = -1, hoveredLink = -1, interacting = false;

  function passes(node) {
    if (!on.classes[node.c]) return false;
    if (node.year !== null && ((on.from !== null && node.year < on.from) || (on.to !== null && node.year > on.to))) return false;
    if (on.modality && !node.mo.includes(on.modality)) return false;
    if (on.group && !node.g.includes(on.group)) return false;
    return true;
  }
  function applyFilters() {
    const changed = [];
    N.forEach((node, i) => {
      const now = passes(node) ? 1 : 0;
      if (now !== nodeOn[i]) { nodeOn[i] = now; changed.push({ id: i, hidden: !now }); }
    });
    links.forEach((link, e) => { linkOn[e] = nodeOn[link.from] && nodeOn[link.to] && on.predicates[link.p] ? 1 : 0; });
    if (changed.length) nodes.update(changed);
    setFocus();
    tellStatus();
    redraw();
  }
  function setFocus() {
    focus = null;
    if (chosen < 0) return;
    focus = new Map([[chosen, 0]]);
    let edge = [chosen];
    for (let step = 1; step <= steps; step++) {
      const next = [];
      for (const i of edge) for (const { link, other } of near[i]) {
        if (linkOn[link.e] && !focus.has(other)) { focus.set(other, step); next.push(other); }
      }
      edge = next;
    }
  }
  const number = (n) => n.toLocaleString("en");
  function tellStatus() {
    let seen = 0, drawn = 0;
    for (const value of nodeOn) seen += value;
    for (const value of linkOn) drawn += value;
    const around = focus ? ` · ${number(focus.size - 1)} around ${short(N[chosen].label, 24)}` : "";
    $("status").textContent = `${number(seen)} of ${number(N.length)} nodes, ${number(drawn)} of ${number(links.length)} links${around}`;
  }

  // --- colours
  const greys = { light: "#69727d", dark: "#a3aebb" };
  function colourOf(node) {
    const tone = theme.dark ? "dark" : "light";
    if (on.colour === "class") return classes[node.c][tone];
    const palette = page.palette[tone];
    if (on.colour === "community") return node.co < palette.length && node.co >= 0 ? palette[node.co] : greys[tone];
    if (on.colour === "year") {
      if (node.year === null) return greys[tone];
      const index = page.years.indexOf(node.year), ramp = page.ramp[tone];
      return ramp[page.years.length < 2 ? ramp.length - 1 : Math.max(0, Math.round((index + ramp.length - page.years.length)))] || ramp[0];
    }
    const index = page.modalities.indexOf(node.mo.find((m) => m !== "text") || node.mo[0]);
    return index >= 0 && index < palette.length ? palette[index] : greys[tone];
  }
  function path(ctx, shape, x, y, r) {
    const corner = (k, n, turn, s) => { const a = turn + (2 * Math.PI * k) / n; ctx[k ? "lineTo" : "moveTo"](x + s * Math.cos(a), y + s * Math.sin(a)); };
    if (shape === "dot") { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 2 * Math.PI); }
    else if (shape === "square") ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
    else if (shape === "triangle") { for (let k = 0; k < 3; k++) corner(k, 3, -Math.PI / 2, r * 1.22); ctx.closePath(); }
    else if (shape === "triangleDown") { for (let k = 0; k < 3; k++) corner(k, 3, Math.PI / 2, r * 1.22); ctx.closePath(); }
    else if (shape === "diamond") { for (let k = 0; k < 4; k++) corner(k, 4, 0, r * 1.2); ctx.closePath(); }
    else if (shape === "hexagon") { for (let k = 0; k < 6; k++) corner(k, 6, 0, r * 1.08); ctx.closePath(); }
    else if (shape === "star") { for (let k = 0; k < 10; k++) corner(k, 10, -Math.PI / 2, k % 2 ? r * 0.58 : r * 1.28); ctx.closePath(); }
    else if (shape === "ellipse") { ctx.moveTo(x + r * 1.3, y); ctx.ellipse(x, y, r * 1.3, r * 0.75, 0, 0, 2 * Math.PI); }
    else { const a = r * 0.42, b = r * 1.1; [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]].forEach(([dx, dy], k) => ctx[k ? "lineTo" : "moveTo"](x + dx, y + dy)); ctx.closePath(); }
  }
  // On the screen nodes grow more slowly than the distances between them, so that zooming in makes room.
  function radius(node, scale) { return Math.max(node.size * Math.pow(scale, -0.5) * 0.9, 3 / scale); }

  // --- vis-network
  const options = read("data-options");
  options.nodes = Object.assign(options.nodes || {}, { shape: "custom", ctxRenderer: draw });
  const nodes = new vis.DataSet(N.map((node) => ({ id: node.i, x: node.x, y: node.y, size: node.size })));
  const tied = new vis.DataSet([]);
  const network = new vis.Network($("network"), { nodes, edges: tied }, options);
  const place = network.body.nodes;
  const canvas = $("network").querySelector("canvas");
  canvas.setAttribute("aria-hidden", "true");
  canvas.tabIndex = -1;
  const redraw = () => network.redraw();
  let scaleNow = 1;

  // vis-network asks for every node; all of a colour are drawn at once, before it asks.
  const nothing = () => {};
  function draw({ id }) {
    const width = 2 * radius(N[id], scaleNow);
    return { drawNode: nothing, nodeDimensions: { width, height: width } };
  }
  function drawNodes(ctx) {
    const [w, h] = size(), centre = network.getViewPosition(), simply = rough();
    const left = centre.x - w / 2 / scaleNow - 40, right = centre.x + w / 2 / scaleNow + 40, top = centre.y - h / 2 / scaleNow - 40, bottom = centre.y + h / 2 / scaleNow + 40;
    const groups = new Map();
    for (let k = N.length - 1; k >= 0; k--) {
      const i = rank[k], at = place[i];
      if (!nodeOn[i] || at.x < left || at.x > right || at.y < top || at.y > bottom) continue;
      const key = (focus && !focus.has(i) ? "-" : "+") + colourOf(N[i]);
      if (groups.has(key)) groups.get(key).push(i); else groups.set(key, [i]);
    }
    for (const [key, list] of [...groups].sort(([one], [other]) => (one[0] === other[0] ? 0 : one[0] === "-" ? -1 : 1))) {
      ctx.globalAlpha = key[0] === "+" ? 1 : 0.13;
      ctx.fillStyle = key.slice(1);
      ctx.beginPath();
      for (const i of list) {
        const at = place[i], r = radius(N[i], scaleNow);
        if (simply) ctx.rect(at.x - r * 0.8, at.y - r * 0.8, r * 1.6, r * 1.6);
        else path(ctx, N[i].shape, at.x, at.y, r);
      }
      ctx.fill();
      if (key[0] === "+" && !simply) { ctx.lineWidth = Math.min(1.5, 1.2 / scaleNow); ctx.strokeStyle = theme.ground; ctx.stroke(); }
    }
    ctx.globalAlpha = 1;
    for (const i of [chosen, hovered]) {
      if (i < 0) continue;
      ctx.beginPath();
      path(ctx, "dot", place[i].x, place[i].y, radius(N[i], scaleNow) * 1.32 + 4 / scaleNow);
      ctx.lineWidth = (i === chosen ? 2.5 : 1.5) / scaleNow;
      ctx.strokeStyle = i === chosen ? theme.accent : theme.soft;
      ctx.stroke();
    }
  }
  // While a large network is moved, vis-network need not ask: nothing is clicked then.
  const rough = () => interacting && N.length > 4000;
  const askAll = network.renderer._drawNodes.bind(network.renderer);
  network.renderer._drawNodes = (...given) => (rough() ? { drawExternalLabels: nothing } : askAll(...given));
  network.on("beforeDrawing", (ctx) => {
    scaleNow = network.getScale();
    if (!interacting || links.length <= 6000) drawLinks(ctx);
    drawNodes(ctx);
  });
  function drawLinks(ctx) {
    const groups = focus ? [[], [], []] : [[]];
    for (const link of links) {
      if (!linkOn[link.e]) continue;
      if (!focus) groups[0].push(link);
      else if (link.from === chosen || link.to === chosen) groups[2].push(link);
      else if (focus.has(link.from) && focus.has(link.to)) groups[1].push(link);
      else groups[0].push(link);
    }
    const styles = focus ? [[theme.edge, 0.1, 1], [theme.edge, steps > 1 ? 0.75 : 0.35, 1], [theme.accent, 0.8, 1.4]] : [[theme.edge, links.length > 3000 ? 0.16 : 0.42, 1]];
    groups.forEach((group, g) => {
      const [colour, alpha, width] = styles[g];
      ctx.globalAlpha = alpha;
      ctx.strokeStyle = colour;
      ctx.lineWidth = width / scaleNow;
      ctx.beginPath();
      for (const link of group) { const a = place[link.from], b = place[link.to]; ctx.moveTo(a.x, a.y); ctx.lineTo(b.x, b.y); }
      ctx.stroke();
    });
    ctx.globalAlpha = 1;
    if (hoveredLink >= 0 && linkOn[hoveredLink]) arrow(ctx, links[hoveredLink]);
  }
  function arrow(ctx, link) {
    const a = place[link.from], b = place[link.to], length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const ux = (b.x - a.x) / length, uy = (b.y - a.y) / length, r = radius(N[link.to], scaleNow) + 2 / scaleNow, h = 9 / scaleNow;
    const x = b.x - ux * r, y = b.y - uy * r;
    ctx.strokeStyle = ctx.fillStyle = theme.accent;
    ctx.lineWidth = 2.2 / scaleNow;
    ctx.beginPath(); ctx.moveTo(a.x, a.y); ctx.lineTo(x - ux * h * 0.8, y - uy * h * 0.8); ctx.stroke();
    ctx.beginPath(); ctx.moveTo(x, y); ctx.lineTo(x - ux * h - uy * h * 0.5, y - uy * h + ux * h * 0.5); ctx.lineTo(x - ux * h + uy * h * 0.5, y - uy * h - ux * h * 0.5); ctx.fill();
  }

  // --- labels: 12 px at every zoom, the most telling first, none over another; the closer, the more
  const family = getComputedStyle(document.body).fontFamily;
  const widths = new Map();
  const short = (text, most) => (text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text);
  const size = () => [canvas.clientWidth, canvas.clientHeight];
  let fitted = 1;
  function labelled() {
    const scale = network.getScale(), centre = network.getViewPosition(), [w, h] = size();
    const names = new Map(), marks = new Map(), result = [], cell = 80;
    const free = (taken, x, y, width, height) => {
      for (let cx = Math.floor(x / cell); cx <= Math.floor((x + width) / cell); cx++)
        for (let cy = Math.floor(y / cell); cy <= Math.floor((y + height) / cell); cy++)
          for (const o of taken.get(cx * 4096 + cy) || []) if (x < o.x + o.width && o.x < x + width && y < o.y + o.height && o.y < y + height) return false;
      return true;
    };
    const take = (taken, x, y, width, height) => {
      for (let cx = Math.floor(x / cell); cx <= Math.floor((x + width) / cell); cx++)
        for (let cy = Math.floor(y / cell); cy <= Math.floor((y + height) / cell); cy++) {
          const key = cx * 4096 + cy;
          if (!taken.has(key)) taken.set(key, []);
          taken.get(key).push({ x, y, width, height });
        }
    };
    let order = rank;
    if (focus) order = [...focus.keys()].sort((a, b) => focus.get(a) - focus.get(b) || weight(b) - weight(a));
    else if (hovered >= 0) order = [hovered, ...rank];
    const seen = [];
    for (const i of order) {
      if (!nodeOn[i]) continue;
      const x = (place[i].x - centre.x) * scale + w / 2, y = (place[i].y - centre.y) * scale + h / 2;
      if (x > -60 && x < w + 60 && y > -20 && y < h + 20) seen.push([i, x, y]);
    }
    const most = focus ? 400 : Math.min(400, Math.round((w * h) / 17000 * Math.pow(Math.max(scale / fitted, 0.6), 2)));
    for (const [i, x, y] of seen) { const r = radius(N[i], scale) * scale; if (r > 4) take(marks, x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6); }
    for (const [i, x, y] of seen) {
      if (result.length >= most) break;
      const node = N[i], big = i === chosen || classes[node.c].isEntry;
      const px = i === chosen ? 14 : 12, text = short(node.short || node.label, 28), font = `${big ? 600 : 400} ${px}px ${family}`;
      const key = font + text;
      if (!widths.has(key)) { probe.font = font; widths.set(key, probe.measureText(text).width); }
      const width = widths.get(key), r = radius(node, scale) * scale;
      const spots = [[-width / 2, r * 1.15 + 3], [-width / 2, -r * 1.15 - px - 4], [r * 1.2 + 4, -px / 2 - 1], [-r * 1.2 - 4 - width, -px / 2 - 1]];
      const open = spots.filter(([dx, dy]) => free(names, x + dx - 2, y + dy - 1, width + 4, px + 3));
      // Over the mark of another node only where the name is worth it.
      const spot = open.find(([dx, dy]) => free(marks, x + dx - 1, y + dy, width + 2, px)) || (big || focus || telling.has(i) ? open[0] : undefined);
      if (!spot) continue;
      take(names, x + spot[0] - 2, y + spot[1] - 1, width + 4, px + 3);
      result.push({ i, text, font, px, x: x + spot[0], y: y + spot[1], width, height: px + 2 });
    }
    return result;
  }
  const probe = document.createElement("canvas").getContext("2d");
  let shown = [];
  network.on("afterDrawing", (ctx) => {
    shown = rough() ? [] : labelled();
    const ratio = canvas.width / (canvas.clientWidth || 1);
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textBaseline = "top";
    ctx.textAlign = "left";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = theme.ground;
    ctx.fillStyle = theme.text;
    for (const item of shown) { ctx.font = item.font; ctx.globalAlpha = 0.9; ctx.strokeText(item.text, item.x, item.y); ctx.globalAlpha = 1; ctx.fillText(item.text, item.x, item.y); }
    ctx.restore();
    if (!root.dataset.ready) root.dataset.ready = String(Math.round(performance.now()));
  });

  // --- the camera
  function insets() {
    const box = $("network").getBoundingClientRect(), sides = { left: 56, right: 56, top: 26, bottom: 40 };
    const bar = document.querySelector(".bar").getBoundingClientRect();
    sides.top += bar.bottom;
    const filters = $("filters"), details = $("details");
    if (innerWidth > 760) {
      if (filters.offsetParent) sides.left += filters.getBoundingClientRect().right;
      if (!details.hidden) sides.right += box.right - details.getBoundingClientRect().left;
    } else {
      sides.top += 12;
      sides.left = sides.right = 30;
      if (!details.hidden) sides.bottom += box.bottom - details.getBoundingClientRect().top;
    }
    return sides;
  }
  function fit(which, animate, most = 1.6) {
    const list = which.filter((i) => nodeOn[i]);
    if (!list.length) return;
    let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (const i of list) { const p = place[i]; x0 = Math.min(x0, p.x); x1 = Math.max(x1, p.x); y0 = Math.min(y0, p.y); y1 = Math.max(y1, p.y); }
    const [w, h] = size(), side = insets();
    const scale = Math.min(most, Math.max(20, w - side.left - side.right) / (x1 - x0 + 40), Math.max(20, h - side.top - side.bottom) / (y1 - y0 + 40));
    const position = { x: (x0 + x1) / 2 + (side.right - side.left) / 2 / scale, y: (y0 + y1) / 2 + (side.bottom - side.top) / 2 / scale };
    network.moveTo({ position, scale, animation: animate && !still.matches && N.length < 3000 ? { duration: 350, easingFunction: "easeInOutQuad" } : false });
    if (list.length === N.length) fitted = scale;
  }
  const everything = N.map((node) => node.i);
  const fitShown = (animate) => fit(focus ? [...focus.keys()] : everything, animate);
  function zoom(factor) { network.moveTo({ scale: Math.min(8, Math.max(0.02, network.getScale() * factor)) }); }
  function pan(dx, dy) { const p = network.getViewPosition(), s = network.getScale(); network.moveTo({ position: { x: p.x + dx / s, y: p.y + dy / s } }); }

  // --- the address says what is chosen
  const encode = (id) => encodeURIComponent(id).replace(/%2F/g, "/").replace(/%3A/g, ":");
  let move = true;
  function choose(i, fly = true) {
    const hash = i < 0 ? "" : "#" + encode(N[i].id);
    move = fly;
    if ((location.hash || "") === hash || (hash === "" && location.hash === "#")) follow();
    else location.hash = hash;
  }
  function follow() {
    let id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { id = ""; }
    const node = byId.get(id);
    const before = chosen;
    chosen = node ? node.i : -1;
    if (node && !nodeOn[node.i]) resetFilters();
    setFocus();
    showDetails();
    tellStatus();
    document.title = node ? `${node.label} – ${page.title}` : page.title;
    if (chosen >= 0 ? move : before >= 0 && move) fitShown(true);
    move = true;
    redraw();
  }
  addEventListener("hashchange", follow);

  // --- building elements: texts only
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "text") element.textContent = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  }
  const SVG = "http://www.w3.org/2000/svg";
  class Pen { // what `path` draws, as the path of an SVG
    constructor() { this.d = ""; }
    closePath() { this.d += "Z"; }
    moveTo(x, y) { this.d += `M${x.toFixed(2)} ${y.toFixed(2)}`; }
    lineTo(x, y) { this.d += `L${x.toFixed(2)} ${y.toFixed(2)}`; }
    rect(x, y, w, h) { this.d += `M${x.toFixed(2)} ${y.toFixed(2)}h${w.toFixed(2)}v${h.toFixed(2)}h${(-w).toFixed(2)}Z`; }
    arc(x, y, r) { this.ellipse(x, y, r, r); }
    ellipse(x, y, rx, ry) { this.d += `M${(x - rx).toFixed(2)} ${y.toFixed(2)}a${rx} ${ry} 0 1 0 ${(2 * rx).toFixed(2)} 0a${rx} ${ry} 0 1 0 ${(-2 * rx).toFixed(2)} 0Z`; }
  }
  function svgPath(shape, x, y, r, fill) {
    const pen = new Pen(), element = document.createElementNS(SVG, "path");
    path(pen, shape, x, y, r);
    element.setAttribute("d", pen.d);
    element.setAttribute("fill", fill);
    return element;
  }
  function swatch(shape, fill) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "swatch");
    svg.setAttribute("viewBox", "-8 -8 16 16");
    svg.setAttribute("aria-hidden", "true");
    svg.append(svgPath(shape, 0, 0, 5.6, fill));
    return svg;
  }
  function safe(url) {
    try { const parsed = new URL(url); return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : ""; } catch { return ""; }
  }
  function nodeLink(i, plain) {
    const node = N[i], open = (event) => { event.preventDefault(); choose(i); };
    if (plain) return make("a", { href: "#" + encode(node.id), text: node.short || node.label, onclick: open });
    return make("a", { class: "node", href: "#" + encode(node.id), onclick: open }, swatch(node.shape, colourOf(node)), make("span", { text: node.label }));
  }

  // --- details
  function showDetails() {
    const box = $("details");
    box.replaceChildren();
    box.hidden = chosen < 0;
    if (chosen < 0) return;
    const node = N[chosen], cls = classes[node.c];
    box.scrollTop = 0;
    box.append(
      make("button", { class: "close", type: "button", "aria-label": "Close the details", text: "×", onclick: () => choose(-1) }),
      make("h2", { text: node.label, tabindex: "-1" }),
      make("div", { class: "kind" }, swatch(node.shape, colourOf(node)), make("span", { text: [cls.label, node.year, node.abbreviation, `${degree[chosen]} neighbours`].filter(Boolean).join(" · ") })),
      make("div", { class: "steps", role: "group", "aria-label": "How far around" }, ...[1, 2].map((n) => make("button", { type: "button", "aria-pressed": String(n === steps), text: n === 1 ? "1 step" : "2 steps", onclick: () => setSteps(n) }))),
    );
    if (node.definition) box.append(make("p", { text: node.definition }));
    const out = node.links.map(([name, url]) => [name, safe(url)]).filter(([, url]) => url);
    if (out.length) box.append(make("div", { class: "out" }, ...out.map(([name, url]) => make("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: url, text: name + " ↗" }))));
    const facts = [];
    if (node.aliases.length) facts.push(["also called", node.aliases.join(", ")]);
    if (node.misspellings.length) facts.push(["misspelt as", node.misspellings.join(", ")]);
    if (node.modality.length) facts.push(["modality", node.modality.join(", ")]);
    if (node.groups.length) facts.push([cls.name === "Task" ? "group" : "task groups", node.groups.join(", ")]);
    const merged = new Map();
    for (const [name, value] of node.facts) if (name !== "modality" && name !== "task group" && name !== "year") merged.set(name, merged.has(name) ? merged.get(name) + ", " + value : value);
    facts.push(...merged);
    if (node.iri) facts.push(["IRI", node.iri]);
    box.append(...relations(chosen));
    if (node.statements.length) box.append(make("h3", { text: "also stated" }), ...node.statements.map((found) => evidence(found, true)));
    if (node.similar.length) {
      box.append(make("h3", { text: "similar systems, by shared components" }), make("ul", {}, ...node.similar.map(([i, score, shared]) => make("li", {}, nodeLink(i), make("span", { class: "also", text: ` ${Math.round(score * 100)} % (${shared} shared)` })))));
    }
    if (facts.length) box.append(make("h3", { text: "facts" }), make("dl", {}, ...facts.flatMap(([name, value]) => [make("dt", { text: name }), make("dd", { text: value })])));
  }
  function relations(i) {
    const groups = new Map();
    for (const item of near[i]) {
      const key = (item.out ? 0 : 1000) + item.link.p;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(item);
    }
    return [...groups.keys()].sort((a, b) => (a % 1000) - (b % 1000) || a - b).flatMap((key) => {
      const items = groups.get(key).sort((a, b) => N[a.other].label.localeCompare(N[b.other].label)), predicate = predicates[key % 1000];
      return [
        make("h3", { text: `${key < 1000 ? predicate.words : predicate.inverse} (${items.length})` }),
        make("ul", {}, ...items.map(({ link, other, out }) => {
          const item = make("li", {}, nodeLink(other));
          if (out && predicate.component) {
            const users = near[other].filter((n) => !n.out && n.link.p === link.p && n.other !== i).map((n) => n.other);
            if (users.length) item.append(alsoUsed(users));
          }
          link.evidence.forEach((found) => item.append(evidence(found, false)));
          return item;
        })),
      ];
    });
  }
  function alsoUsed(users) {
    const line = make("div", { class: "also" }, `also in ${users.length}: `);
    users.sort((a, b) => N[a].label.localeCompare(N[b].label)).forEach((i, k) => line.append(k ? ", " : "", nodeLink(i, true)));
    return line;
  }
  function evidence(found, whole) {
    const quote = make("blockquote");
    found.quotes.forEach((text, k) => quote.append(k ? " … " : "", make("q", { text })));
    const told = [];
    for (const [name, value] of Object.entries(found)) if (!["quotes", "columns", "row", "source", "id", "hours", "amountText"].includes(name) && (whole || name !== "unit")) told.push(name === "amount" ? `${found.amount} ${found.unit || ""}` : name === "unit" ? "" : `${page.words[name] || name}: ${[].concat(value).join(", ")}`);
    const where = [found.source || (found.row ? `row ${found.row}` : ""), found.columns.length ? `column ${found.columns.join(", ")}` : ""].filter(Boolean).join(", ");
    quote.append(make("div", { text: [...told.filter(Boolean), where].join(" · ") }));
    return quote;
  }
  function setSteps(n) {
    steps = n;
    setFocus();
    showDetails();
    tellStatus();
    fitShown(true);
    redraw();
  }
  function openPage(i) {
    const url = N[i].links.map(([, address]) => safe(address)).find(Boolean);
    if (url) open(url, "_blank", "noopener,noreferrer");
    else if (i === chosen) setSteps(2);
  }

  // --- the pointer
  const tip = $("tip");
  network.on("click", ({ pointer }) => {
    const i = network.getNodeAt(pointer.DOM);
    if (i !== undefined) { choose(i, false); return; }
    const link = linkAt(pointer.DOM);
    if (link < 0) choose(-1, false);
  });
  network.on("doubleClick", ({ pointer }) => {
    const i = network.getNodeAt(pointer.DOM);
    if (i !== undefined) openPage(i);
  });
  network.on("hoverNode", ({ node }) => { hovered = node; hoveredLink = -1; canvas.style.cursor = "pointer"; redraw(); });
  network.on("blurNode", () => { hovered = -1; tip.hidden = true; canvas.style.cursor = ""; redraw(); });
  const busy = () => { interacting = true; tip.hidden = true; };
  let timer = 0;
  const rest = () => { clearTimeout(timer); timer = setTimeout(() => { interacting = false; redraw(); }, 120); };
  network.on("dragStart", busy);
  network.on("dragEnd", rest);
  network.on("zoom", () => { busy(); rest(); });
  function linkAt({ x, y }) {
    const p = network.DOMtoCanvas({ x, y }), reach = 5 / network.getScale();
    let best = -1, least = reach;
    for (const link of links) {
      if (!linkOn[link.e] || (focus && !(focus.has(link.from) && focus.has(link.to)))) continue;
      const a = place[link.from], b = place[link.to];
      if (p.x < Math.min(a.x, b.x) - reach || p.x > Math.max(a.x, b.x) + reach || p.y < Math.min(a.y, b.y) - reach || p.y > Math.max(a.y, b.y) + reach) continue;
      const dx = b.x - a.x, dy = b.y - a.y, t = Math.max(0, Math.min(1, ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
      const away = Math.hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
      if (away < least) { least = away; best = link.e; }
    }
    return best;
  }
  let pending = null;
  canvas.addEventListener("mousemove", (event) => {
    if (event.buttons) return;
    if (!pending) requestAnimationFrame(() => { const at = pending; pending = null; hover(at); });
    pending = { x: event.offsetX, y: event.offsetY };
  });
  canvas.addEventListener("mouseleave", () => { tip.hidden = true; hovered = -1; if (hoveredLink >= 0) { hoveredLink = -1; redraw(); } });
  function hover(at) {
    const before = hoveredLink;
    hoveredLink = hovered >= 0 ? -1 : linkAt(at);
    if (before !== hoveredLink) redraw();
    if (hovered >= 0) {
      const node = N[hovered];
      tip.replaceChildren(make("span", { text: node.label }), make("small", { text: [classes[node.c].label, node.year, `${degree[hovered]} neighbours`].filter(Boolean).join(" · ") }));
    } else if (hoveredLink >= 0) {
      const link = links[hoveredLink], quotes = link.evidence.flatMap((found) => found.quotes);
      tip.replaceChildren(make("span", { text: `${N[link.from].label} → ${predicates[link.p].words} → ${N[link.to].label}` }), ...(quotes.length ? [make("small", { text: "“" + short(quotes.join(" … "), 140) + "”" })] : []));
    }
    tip.hidden = hovered < 0 && hoveredLink < 0;
    if (tip.hidden) return;
    const [w, h] = size();
    tip.style.left = Math.max(8, Math.min(at.x + 14, w - tip.offsetWidth - 8)) + "px";
    tip.style.top = Math.max(8, Math.min(at.y + 16, h - tip.offsetHeight - 8)) + "px";
  }

  // --- legend and filters
  const counted = (field, length) => { const result = new Array(length).fill(0); for (const item of field) result[item]++; return result; };
  const boxes = { classes: [], predicates: [] };
  function legend() {
    const perClass = counted(N.map((node) => node.c), classes.length), perPredicate = counted(links.map((link) => link.p), predicates.length);
    const row = (kind, index, label, count, mark) => {
      const input = make("input", { type: "checkbox", "data-kind": kind, "data-name": label, onchange: () => { on[kind][index] = input.checked; applyFilters(); } });
      input.checked = on[kind][index];
      boxes[kind][index] = input;
      return make("li", {}, make("label", {}, input, ...(mark ? [mark] : []), make("span", { text: label }), make("span", { class: "count", text: number(count) })));
    };
    const tone = theme.dark ? "dark" : "light";
    $("classes").replaceChildren(...classes.map((cls, k) => row("classes", k, cls.label, perClass[k], swatch(cls.shape, on.colour === "class" ? cls[tone] : theme.soft))));
    $("predicates").replaceChildren(...predicates.map((predicate, k) => row("predicates", k, predicate.words, perPredicate[k], null)));
    const keys = new Map();
    if (on.colour !== "class") for (const node of N) {
      const name = on.colour === "year" ? (node.year === null ? "no year" : String(node.year)) : on.colour === "community" ? (node.co < page.palette.light.length ? page.communities[node.co] : "smaller ones") : node.mo.find((m) => m !== "text") || node.mo[0] || "not stated";
      const known = keys.get(name);
      keys.set(name, { colour: colourOf(node), count: (known ? known.count : 0) + 1, order: on.colour === "community" ? node.co : name });
    }
    $("colour-key").hidden = on.colour === "class";
    $("colours").replaceChildren(...[...keys].sort(([, a], [, b]) => (a.order < b.order ? -1 : 1)).map(([name, { colour, count }]) => make("li", {}, make("label", {}, swatch("dot", colour), make("span", { text: name }), make("span", { class: "count", text: number(count) })))));
  }
  for (const kind of ["classes", "predicates"]) {
    const all = (value) => () => { on[kind].fill(value); boxes[kind].forEach((box) => { box.checked = value; }); applyFilters(); };
    $("all-" + kind).addEventListener("click", all(true));
    $("no-" + kind).addEventListener("click", all(false));
    $("all-" + kind).setAttribute("aria-label", kind === "classes" ? "Show all types" : "Show all links");
    $("no-" + kind).setAttribute("aria-label", kind === "classes" ? "Show no types" : "Show no links");
  }
  const yearFrom = $("year-from"), yearTo = $("year-to"), years = page.years;
  for (const input of [yearFrom, yearTo]) {
    input.placeholder = years.length ? (input === yearFrom ? years[0] : years[years.length - 1]) : "";
    input.addEventListener("input", () => { on[input === yearFrom ? "from" : "to"] = /^\d{4}$/.test(input.value) ? Number(input.value) : null; applyFilters(); });
  }
  for (const [id, key, values] of [["modality", "modality", page.modalities], ["group", "group", page.groups]]) {
    $(id).append(...values.map((value) => make("option", { value, text: value })));
    $(id).addEventListener("change", () => { on[key] = $(id).value; applyFilters(); });
    $(id).closest("label").hidden = !values.length;
  }
  $("colour-by").value = on.colour;
  $("colour-by").addEventListener("change", () => { on.colour = $("colour-by").value; legend(); showDetails(); redraw(); });
  function resetFilters() {
    on.classes.fill(true); on.predicates.fill(true);
    on.from = on.to = null; on.modality = on.group = "";
    yearFrom.value = yearTo.value = $("modality").value = $("group").value = "";
    boxes.classes.concat(boxes.predicates).forEach((box) => { box.checked = true; });
    applyFilters();
  }
  $("reset").addEventListener("click", resetFilters);
  $("physics").addEventListener("change", () => {
    if ($("physics").checked && !tied.length) tied.add(links.map((link) => ({ id: link.e, from: link.from, to: link.to, hidden: true })));
    network.setOptions({ physics: { enabled: $("physics").checked } });
  });

  // --- search
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const names = N.flatMap((node) => [[node.label, ""], [node.abbreviation, ""], ...node.aliases.map((name) => [name, "also "]), ...node.misspellings.map((name) => [name, "misspelt "])].filter(([name]) => name).map(([name, how]) => ({ i: node.i, name, how, folded: fold(name) })));
  const search = $("search"), suggestions = $("suggestions");
  let offers = [], picked = -1;
  function find(text) {
    const wanted = fold(text), best = new Map();
    if (!wanted) return [];
    for (const entry of names) {
      const { folded } = entry, at = folded.indexOf(wanted);
      if (at < 0) continue;
      const score = (folded === wanted ? 0 : at === 0 ? 1 : folded[at - 1] === " " ? 2 : 3) + (entry.how ? 0.5 : 0);
      const known = best.get(entry.i);
      if (!known || score < known.score) best.set(entry.i, { ...entry, score });
    }
    return [...best.values()].sort((a, b) => a.score - b.score || weight(b.i) - weight(a.i)).slice(0, 12);
  }
  function suggest() {
    offers = find(search.value);
    picked = offers.length ? 0 : -1;
    suggestions.replaceChildren(...offers.map((offer, k) => {
      const node = N[offer.i];
      return make("li", { role: "option", id: "offer-" + k, "aria-selected": String(k === picked), onmousedown: (event) => { event.preventDefault(); take(k); } }, swatch(node.shape, colourOf(node)), make("span", { class: "name", text: node.label }), make("span", { class: "what", text: (offer.how ? `${offer.how}${short(offer.name, 24)} · ` : "") + classes[node.c].label }));
    }));
    if (search.value.trim() && !offers.length) suggestions.append(make("li", { class: "none", text: "Nothing is called so" }));
    suggestions.hidden = !search.value.trim();
    search.setAttribute("aria-expanded", String(!suggestions.hidden));
    mark();
  }
  function mark() {
    offers.forEach((_, k) => $("offer-" + k).setAttribute("aria-selected", String(k === picked)));
    if (picked >= 0) { search.setAttribute("aria-activedescendant", "offer-" + picked); $("offer-" + picked).scrollIntoView({ block: "nearest" }); } else search.removeAttribute("aria-activedescendant");
  }
  function take(k) {
    const { i } = offers[k];
    search.value = "";
    suggest();
    choose(i);
    const title = $("details").querySelector("h2");
    setTimeout(() => { const heading = $("details").querySelector("h2") || title; if (heading) heading.focus({ preventScroll: true }); }, 0);
  }
  search.addEventListener("input", suggest);
  search.addEventListener("blur", () => { suggestions.hidden = true; search.setAttribute("aria-expanded", "false"); });
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (suggestions.hidden) suggest();
      if (offers.length) { picked = (picked + (event.key === "ArrowDown" ? 1 : offers.length - 1)) % offers.length; mark(); }
    } else if (event.key === "Enter" && picked >= 0) { event.preventDefault(); take(picked); }
    else if (event.key === "Escape") { event.stopPropagation(); search.value = ""; suggest(); $("network").focus(); }
  });

  // --- export
  function save(blob, ending) {
    const url = URL.createObjectURL(blob), name = chosen >= 0 ? N[chosen].id.replace(/[^\w.-]+/g, "-") : "everything";
    make("a", { href: url, download: `slm-graph-${name}.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }
  function savePng() {
    const copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    const ctx = copy.getContext("2d");
    ctx.fillStyle = theme.ground;
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(canvas, 0, 0);
    copy.toBlob((blob) => save(blob, "png"), "image/png");
  }
  function saveSvg() {
    const [w, h] = size(), scale = network.getScale(), centre = network.getViewPosition();
    const svg = document.createElementNS(SVG, "svg");
    const add = (tag, attributes, text) => {
      const element = document.createElementNS(SVG, tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      if (text) element.textContent = text;
      svg.append(element);
      return element;
    };
    for (const [name, value] of Object.entries({ width: w, height: h, viewBox: `0 0 ${w} ${h}`, "font-family": "system-ui, sans-serif" })) svg.setAttribute(name, value);
    add("rect", { width: w, height: h, fill: theme.ground });
    const at = (i) => [((place[i].x - centre.x) * scale + w / 2).toFixed(1), ((place[i].y - centre.y) * scale + h / 2).toFixed(1)];
    for (const link of links) {
      if (!linkOn[link.e]) continue;
      const [x1, y1] = at(link.from), [x2, y2] = at(link.to), direct = focus && (link.from === chosen || link.to === chosen);
      const lit = !focus || (focus.has(link.from) && focus.has(link.to));
      add("line", { x1, y1, x2, y2, stroke: direct ? theme.accent : theme.edge, "stroke-opacity": direct ? 0.8 : lit ? 0.42 : 0.1 });
    }
    for (const node of N) {
      if (!nodeOn[node.i]) continue;
      const [x, y] = at(node.i).map(Number), element = svgPath(node.shape, x, y, radius(node, scale) * scale, colourOf(node));
      if (focus && !focus.has(node.i)) element.setAttribute("opacity", "0.13");
      const title = document.createElementNS(SVG, "title");
      title.textContent = node.label;
      element.append(title);
      svg.append(element);
    }
    for (const item of labelled()) add("text", { x: item.x.toFixed(1), y: (item.y + item.px * 0.86).toFixed(1), "font-size": item.px, "font-weight": item.font.startsWith("600") ? 600 : 400, fill: theme.text, stroke: theme.ground, "stroke-width": 3, "paint-order": "stroke" }, item.text);
    save(new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" }), "svg");
  }

  // --- the nodes as a table
  function showTable() {
    const listed = N.filter((node) => nodeOn[node.i]).sort((a, b) => a.c - b.c || a.label.localeCompare(b.label));
    const table = make("table", {}, make("caption", { text: `${number(listed.length)} nodes` }));
    table.append(make("thead", {}, make("tr", {}, ...["Name", "Type", "Year", "Neighbours"].map((name) => make("th", { scope: "col", text: name })))));
    table.append(make("tbody", {}, ...listed.map((node) => {
      const link = make("a", { href: "#" + encode(node.id), text: node.label, onclick: (event) => { event.preventDefault(); $("table").close(); choose(node.i); } });
      return make("tr", {}, make("td", {}, link), make("td", { text: classes[node.c].label }), make("td", { text: node.year === null ? "" : String(node.year) }), make("td", { text: String(degree[node.i]) }));
    })));
    $("table").querySelector(".rows").replaceChildren(table);
    $("table").showModal();
  }
  for (const dialog of document.querySelectorAll("dialog")) dialog.querySelector(".close").addEventListener("click", () => dialog.close());

  // --- buttons and keys
  function toggleFilters() {
    const open = $("filters").classList.toggle("open");
    $("show-filters").setAttribute("aria-expanded", String(open));
    if (innerWidth > 760) { $("filters").hidden = !$("filters").hidden; fitShown(true); }
  }
  function toggleTheme() { chosenTheme = theme.dark ? "light" : "dark"; applyTheme(); legend(); showDetails(); redraw(); }
  systemDark.addEventListener("change", () => { applyTheme(); legend(); showDetails(); redraw(); });
  const showAll = () => { fit(everything, true); };
  $("fit").addEventListener("click", showAll);
  $("show-filters").addEventListener("click", toggleFilters);
  $("show-table").addEventListener("click", showTable);
  $("show-help").addEventListener("click", () => $("help").showModal());
  $("png").addEventListener("click", savePng);
  $("svg").addEventListener("click", saveSvg);
  $("theme").addEventListener("click", toggleTheme);
  let turn = -1;
  function neighbour(way) {
    if (chosen < 0) { choose(rank[0]); return; }
    const list = [...new Set(near[chosen].map((n) => n.other))];
    if (!list.length) return;
    turn = (turn + way + list.length) % list.length;
    choose(list[turn]);
  }
  addEventListener("keydown", (event) => {
    const at = event.target, typing = at.matches?.("input:not([type=checkbox]), select, textarea"), open = document.querySelector("dialog[open]");
    if (event.ctrlKey || event.metaKey || event.altKey || open) return;
    if (event.key === "Escape") {
      if ($("filters").classList.contains("open") && innerWidth <= 760) toggleFilters();
      else if (chosen >= 0) choose(-1);
      $("network").focus();
      return;
    }
    if (typing) return;
    const inNetwork = at === $("network") || at === document.body;
    const keys = {
      "/": () => search.focus(), "?": () => $("help").showModal(), 0: showAll, 1: () => chosen >= 0 && setSteps(1), 2: () => chosen >= 0 && setSteps(2),
      f: toggleFilters, l: showTable, t: toggleTheme, "[": () => neighbour(-1), "]": () => neighbour(1), "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8),
      ...(inNetwork ? { ArrowLeft: () => pan(-80, 0), ArrowRight: () => pan(80, 0), ArrowUp: () => pan(0, -80), ArrowDown: () => pan(0, 80), Enter: () => chosen >= 0 && openPage(chosen) } : {}),
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  addEventListener("resize", () => setTimeout(() => fitShown(false), 150));

  legend();
  fit(everything, false);
  move = true;
  if (location.hash.length > 1) follow();
  tellStatus();
  // For tests and for the curious: what is drawn.
  window.slmGraph = { labels: () => shown, nodes: N, links, at: (id) => network.canvasToDOM({ x: place[byId.get(id).i].x, y: place[byId.get(id).i].y }), scale: () => network.getScale(), choose: (id) => choose(byId.get(id).i), focus: () => (focus ? [...focus.keys()].map((i) => N[i].id) : []), network };
})();
