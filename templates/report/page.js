// The script of the report's page. It reads the data that stands in the page and makes the rest as it is opened.

(() => {
  const MOST_RESULTS = 50;
  const FINDINGS_AT_ONCE = 50;
  /** Smaller fleets are opened whole for printing, and their first host from the start. */
  const SMALL_FLEET = 24;

  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const fleet = read('fleet-data');
  const total = fleet.hosts.reduce((sum, { instances }) => sum + instances.length, 0);

  /** An element; children are elements or text. */
  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const idOf = (host, instance) => `host-${host}${instance === undefined ? '' : `/${instance}`}`;

  // Characters that turn the direction of text or can't be seen: shown by their numbers.
  const UNSEEN = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

  function spelled(text) {
    return text.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);
  }

  // ---- Files, with colours

  const JSON_TOKENS =
    /(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<text>"(?:[^"\\]|\\.)*")|(?<value>\b(?:true|false|null)\b|-?\b\d[\d.eE+-]*)/g;
  const LINE_TOKENS = /^(?<note>[#;].*)$|^(?<section>\[.*\])$|^(?<key>[\w.-]+)(?==)/gm;
  const XML_TOKENS = /(?<note><!(?:--[\s\S]*?--|[^>]*)>|<\?[\s\S]*?\?>)|(?<key><\/?[\w:-]+[^>]*>)/g;
  const TOKENS = { 'openclaw-config': JSON_TOKENS, 'launchd-plist': XML_TOKENS };

  function coloured(text, kind) {
    const code = make('code');
    let done = 0;
    for (const match of text.matchAll(TOKENS[kind] ?? LINE_TOKENS)) {
      const style = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
      code.append(spelled(text.slice(done, match.index)), make('span', { class: style }, spelled(match[0])));
      done = match.index + match[0].length;
    }
    code.append(spelled(text.slice(done)));
    return code;
  }

  function say(text) {
    document.getElementById('said').textContent = text;
  }

  async function copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      say(`Copied ${what}.`);
      return true;
    } catch {
      say(`The browser didn’t let ${what} be copied.`);
      return false;
    }
  }

  /** `what` tells the button from others of its kind. */
  function copyButton(text, what) {
    const button = make('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${what}` }, 'Copy');
    button.addEventListener('click', async () => {
      button.textContent = (await copy(text, what)) ? 'Copied' : 'Failed';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 1500);
    });
    return button;
  }

  /** `fill` makes what is inside, once, when it is opened. */
  function fold(attributes, summary, fill) {
    const details = make('details', attributes, make('summary', {}, ...summary));
    const body = make('div');
    details.append(body);
    details.addEventListener('toggle', () => filled(details, body, fill));
    details.fill = () => filled(details, body, fill);
    return details;
  }

  function filled(details, body, fill) {
    if (!details.open || body.hasChildNodes()) return;
    body.append(...fill());
  }

  function fileFold(file, whose) {
    const { name, content, kind, mode, owner, installPath } = file;
    return fold({ class: 'file' }, [make('h5', {}, name)], () => [
      make(
        'p',
        { class: 'soft' },
        `${installPath}, mode ${mode}, owner ${owner} `,
        copyButton(content, `${name} of ${whose}`),
      ),
      make('pre', { dir: 'ltr' }, coloured(content, kind)),
    ]);
  }

  // ---- Instances

  const FACTS = [
    ['Ports', 'span'],
    ['Pinned browsers', 'pins'],
    ['Other listeners', 'listeners'],
    ['Account', 'account'],
    ['Profile', 'profile'],
    ['Service', 'service'],
    ['Scope', 'scope'],
    ['State', 'stateDir'],
    ['Config', 'configPath'],
    ['Workspace', 'workspace'],
    ['Working directory', 'workingDirectory'],
    ['Log', 'logFile'],
    ['Secrets file', 'secretsFile'],
    ['Secrets', 'secrets'],
    ['Access', 'access'],
    ['Command', 'command'],
  ];

  function factList(facts) {
    const rows = FACTS.filter(([, key]) => facts[key] !== 'none').map(([label, key]) =>
      make('div', {}, make('dt', {}, label), make('dd', {}, make('bdi', {}, facts[key]))),
    );
    return make('dl', {}, ...rows);
  }

  function checkList(instance, whose) {
    const items = instance.checks.map((check) =>
      make('li', {}, make('code', {}, check), ' ', copyButton(check, `the check ${check}`)),
    );
    const where = `On the host, as ${instance.facts.account}:`;
    return [
      make('h5', {}, `Quick checks of ${whose}`),
      make('p', { class: 'soft' }, where),
      make('ul', { class: 'checks' }, ...items),
    ];
  }

  /** `{name}` is a fact of the instance or its host. */
  function compared(text, facts) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => facts[name] ?? whole);
  }

  function ruleList(host, instance) {
    const facts = { ...host.facts, ...instance.facts };
    const own = findingsAbout(`${host.name}/${instance.name}`);
    const items = fleet.rules.map((rule) => {
      const found = own.filter(({ code }) => code === rule.id).length;
      const state =
        found === 0
          ? make('span', { class: 'good' }, 'no finding')
          : make('span', { class: 'bad' }, count(found, 'finding'));
      const what = make('bdi', {}, compared(rule.compares, facts));
      return make('li', {}, make('code', {}, rule.id), ' ', state, ' ', what);
    });
    return make('ul', { class: 'rules' }, ...items);
  }

  const byInstance = new Map();
  for (const finding of fleet.findings) {
    for (const name of finding.instances) {
      if (!byInstance.has(name)) byInstance.set(name, []);
      byInstance.get(name).push(finding);
    }
  }
  const findingsAbout = (name) => byInstance.get(name) ?? [];

  function badges(host, instance) {
    const found = findingsAbout(`${host.name}/${instance.name}`).length;
    const shown = [];
    if (found > 0) shown.push(make('span', { class: 'badge bad' }, count(found, 'finding')));
    if (!instance.managed) shown.push(make('span', { class: 'badge' }, 'not managed'));
    if (!instance.enabled) shown.push(make('span', { class: 'badge' }, 'disabled'));
    return shown.flatMap((badge) => [' ', badge]);
  }

  function instanceFold(host, instance, files) {
    const { name, facts } = instance;
    const summary = [
      make('h4', {}, name),
      ' ',
      make('span', { class: 'soft' }, `base ${facts.base}, ${facts.account}`),
      ...badges(host, instance),
    ];
    return fold({ class: 'instance', id: idOf(host.name, name) }, summary, () => {
      const own = findingsAbout(`${host.name}/${name}`);
      return [
        ...(own.length === 0 ? [] : [make('ol', { class: 'findings' }, ...own.map(findingItem))]),
        factList(facts),
        ...files.map((file) => fileFold(file, name)),
        ...(files.length === 0 ? [make('p', { class: 'soft' }, noFiles(instance))] : []),
        ...checkList(instance, name),
        fold({ class: 'file' }, [make('h5', {}, `Rules (${fleet.rules.length})`)], () => [ruleList(host, instance)]),
      ];
    });
  }

  function noFiles({ managed }) {
    if (!managed) return 'No files: gwc doesn’t manage this instance.';
    const isFaulty = fleet.findings.some(({ severity }) => severity === 'error');
    return isFaulty ? 'No files: hosts.yaml has errors.' : 'No files: only other hosts were built.';
  }

  // ---- Hosts

  function fillHost(details) {
    const body = details.lastElementChild;
    if (body.hasChildNodes()) return;
    const host = fleet.hosts[Number(details.dataset.host)];
    const { map, files } = read(`data-${details.dataset.host}`);
    const picture = new DOMParser().parseFromString(map, 'image/svg+xml').documentElement;
    const frame = make('div', {
      class: 'map',
      role: 'region',
      tabindex: '0',
      'aria-label': `Port map of ${host.name}`,
    });
    frame.append(document.adoptNode(picture));
    body.append(frame, ...host.instances.map((instance) => instanceFold(host, instance, files[instance.name] ?? [])));
  }

  const hostFolds = [...document.querySelectorAll('details.host')];
  for (const details of hostFolds) {
    details.fill = () => fillHost(details);
    details.addEventListener('toggle', () => {
      if (details.open) fillHost(details);
    });
  }

  function open(details) {
    details.open = true;
    details.fill();
  }

  /** Opens what the address names: a host, or one of its instances. */
  function openTarget() {
    const id = decode(location.hash.slice(1));
    const [hostId] = id.split('/');
    const host = document.getElementById(hostId);
    if (!host?.matches('details.host')) return;
    open(host);
    const target = document.getElementById(id) ?? host;
    if (target !== host) open(target);
    target.scrollIntoView();
    target.querySelector('summary').focus({ preventScroll: true });
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  addEventListener('hashchange', openTarget);
  // A second click on the same link changes no address.
  addEventListener('click', ({ target }) => {
    if (target.closest?.('a[href]')?.getAttribute('href') === location.hash) openTarget();
  });

  // ---- Findings

  function findingItem({ severity, code, message, frame }) {
    return make(
      'li',
      { class: severity },
      make(
        'p',
        {},
        make('strong', { class: severity === 'error' ? 'bad' : 'fair' }, `${severity}[${code}]`),
        ' ',
        make('bdi', {}, message),
      ),
      make(
        'pre',
        { class: 'frame', dir: 'ltr', tabindex: '0', role: 'group', 'aria-label': `Code frame of ${code}` },
        ...frame.split('\n').flatMap(frameLine),
      ),
    );
  }

  /** Numbers and bars soft, the underlines strong. */
  function frameLine(line) {
    const [, gutter, rest] = /^(\s*\d* \|)(.*)$/.exec(line) ?? [undefined, '', line];
    const isMark = gutter !== '' && /^\s+(?:\^+|-+)$/.test(rest);
    return [make('span', { class: 'note' }, gutter), isMark ? make('span', { class: 'bad' }, rest) : rest, '\n'];
  }

  let shownFindings = 0;

  function moreFindings() {
    const list = document.getElementById('findings');
    if (!list) return;
    const next = fleet.findings.slice(shownFindings, shownFindings + FINDINGS_AT_ONCE);
    list.append(...next.map(findingItem));
    shownFindings += next.length;
    const more = document.getElementById('more');
    more.hidden = shownFindings === fleet.findings.length;
    more.textContent = `Show more findings (${fleet.findings.length - shownFindings} left)`;
  }

  document.getElementById('more')?.addEventListener('click', () => {
    const first = shownFindings;
    moreFindings();
    const item = document.getElementById('findings').children[first];
    item.tabIndex = -1;
    item.focus();
  });

  // ---- Search

  let index;

  /** What can be found, in lower case. */
  function searchIndex() {
    index ??= fleet.hosts.flatMap((host) => [
      { text: host.name, label: host.name, id: idOf(host.name) },
      ...host.instances.map((instance) => ({
        text: [host.name, instance.name, ...Object.values(instance.facts)].join('\n').toLowerCase(),
        label: `${instance.name} on ${host.name}, base ${instance.facts.base}`,
        id: idOf(host.name, instance.name),
      })),
    ]);
    return index;
  }

  function search(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const found =
      words.length === 0 ? [] : searchIndex().filter(({ text }) => words.every((word) => text.includes(word)));
    const items = found
      .slice(0, MOST_RESULTS)
      .map(({ label, id }) => make('li', {}, make('a', { href: `#${id}` }, label)));
    document.getElementById('results').replaceChildren(...items);
    const rest = found.length - items.length;
    const told =
      found.length === 0
        ? 'Nothing found.'
        : `${count(found.length, 'result')}${rest > 0 ? `, the first ${MOST_RESULTS} shown` : ''}.`;
    document.getElementById('found').textContent = words.length === 0 ? '' : told;
  }

  let waiting;
  document.getElementById('search').addEventListener('input', ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(target.value), 80);
  });

  // ---- Printing

  let openedForPrint = [];
  addEventListener('beforeprint', () => {
    if (total > SMALL_FLEET) return;
    const openAll = (all) => {
      const closed = all.filter((details) => !details.open);
      for (const details of closed) open(details);
      openedForPrint.push(...closed);
    };
    openAll(hostFolds);
    openAll([...document.querySelectorAll('details.instance')]);
  });
  addEventListener('afterprint', () => {
    for (const details of openedForPrint) details.open = false;
    openedForPrint = [];
  });

  moreFindings();
  if (total <= SMALL_FLEET) for (const details of hostFolds) open(details);
  openTarget();
})();
