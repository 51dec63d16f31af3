import "./elements/leave-now.js";
import "./elements/own-zone.js";
import "./elements/offline-help.js";
import "./elements/pass-question.js";
import "./elements/rsvp-answer.js";
import "./elements/letter-preview.js";
