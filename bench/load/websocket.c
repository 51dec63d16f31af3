#include "websocket.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t write_length(unsigned char *out, size_t length) {
  if (length < 126) {
    out[0] = 0x80 | (unsigned char)length;
    return 1;
  }
  int bytes = length < 65536 ? 2 : 8;
  out[0] = 0x80 | (bytes == 2 ? 126 : 127);
  for (int i = 0; i < bytes; i++) out[1 + i] = (unsigned char)((uint64_t)length >> (8 * (bytes - 1 - i)));
  return 1 + (size_t)bytes;
}

size_t write_frame(unsigned char *out, enum opcode opcode, const char *payload, size_t length) {
  unsigned char *at = out, mask[4];
  *at++ = 0x80 | (unsigned char)opcode;
  at += write_length(at, length);
  for (int i = 0; i < 4; i++) mask[i] = (unsigned char)rand();
  memcpy(at, mask, 4);
  at += 4;
  for (size_t i = 0; i < length; i++) at[i] = (unsigned char)payload[i] ^ mask[i & 3];
  return (size_t)(at - out) + length;
}

size_t read_frame(struct frame *frame, const unsigned char *bytes, size_t length) {
  if (length < 2) return 0;
  size_t header = 2, payload = bytes[1] & 0x7f;
  int extra = payload == 126 ? 2 : payload == 127 ? 8 : 0;
  if (length < header + (size_t)extra) return 0;
  if (extra) payload = 0;
  for (int i = 0; i < extra; i++) payload = payload << 8 | bytes[header + (size_t)i];
  header += (size_t)extra;
  if (length - header < payload) return 0;
  *frame = (struct frame){bytes[0] & 0x0f, bytes[0] & 0x40, bytes + header, payload};
  return header + payload;
}
