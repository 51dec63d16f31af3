import "./elements/leave-now.js";
