import { Asking } from "./asking.js";
import { Queue } from "./queue.js";
import { Runner } from "./runner.js";

/**
 * What a meeting's room is made of, beside people and their buttons. A part is made with the `LiveRoom`; it has
 * `show(state)` for each new state, and `take(frame)` for frames that are neither state, media nor errors.
 */

export const PARTS = [Asking, Runner, Queue];
