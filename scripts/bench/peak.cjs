// Loaded before a measured program: says at its end how much memory it had at most, in KB.

process.once('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)));
