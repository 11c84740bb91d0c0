'use strict';
(() => {
const data = JSON.parse(document.getElementById('data').textContent);
const verdicts = ['fail', 'error', 'warn', 'waived', 'skipped', 'pass'];
const signs = {fail: '\u2717', error: '?', warn: '!', waived: '\u25cb', skipped: '\u2013', pass: '\u2713', stale: '\u2717'};
const changes = {newlyFailing: 'newly failing', newlyPassing: 'newly passing', untested: 'no longer tested', added: 'new', gone: 'gone'};
const byId = id => document.getElementById(id);

// Everything from a report goes through here, as text: nothing is ever read as markup.
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== undefined && child !== null && child !== ''));
  return element;
}
function letter(index) {
  const last = String.fromCharCode(65 + index % 26);
  return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last;
}
const plural = (count, word) => count + ' ' + word + (count === 1 ? '' : 's');
const duration = ms => ms < 1000 ? Math.round(ms) + ' ms' : (ms / 1000).toFixed(1) + ' s';
const toneOf = one => one.waiver?.stale ? 'stale' : one.verdict;
const wordOf = one => one.waiver?.stale ? 'stale waiver' : one.verdict;

// One row for each rule of each suite, in the order in which the reports have them.
const suites = new Map();
const changeOf = data.comparisons.map(comparison => {
  const found = new Map();
  for (const [kind, list] of Object.entries(comparison ?? {}))
    for (const one of list) found.set(one.id, {kind, before: one.before});
  return found;
});
data.reports.forEach((report, index) => {
  const suite = report.target.suite;
  if (!suites.has(suite)) suites.set(suite, {targets: [], rows: new Map()});
  const {targets, rows} = suites.get(suite);
  targets.push(index);
  for (const one of report.cases) {
    if (!rows.has(one.id)) rows.set(one.id, {id: one.id, clause: one.clause, requirement: one.requirement, level: one.level, needs: one.needs, cells: new Map()});
    rows.get(one.id).cells.set(index, one);
  }
  // What only the baseline has is a row without a verdict.
  for (const one of data.comparisons[index]?.gone ?? [])
    if (!rows.has(one.id)) rows.set(one.id, {id: one.id, clause: '', requirement: 'only in the baseline', level: '', needs: [], cells: new Map()});
});
for (const suite of suites.values())
  for (const row of suite.rows.values()) {
    const cells = [...row.cells.values()];
    row.text = [row.id, row.requirement, ...cells.flatMap(one => [one.reason, one.expected, one.actual, one.exchange, one.waiver?.reason ?? ''])].join('\n').toLowerCase();
    row.verdicts = new Set(cells.map(one => one.verdict));
    row.differs = suite.targets.length > 1 && new Set(cells.map(toneOf)).size > 1;
    row.changes = new Set(suite.targets.map(index => changeOf[index].get(row.id)?.kind).filter(Boolean));
  }
const allRows = [...suites.values()].flatMap(suite => [...suite.rows.values()]);

const filter = {text: '', clause: '', level: '', change: '', differs: false, verdicts: new Set()};
function globMatcher(glob) {
  if (!glob) return () => true;
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  const pattern = new RegExp('^' + escaped + (/[*?]/.test(glob) ? '$' : ''), 'i');
  return text => pattern.test(text);
}
function matcher() {
  const clause = globMatcher(filter.clause.trim());
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return row => words.every(word => row.text.includes(word)) && clause(row.clause) && (!filter.level || row.level === filter.level) &&
    (!filter.change || row.changes.has(filter.change)) && (!filter.differs || row.differs) &&
    (!filter.verdicts.size || [...filter.verdicts].some(verdict => row.verdicts.has(verdict)));
}

// The filters are in the address, so that what one sees can be passed on.
function readHash() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const key of ['text', 'clause', 'level', 'change']) filter[key] = wanted.get(key) ?? '';
  filter.differs = wanted.get('differs') === '1';
  filter.verdicts = new Set((wanted.get('verdict') ?? '').split(',').filter(verdict => verdicts.includes(verdict)));
  opened.clear();
  for (const key of (wanted.get('open') ?? '').split(',').filter(Boolean)) opened.add(key);
}
function writeHash() {
  const wanted = new URLSearchParams();
  for (const key of ['text', 'clause', 'level', 'change']) if (filter[key]) wanted.set(key, filter[key]);
  if (filter.differs) wanted.set('differs', '1');
  if (filter.verdicts.size) wanted.set('verdict', [...filter.verdicts].join(','));
  if (opened.size) wanted.set('open', [...opened].join(','));
  const text = wanted.toString();
  try { history.replaceState(null, '', text ? '#' + text : location.pathname + location.search); } catch { /* not from everywhere */ }
}

