import { Asking } from "./asking.js";
import { Chat } from "./chat.js";
import { Company } from "./company.js";
import { Holding } from "./holding.js";
import { Light } from "./light.js";
import { Notices } from "./notices.js";
import { Queue } from "./queue.js";
import { QuietAnswers } from "./quiet-answers.js";
import { Runner } from "./runner.js";
import { Screen } from "./screen.js";

/**
 * What a meeting's room is made of, beside people and their buttons. A part is made with the `LiveRoom`; it has
 * `show(state)` for each new state, and `take(frame)` for frames that are neither state, media nor errors.
 */

export const PARTS = [Asking, Notices, Holding, Runner, Queue, Chat, Company, QuietAnswers, Light, Screen];
