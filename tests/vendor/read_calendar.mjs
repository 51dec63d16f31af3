// Reads a calendar (RFC 5545) from standard input with ical.js and writes what it says as JSON: each appointment between
// two moments, with rules, exceptions and overrides applied. Arguments: the moments, in ISO 8601.
import { readFileSync } from "node:fs";
import ICAL from "./ical.min.mjs";

const [from, to] = process.argv.slice(2).map((moment) => new Date(moment));
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone);
}

const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
const overrides = events.filter((event) => event.isRecurrenceException());
const told = [];

const tell = (event, starts, ends) =>
  told.push({
    uid: event.uid,
    summary: event.summary,
    status: event.component.getFirstPropertyValue("status"),
    starts: starts.toJSDate().toISOString(),
    ends: ends.toJSDate().toISOString(),
  });

for (const event of events.filter((one) => !one.isRecurrenceException())) {
  for (const override of overrides.filter((one) => one.uid === event.uid)) {
    event.relateException(override);
  }
  if (!event.isRecurring()) {
    tell(event, event.startDate, event.endDate);
    continue;
  }
  const days = event.iterator();
  for (let day = days.next(); day && day.toJSDate() < to; day = days.next()) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(day);
    if (startDate.toJSDate() >= from && startDate.toJSDate() < to) {
      tell(item, startDate, endDate);
    }
  }
}
process.stdout.write(JSON.stringify(told));
