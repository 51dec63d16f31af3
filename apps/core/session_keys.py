"""Names of what a session holds, where pages write it and sockets read it."""

# Whose second factor was shown in this session: the account's primary key.
SECOND_FACTOR_SHOWN = "second_factor_shown"
