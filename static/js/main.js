import "./elements/leave-now.js";
import "./elements/own-zone.js";
import "./elements/offline-help.js";
import "./elements/own-notices.js";
import "./elements/pass-question.js";
import "./elements/rsvp-answer.js";
import "./elements/door-opens.js";
import "./elements/form-preview.js";
import "./elements/passkey-step.js";
import "./elements/told-once.js";

// A form came back: the first field with an error may lie below the edge of a phone's screen.
document.querySelector("main [aria-invalid=true]")?.focus();
