/** Tiles and voices: the server renders each person, this keeps their picture and sound beside it. */

export class People {
  constructor(tiles, voices) {
    this.lists = { tile: tiles, voice: voices };
    this.players = new Map(); // person and kind: a video or audio element
    this.people = [];
    this.speaking = new Set();
  }

  /** Show these people, in this order. Elements of those who stay are kept: a picture does not flicker. */
  show(people) {
    this.people = people;
    for (const [kind, list] of Object.entries(this.lists)) {
      const known = new Map([...list.children].map((item) => [item.dataset.person, item]));
      list.replaceChildren(...people.map((person) => this.item(kind, known.get(person.id), person)));
    }
    this.attach();
    this.mark(this.speaking);
  }

  item(kind, known, person) {
    const item = known ?? document.createElement("li");
    if (item.shown !== person[kind]) {
      item.classList.add(kind);
      item.dataset.person = person.id;
      item.shown = person[kind];
      const face = item.querySelector(":scope > .tile__face") ?? item.appendChild(document.createElement("div"));
      face.className = "tile__face";
      const isOpen = face.querySelector("details")?.open;
      face.innerHTML = person[kind]; // Rendered and escaped by the server.
      if (isOpen) face.querySelector("details")?.setAttribute("open", "");
    }
    return item;
  }

  /** Play these tracks: `[{person, kind, track, isMine}]`. */
  play(tracks) {
    const wanted = new Map(tracks.map((one) => [`${one.person} ${one.kind}`, one]));
    for (const [key, player] of this.players) {
      if (wanted.get(key)?.track === player.srcObject?.getTracks()[0]) continue;
      player.srcObject = null;
      player.remove();
      this.players.delete(key);
    }
    for (const [key, one] of wanted) if (!this.players.has(key)) this.players.set(key, player(one));
    this.attach();
  }

  /** Sound plays for everybody here, a picture only where one is shown. */
  attach() {
    for (const [key, element] of this.players) {
      const [id, kind] = key.split(" ");
      const person = this.people.find((one) => one.id === id);
      const tile = [...this.lists.tile.children].find((item) => item.dataset.person === id);
      element.hidden = kind === "audio" || !person?.has_picture;
      element.classList.toggle("is-whole", Boolean(person?.shares_screen));
      if (tile && element.parentNode !== tile) tile.prepend(element);
    }
  }

  /** Mark who speaks, by the ids of people; everybody else is quiet. */
  mark(speaking) {
    this.speaking = speaking;
    for (const [kind, list] of Object.entries(this.lists)) {
      for (const item of list.children) {
        const speaks = speaking.has(item.dataset.person);
        item.classList.toggle(`${kind}--speaking`, speaks);
        if (kind === "tile" && speaking.size) item.classList.toggle("tile--first", speaks && this.people.length > 2);
        item.querySelectorAll('[data-part="speaking"]').forEach((part) => (part.hidden = !speaks));
        item.querySelectorAll('[data-part="state"]').forEach((part) => (part.hidden = speaks));
      }
    }
  }
}

function player({ kind, track, isMine }) {
  const element = document.createElement(kind);
  element.autoplay = true;
  element.playsInline = true;
  element.muted = Boolean(isMine);
  element.classList.toggle("is-mirrored", Boolean(isMine));
  element.setAttribute("aria-hidden", "true");
  element.srcObject = new MediaStream([track]);
  return element;
}
