"""Pages over ASGI run to their end, also when nobody waits for them any more."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


def patient(pages: Application) -> Application:
    """Return the application that does not hear of a browser's leaving once the request is complete.

    Django cancels a view whose browser has gone. Cut off between two of its threads it then fails to finish the
    request ("CurrentThreadExecutor already quit"), and the database connection of that thread is never given back to
    the pool: after as many such moments as the pool is large, the process answers nobody. Ours are short; let them end.
    """

    async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        is_complete = False

        async def receive_request() -> Message:
            nonlocal is_complete
            if is_complete:
                # Cancelled by Django when the answer was sent.
                await asyncio.get_running_loop().create_future()
            message = await receive()
            is_complete = message["type"] == "http.request" and not message.get("more_body", False)
            return message

        await pages(scope, receive_request, send)

    return application
