/* WebSocket frames (RFC 6455, section 5) as a client needs them: it masks what it sends and reads what is not masked. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stdbool.h>
#include <stddef.h>

enum opcode { CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

struct frame {
  enum opcode opcode;
  bool is_compressed;
  const unsigned char *payload;
  size_t length;
};

/* Most bytes that a header and its mask take. */
enum { LONGEST_HEADER = 14 };

/* Write a masked frame to `out` (length + LONGEST_HEADER bytes) and return its size. */
size_t write_frame(unsigned char *out, enum opcode opcode, const char *payload, size_t length);

/* Read the frame that begins at `bytes`; return how many bytes it takes, or 0 while it is not whole. */
size_t read_frame(struct frame *frame, const unsigned char *bytes, size_t length);

#endif
