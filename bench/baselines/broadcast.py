"""What the documentation of `websockets` shows for a chat: rooms in a dictionary, `broadcast`, nothing kept."""

import sys
from collections import defaultdict

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

rooms: defaultdict[str, set[ServerConnection]] = defaultdict(set)


async def talk(connection: ServerConnection) -> None:
    """Pass everything on to everybody in the same room."""
    room = rooms[connection.request.path if connection.request else ""]
    room.add(connection)
    try:
        async for message in connection:
            broadcast(room, message)
    finally:
        room.discard(connection)


async def main(port: int) -> None:
    """Serve until killed."""
    async with serve(talk, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
