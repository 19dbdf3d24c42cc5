// Reads a calendar with ical.js alone: every occurrence from a moment to a moment, as "start|end|uid", in UTC.
// The zone is taken from the file itself, never from this machine.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [library, file, from, until] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(library));
const whole = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of whole.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
const events = whole.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
const masters = events.filter((event) => !event.isRecurrenceException());
for (const exception of events.filter((event) => event.isRecurrenceException())) {
  masters.find((event) => event.uid === exception.uid).relateException(exception);
}
const found = [];
const keep = (start, end, uid) => found.push([start.toJSDate().toISOString(), end.toJSDate().toISOString(), uid].join("|"));
for (const event of masters) {
  if (event.component.getFirstPropertyValue("status") === "CANCELLED") continue;
  if (!event.isRecurring()) {
    keep(event.startDate, event.endDate, event.uid);
    continue;
  }
  const occurrences = event.iterator();
  for (let next = occurrences.next(); next && next.toJSDate() < new Date(until); next = occurrences.next()) {
    const { startDate, endDate } = event.getOccurrenceDetails(next);
    keep(startDate, endDate, event.uid);
  }
}
console.log(found.filter((line) => line.slice(0, 24) >= from && line.slice(0, 24) < until).sort().join("\n"));
