// The chat of socket.io's documentation: rooms, the Redis adapter, each message kept before it is told.
const { createServer } = require("node:http");
const { createAdapter } = require("@socket.io/redis-adapter");
const { Pool } = require("pg");
const { createClient } = require("redis");
const { Server } = require("socket.io");

const TABLE = "CREATE TABLE IF NOT EXISTS message (id bigserial PRIMARY KEY, room text, body text, at timestamptz DEFAULT now())";

async function main(port) {
  const pool = new Pool({ host: process.env.PG_HOST, port: 5432, user: process.env.PG_USER, database: process.env.PG_NAME });
  await pool.query(TABLE);
  const publisher = createClient({ url: process.env.REDIS_URL });
  const subscriber = publisher.duplicate();
  await Promise.all([publisher.connect(), subscriber.connect()]);
  const server = createServer();
  const io = new Server(server, { adapter: createAdapter(publisher, subscriber) });
  io.on("connection", (socket) => {
    socket.on("join", (room) => {
      socket.join(room);
      socket.emit("joined", room);
    });
    socket.on("message", async (room, body) => {
      await pool.query({ name: "keep", text: "INSERT INTO message (room, body) VALUES ($1, $2)", values: [room, body] });
      io.to(room).emit("message", body);
    });
  });
  server.listen(port, "127.0.0.1");
}

main(Number(process.argv[2]));