// A message, indented so that it can be read. What is no XML stays as it is.
function indented(text) {
  if (!text.startsWith('<') || text.includes('\n<')) return text;
  let depth = 0;
  return text.replace(/>\s*</g, '>\n<').split('\n').map(line => {
    if (line.startsWith('</')) depth = Math.max(0, depth - 1);
    const out = '  '.repeat(depth) + line;
    if (/^<[^!?/][^>]*[^/]>$|^<[^!?/]>$/.test(line) && !line.includes('</')) ++depth;
    return out;
  }).join('\n');
}
function figure(title, text) {
  const end = text.indexOf('\n');
  const head = end < 0 ? text : text.slice(0, end);
  const body = end < 0 ? '' : text.slice(end + 1).trim();
  return make('figure', {}, make('figcaption', {}, title + ' ' + head), make('pre', {}, indented(body)));
}
function trace(exchange) {
  // "> " begins a request and "< " a reply; XML has no blank behind its "<".
  const parts = exchange.split(/\n(?=[<>] )/).filter(part => part.trim());
  return make('div', {class: 'trace'}, parts.map(part => part.startsWith('> ') ? figure('sent', part.slice(2)) :
    part.startsWith('< ') ? figure('received', part.slice(2)) : make('figure', {}, make('pre', {}, part))));
}
function finding(report, index, one, many) {
  const change = changeOf[index].get(one.id);
  const facts = [];
  const fact = (name, value) => { if (value) facts.push(make('dt', {}, name), make('dd', {}, value)); };
  fact('expected', one.expected);
  fact('actual', one.actual);
  if (one.waiver) fact(one.waiver.stale ? 'stale waiver' : 'waived', [one.waiver.reason, one.waiver.issue, one.waiver.expires && 'until ' + one.waiver.expires].filter(Boolean).join('\n'));
  if (one.rounds) fact('rounds', Object.entries(one.rounds).map(([verdict, count]) => count + ' ' + verdict).join(', '));
  if (change) fact('baseline', changes[change.kind] + (change.before ? ', was ' + change.before : ''));
  fact('took', duration(one.milliseconds));
  return make('div', {class: 'finding'},
    make('h4', {}, many ? letter(index) + '  ' + report.target.name + '  ' : '', badge(one)),
    one.reason ? make('p', {}, one.reason) : null, make('dl', {}, facts), one.exchange ? trace(one.exchange) : null);
}

function badge(one) {
  if (!one) return make('span', {class: 'badge none'}, '\u2014');
  return make('span', {class: 'badge ' + toneOf(one), title: wordOf(one)},
    make('span', {class: 'sign', 'aria-hidden': 'true'}, signs[toneOf(one)]), make('span', {class: 'word'}, wordOf(one)));
}
const opened = new Set();
function caseRow(name, suite, row) {
  const key = name + ':' + row.id;
  const open = opened.has(key);
  const toggle = () => {
    if (!opened.delete(key)) opened.add(key);
    apply();
    document.querySelector('[data-key="' + CSS.escape(key) + '"] button')?.focus();
  };
  const line = make('tr', {class: 'case', 'data-id': row.id, 'data-key': key, onclick: toggle},
    make('td', {class: 'rule'}, make('button', {type: 'button', 'aria-expanded': String(open)},
      make('span', {class: 'id'}, row.id), make('span', {class: 'where'}, row.clause, make('span', {class: 'level-word'}, ' ' + row.level.toUpperCase())),
      make('span', {class: 'requirement'}, row.requirement))),
    make('td', {class: 'level'}, row.level),
    suite.targets.map(index => make('td', {class: 'cell'}, badge(row.cells.get(index)),
      changeOf[index].has(row.id) ? make('span', {class: 'change'}, changes[changeOf[index].get(row.id).kind]) : null)));
  if (!open) return [line];
  return [line, make('tr', {class: 'detail', 'data-of': row.id}, make('td', {colspan: suite.targets.length + 2},
    row.needs.length ? make('p', {class: 'note'}, 'Needs ' + row.needs.join(', ')) : null,
    suite.targets.filter(index => row.cells.has(index)).map(index => finding(data.reports[index], index, row.cells.get(index), suite.targets.length > 1)),
    row.cells.size ? null : make('p', {class: 'note'}, 'No report on this page has this case.')))];
}
function apply() {
  const wanted = matcher();
  let shown = 0;
  const cards = [];
  for (const [name, suite] of suites) {
    const rows = [...suite.rows.values()].filter(wanted);
    shown += rows.length;
    if (suites.size > 1) cards.push(make('h2', {}, 'Suite ' + name));
    cards.push(make('div', {class: 'card ' + (suite.targets.length > 2 ? 'many' : 'few')}, rows.length
      ? make('table', {'data-suite': name}, make('thead', {}, make('tr', {}, make('th', {scope: 'col'}, 'Rule'), make('th', {scope: 'col', class: 'level'}, 'Level'),
          suite.targets.map(index => make('th', {scope: 'col', class: 'cell', title: data.reports[index].target.name}, suite.targets.length > 1 ? letter(index) : 'Verdict')))),
          make('tbody', {}, rows.flatMap(row => caseRow(name, suite, row))))
      : make('p', {class: 'empty'}, 'No rule matches the filters.')));
  }
  byId('matrix').replaceChildren(...cards);
  byId('shown').textContent = shown === allRows.length ? plural(shown, 'rule') : shown + ' of ' + plural(allRows.length, 'rule');
  for (const chip of document.querySelectorAll('#verdicts button')) chip.setAttribute('aria-pressed', String(filter.verdicts.has(chip.dataset.verdict)));
  for (const key of ['text', 'clause', 'level', 'change']) if (byId(key).value !== filter[key]) byId(key).value = filter[key];
  byId('differs').checked = filter.differs;
  writeHash();
}

