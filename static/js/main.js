import "./elements/leave-now.js";
import "./elements/own-zone.js";
