import { test } from 'vitest';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createScreen } from '@aegis/screen';
import { readScreen } from './index.ts';
test('probe', async () => {
  const only = process.env['ONLY'];
  let out = '';
  for (const f of readdirSync('/tmp/probe/out').filter((x) => x.endsWith('.json'))) {
    const d = JSON.parse(readFileSync('/tmp/probe/out/' + f, 'utf8'));
    if (only && !only.split(',').includes(d.name)) continue;
    const raw = readFileSync(`/tmp/probe/${d.name}.raw`);
    const s = createScreen({ cols: d.cols, rows: d.rows });
    let at = 0;
    for (const l of d.labels) {
      await s.write(raw.subarray(at, l.offset)); at = l.offset;
      const r = readScreen(s.snapshot());
      out += `${d.name}.${l.label}: ${r.status} | ${r.rule} | ${r.statusText} | act=${r.activity} | mode=${r.modeLine} q=${r.queued} | end=${JSON.stringify(r.turnEnd)} | box=${JSON.stringify(r.composer)}\n`;
      if (r.dialog) out += `    ${r.dialog.name}/${r.dialog.kind} title=${JSON.stringify(r.dialog.title)} tool=${r.dialog.toolName} subject=${JSON.stringify(r.dialog.subject)} footer=${JSON.stringify(r.dialog.footer)} body=${JSON.stringify(r.dialog.body.slice(0,80))} q=${JSON.stringify(r.dialog.question)}\n` + r.dialog.options.map((o) => `       ${o.highlighted ? '>' : ' '} ${o.number} ${o.checked ?? ''} [${o.role}] ${o.label} :: ${o.description} @${o.line}`).join('\n') + '\n';
    }
  }
  writeFileSync('/tmp/probe/readings.txt', out);
});
