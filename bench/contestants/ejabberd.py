"""ejabberd's rooms (XEP-0045) over WebSocket, each message archived (XEP-0313) in PostgreSQL."""

import os
import shutil
from itertools import count
from pathlib import Path
from typing import override
from urllib.parse import parse_qsl, urlsplit

import psycopg

from bench.contestants.base import Contestant, Shape
from bench.kit.load import WORDS, Client
from bench.kit.relay import open_relay
from devkit.children import Program
from devkit.errors import DevkitError
from devkit.postgres import ensure_database

SCHEMA = Path("/usr/share/ejabberd/sql/pg.sql")
CONFIGURATION = """\
hosts: [localhost]
loglevel: warning
auth_method: [anonymous]
anonymous_protocol: sasl_anon
allow_multiple_connections: true
default_db: sql
sql_type: pgsql
sql_server: "127.0.0.1"
sql_port: {database_port}
sql_database: ejabberd
sql_username: {user}
sql_pool_size: 4
listen:
  - port: {port}
    ip: "127.0.0.1"
    module: ejabberd_http
    request_handlers: {{/ws: ejabberd_http_ws}}
modules:
  mod_mam: {{db_type: sql, default: always}}
  mod_muc:
    db_type: mnesia
    max_users: 1000
    history_size: 0
    default_room_options: {{mam: true, presence_broadcast: [], anonymous: false, max_users: 1000}}
"""
# Never one twice: whoever has just left may still be listed.
_nicknames = count()
OPEN = '<open xmlns="urn:ietf:params:xml:ns:xmpp-framing" to="localhost" version="1.0"/>'
LET_IN = '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>'
BIND = '<iq xmlns="jabber:client" type="set" id="b"><bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/></iq>'


class Ejabberd(Contestant):
    name = "ejabberd"
    title = "ejabberd, archive in PostgreSQL"

    @override
    def prepare(self) -> None:
        if not (shutil.which("erl") and SCHEMA.exists() and _programs()):
            msg = "it is not installed: on Debian `apt-get install ejabberd erlang-p1-pgsql`."
            raise DevkitError(msg)
        url = self.around.database_url("ejabberd")
        ensure_database(self.around.database_url("postgres"), "ejabberd")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(SCHEMA.read_bytes())
        address = urlsplit(self.around.environment["DATABASE_URL"])
        socket = dict(parse_qsl(address.query))["host"]
        relay = open_relay(Path(socket, ".s.PGSQL.5432"))
        text = CONFIGURATION.format(database_port=relay, user=address.username, port=self.port)
        self.configuration.write_text(text)

    @property
    def configuration(self) -> Path:
        return self.around.folder / "ejabberd.yml"

    @override
    def program(self) -> Program:
        own = {"EJABBERD_CONFIG_PATH": str(self.configuration), "ERL_LIBS": str(_programs()[0].parent.parent)}
        own |= {"EJABBERD_LOG_PATH": str(self.around.folder / "ejabberd-own.log"), "HOME": str(self.around.folder)}
        # Without busy waiting, which would count as work.
        options = ["-noinput", "+K", "true", "+P", "250000", "+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none"]
        memory = ["-mnesia", "dir", f'"{self.around.folder}/mnesia"']
        return Program(["erl", *options, "-pa", _programs()[0], *memory, "-s", "ejabberd"], {**os.environ, **own})

    @override
    def clients(self, shape: Shape) -> list[Client]:
        return [
            self._client(room, f"{shape.rooms}x{shape.people}r{room}@conference.localhost", next(_nicknames))
            for room in range(shape.rooms)
            for _person in range(shape.people)
        ]

    def _client(self, number: int, room: str, nickname: int) -> Client:
        enter = (
            f'<presence xmlns="jabber:client" to="{room}/p{nickname}">'
            '<x xmlns="http://jabber.org/protocol/muc"><history maxstanzas="0"/></x></presence>'
        )
        steps = (OPEN, "mechanisms", LET_IN, "success", OPEN, "xmpp-bind", BIND, "result", enter, "<subject")
        body = (
            f'<message xmlns="jabber:client" type="groupchat" id="c@@@@@@@@" to="{room}"><body>{WORDS}</body></message>'
        )
        headers = {"Sec-WebSocket-Protocol": "xmpp"}
        return Client(self.port, number, "/ws", body, headers, steps)


def _programs() -> list[Path]:
    return sorted(Path("/usr/lib").glob("*/ejabberd-*/ebin"))