function targetCard(report, index) {
  const counts = verdicts.filter(verdict => report.counts[verdict]);
  const comparison = data.comparisons[index];
  const facts = [report.target.suite + ' suite', report.target.url, report.started.replace('T', ' ').replace('Z', ' UTC'), duration(report.milliseconds),
    report.run.strict && 'strict', report.run.repeat > 1 && report.run.repeat + ' rounds', report.run.shard && 'part ' + report.run.shard,
    report.run.shuffleSeed !== undefined && 'shuffled by ' + report.run.shuffleSeed].filter(Boolean);
  const found = Object.keys(changes).filter(kind => comparison?.[kind].length);
  return make('article', {class: 'target'},
    make('h3', {}, data.reports.length > 1 ? make('span', {class: 'letter'}, letter(index)) : null, report.target.name),
    make('p', {class: 'facts'}, facts.join(' \u00b7 ')),
    make('div', {class: 'bar', 'aria-hidden': 'true'}, [...counts].reverse().map(verdict => {
      const part = make('i', {class: verdict});
      part.style.flex = report.counts[verdict] + ' 0 0';
      return part;
    })),
    make('ul', {class: 'counts'}, counts.map(verdict => make('li', {class: verdict}, make('b', {}, String(report.counts[verdict])), ' ' + verdict)),
      report.counts.staleWaivers ? make('li', {class: 'stale'}, make('b', {}, String(report.counts.staleWaivers)), ' stale waived') : null),
    comparison ? make('p', {class: 'versus'}, 'Against the baseline: ', found.length
      ? found.map(kind => make('button', {type: 'button', class: 'chip', 'data-change': kind, onclick: () => { filter.change = filter.change === kind ? '' : kind; apply(); }}, comparison[kind].length + ' ' + changes[kind]))
      : 'no difference') : null);
}

function start() {
  const names = data.reports.map(report => report.target.name);
  document.title = 'Conformance: ' + names.join(', ');
  byId('subtitle').textContent = plural(data.reports.length, 'report') + ', ' + [...new Set(data.reports.map(report => report.tool))].join(', ');
  byId('targets').append(...data.reports.map(targetCard));
  byId('level').append(make('option', {value: ''}, 'every level'), ...['must', 'should', 'may', 'vendor'].map(level => make('option', {value: level}, level.toUpperCase())));
  byId('change').append(make('option', {value: ''}, 'changed or not'), ...Object.entries(changes).map(([kind, words]) => make('option', {value: kind}, words)));
  byId('change').hidden = data.comparisons.every(one => !one);
  byId('differs-label').hidden = ![...suites.values()].some(suite => suite.targets.length > 1);
  byId('verdicts').append(...verdicts.map(verdict => {
    const count = allRows.filter(row => row.verdicts.has(verdict)).length;
    return count ? make('button', {type: 'button', class: 'chip ' + verdict, 'data-verdict': verdict, onclick: () => { if (!filter.verdicts.delete(verdict)) filter.verdicts.add(verdict); apply(); }}, count + ' ' + verdict) : null;
  }).filter(Boolean));
  for (const key of ['text', 'clause', 'level', 'change'])
    byId(key).addEventListener('input', event => { filter[key] = event.target.value; apply(); });
  byId('differs').addEventListener('change', event => { filter.differs = event.target.checked; apply(); });
  byId('filters').addEventListener('submit', event => event.preventDefault());
  addEventListener('hashchange', () => { readHash(); apply(); });
  readHash();
  apply();
}
start();
})();
