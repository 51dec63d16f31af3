/* Answers table.json without any code or data of Beside's: see README.md. Writes answers.json.gz. */
import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { tzlib_get_ical_block as blockOf } from "timezones-ical-library";
import ICAL from "../../vendor/ical.min.mjs";

const here = new URL(".", import.meta.url);
const table = JSON.parse(readFileSync(new URL("table.json", here), "utf8"));
const MINUTE = 60_000;

const compact = (text) => text.replaceAll(/[-:]/g, "");
const day = (time) => time.toString().slice(0, 10);

// Days and moments by ical.js: the series as a calendar would carry it, in its own VTIMEZONE.
function occurrences(series, zone, time) {
  const at = (day) => `;TZID=${zone}:${compact(day)}T${compact(time)}00`;
  const count = series.count ? `;COUNT=${series.count}` : "";
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//oracle//EN", blockOf(zone)[0].trim(),
    "BEGIN:VEVENT", "UID:one", `DTSTART${at(series.starts_on)}`, `RRULE:${series.rule}${count}`,
    ...(series.skipped ?? []).map((day) => `EXDATE${at(day)}`),
    ...(series.extra ?? []).map((day) => `RDATE${at(day)}`),
    "END:VEVENT", "END:VCALENDAR", "",
  ];
  const calendar = new ICAL.Component(ICAL.parse(lines.join("\r\n").replaceAll(/\r?\n/g, "\r\n")));
  ICAL.TimezoneService.register(new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone")));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  const last = series.ends_on ?? table.last;
  const extra = new Set(series.extra ?? []);
  const found = [];
  // UNTIL would need a moment; the last day of the rhythm is compared as a day, and extra days may lie behind it.
  for (let iterator = event.iterator(), next; (next = iterator.next()) && day(next) <= table.last; ) {
    if (day(next) <= last || extra.has(day(next))) found.push({ day: day(next), minutes: next.toUnixTime() / 60 });
  }
  return found;
}

// The clock on the wall by ICU, as text that sorts.
const clocks = new Map();
function wall(zone, minutes) {
  if (!clocks.has(zone)) {
    const shown = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    clocks.set(zone, new Intl.DateTimeFormat("sv-SE", { timeZone: zone, ...shown }));
  }
  return clocks.get(zone).format(minutes * MINUTE);
}

// The first minute at which the clock shows this time or has passed it, looked for around the one ical.js names.
function firstMoment(zone, local, near) {
  let minutes = near - 180;
  while (wall(zone, minutes) < local) minutes += 1;
  return minutes;
}

const seen = { gaps: 0, folds: 0, moments: 0 };
const firsts = new Map();
function answer(series, zone, time) {
  const minutes = occurrences(series, zone, time).map((one) => {
    const local = `${one.day} ${time}`;
    const key = `${zone} ${local}`;
    if (!firsts.has(key)) firsts.set(key, firstMoment(zone, local, one.minutes));
    const first = firsts.get(key);
    const isGap = wall(zone, first) !== local;
    const isFold = !isGap && wall(zone, first) === wall(zone, one.minutes) && first !== one.minutes;
    seen.moments += 1;
    seen.gaps += isGap;
    seen.folds += isFold;
    if (!isGap && !isFold && first !== one.minutes) throw new Error(`ical.js and ICU differ: ${key} ${first} ${one.minutes}`);
    return first;
  });
  return minutes.map((value, index) => value - (minutes[index - 1] ?? 0));
}

const answers = {};
for (const [zone, times] of Object.entries(table.zones)) {
  answers[zone] = times.map((time) => table.series.map((series) => answer(series, zone, time)));
}
const { icu, tz, node } = process.versions;
const made = { by: { "ical.js": "2.2.1", "timezones-ical-library": "2.3.2", node, icu, tz }, ...seen };
writeFileSync(new URL("answers.json.gz", here), gzipSync(JSON.stringify({ made, answers }), { level: 9 }));
console.log(made);
