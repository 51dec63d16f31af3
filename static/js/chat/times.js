/** Clock and days as the reader has them: frames carry UTC, because everybody gets the same one. */

export class Times {
  /** `hours` is how many the reader's clock shows, "12" or "24"; written as the server writes it: "8:00 PM" or "20:00". */
  constructor(language, zone, hours, today) {
    const inZone = (options) => new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
    const written = hours === "12" ? { hour: "numeric", hourCycle: "h12" } : { hour: "2-digit", hourCycle: "h23" };
    this.clock = new Intl.DateTimeFormat("en-US", { timeZone: zone, minute: "2-digit", ...written });
    const dayFirst = language === "en" ? "en-GB" : language;
    this.day = new Intl.DateTimeFormat(dayFirst, { timeZone: zone, weekday: "long", day: "numeric", month: "long" });
    this.key = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
    this.today = today;
  }

  /** Write the reader's clock into a message. */
  show(article) {
    const time = article.querySelector("time");
    if (time) time.textContent = this.clock.format(new Date(time.dateTime)).replace("\u202f", " ");
  }

  /** The day of a message, as `2026-11-22`; what has no time yet is today's. */
  dayOf(article) {
    return this.key.format(article.dataset.at ? new Date(article.dataset.at) : new Date());
  }

  /** A heading for the day of a message: "Today, Sunday 22 November". */
  headingOf(article) {
    const moment = article.dataset.at ? new Date(article.dataset.at) : new Date();
    const words = this.day.format(moment).replace(",", "");
    if (this.dayOf(article) === this.key.format(new Date())) return `${this.today}, ${words}`;
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
}
