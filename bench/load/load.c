/* The load: many WebSockets from one thread, driven by commands on standard input, one line of JSON in answer to each.

   load <plan>      The plan is one record a client, records ended by 0x1e, their fields ended by 0x1f:
                    port, room (counted from 0), handshake, message, then in turn a frame to send and a text to wait for
                    (either may be empty).
   connect          Open every socket and take its steps.
   run <n> <s>      Send n messages a second for s seconds, to each room in turn, and wait for the last receiver.
   saturate <w> <s> Keep w messages under way for s seconds.
   idle <s>         Only answer pings.
   (end of input)   Close every socket.

   In a message eight @ stand for its number, and a receiver knows it by `mk~` before the number. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "websocket.h"

#define MARK "mk~"
#define HOLE "@@@@@@@@"
enum { DIGITS = 8, MOST_STEPS = 24, MOST_MESSAGES = 1 << 20, BUFFER = 1 << 18, AT_ONCE = 50, PATIENCE = 10 };

struct client {
  int fd, room, port, step_count, step;
  bool is_open, is_ready, is_gone;
  char *handshake, *message, *steps[MOST_STEPS];
  unsigned char *kept; /* the beginning of a frame whose rest has not come */
  size_t kept_length;
};

struct message {
  double sent_at, last_at;
  uint32_t left;
};

static struct client *clients;
static int client_count, room_count, ready_count, gone_count, opening_count;
static int *members, *member_counts; /* clients by room */
static struct message *messages;
static uint32_t message_count, under_way;
static uint64_t delivered;
static int poll_fd;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double own_cpu(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

/* --- the plan --- */

static char *field(char **at) {
  char *begin = *at, *end = strchr(begin, 0x1f);
  if (!end) fail("the plan ends in the middle of a record");
  *end = 0;
  *at = end + 1;
  return begin;
}

static void read_record(struct client *client, char *at) {
  *client = (struct client){.fd = -1};
  client->port = atoi(field(&at));
  client->room = atoi(field(&at));
  client->handshake = field(&at);
  client->message = field(&at);
  while (*at && client->step_count < MOST_STEPS) client->steps[client->step_count++] = field(&at);
  if (client->room >= room_count) room_count = client->room + 1;
}

static void read_plan(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) fail(path);
  char *record = NULL;
  size_t size = 0;
  ssize_t length;
  while ((length = getdelim(&record, &size, 0x1e, file)) > 0) {
    record[length - 1] = 0;
    clients = realloc(clients, sizeof *clients * (size_t)(client_count + 1));
    read_record(&clients[client_count++], strdup(record));
  }
  fclose(file);
  member_counts = calloc((size_t)room_count, sizeof *member_counts);
  members = calloc((size_t)room_count * (size_t)client_count, sizeof *members);
  for (int i = 0; i < client_count; i++) {
    int room = clients[i].room;
    members[room * client_count + member_counts[room]++] = i;
  }
}

/* --- sockets --- */

static void leave(struct client *client) {
  if (client->is_gone) return;
  client->is_gone = true;
  gone_count++;
  if (!client->is_ready) opening_count--;
  close(client->fd);
}

static void send_bytes(struct client *client, const void *bytes, size_t length) {
  /* Frames are small and sockets' buffers are not: what does not fit at once is a server that no longer reads. */
  if (!client->is_gone && send(client->fd, bytes, length, MSG_NOSIGNAL) != (ssize_t)length) leave(client);
}

static void send_text(struct client *client, const char *text, size_t length) {
  unsigned char out[length + LONGEST_HEADER];
  send_bytes(client, out, write_frame(out, TEXT, text, length));
}

static void open_socket(struct client *client) {
  struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons((uint16_t)client->port)};
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  client->fd = socket(AF_INET, SOCK_STREAM, 0);
  if (client->fd < 0 || connect(client->fd, (struct sockaddr *)&place, sizeof place)) fail("connect");
  int yes = 1;
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  fcntl(client->fd, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, client->fd, &event);
  opening_count++;
  send_bytes(client, client->handshake, strlen(client->handshake));
}

/* Send the steps that wait for nothing, up to the next text to wait for. */
static void go_on(struct client *client) {
  while (client->step < client->step_count) {
    char *step = client->steps[client->step];
    bool is_wait = client->step % 2;
    if (is_wait && *step) return;
    if (!is_wait && *step) send_text(client, step, strlen(step));
    client->step++;
  }
  if (client->is_ready) return;
  client->is_ready = true;
  ready_count++;
  opening_count--;
}

static void count_delivery(const unsigned char *number) {
  uint32_t found = 0;
  for (int i = 0; i < DIGITS; i++) found = found * 10 + (uint32_t)(number[i] - '0');
  if (found >= message_count || !messages[found].left) return;
  delivered++;
  messages[found].last_at = now();
  if (!--messages[found].left) under_way--;
}

static void take_frame(struct client *client, const struct frame *frame) {
  if (frame->opcode == PING) {
    unsigned char out[LONGEST_HEADER + 126];
    send_bytes(client, out, write_frame(out, PONG, (const char *)frame->payload, frame->length));
  } else if (frame->opcode == CLOSE) {
    leave(client);
  } else if (frame->length == 1 && *frame->payload == '2') {
    send_text(client, "3", 1); /* engine.io's own ping */
  } else if (!client->is_ready) {
    const char *awaited = client->steps[client->step];
    if (memmem(frame->payload, frame->length, awaited, strlen(awaited))) {
      client->step++;
      go_on(client);
    }
  } else {
    const unsigned char *mark = memmem(frame->payload, frame->length, MARK, strlen(MARK));
    if (mark && mark + strlen(MARK) + DIGITS <= frame->payload + frame->length) count_delivery(mark + strlen(MARK));
  }
}

static size_t take_handshake(struct client *client, const unsigned char *bytes, size_t length) {
  const unsigned char *end = memmem(bytes, length, "\r\n\r\n", 4);
  if (!end) return 0;
  if (memcmp(bytes, "HTTP/1.1 101", 12)) {
    leave(client);
    return length;
  }
  client->is_open = true;
  go_on(client);
  return (size_t)(end - bytes) + 4;
}

static void take_bytes(struct client *client) {
  static unsigned char buffer[BUFFER];
  size_t length = client->kept_length, at = 0;
  memcpy(buffer, client->kept, length);
  ssize_t got = read(client->fd, buffer + length, BUFFER - length);
  if (got <= 0) {
    if (!got || errno != EAGAIN) leave(client);
    return;
  }
  length += (size_t)got;
  for (size_t taken = 1; taken && at < length && !client->is_gone; at += taken) {
    struct frame frame;
    if (!client->is_open) taken = take_handshake(client, buffer + at, length - at);
    else if ((taken = read_frame(&frame, buffer + at, length - at))) take_frame(client, &frame);
  }
  client->kept_length = length - at;
  client->kept = realloc(client->kept, client->kept_length ? client->kept_length : 1);
  memcpy(client->kept, buffer + at, client->kept_length);
}

/* Let the sockets work until the moment, or until a command has come. */
static bool wait_until(double moment) {
  struct epoll_event events[256];
  double left = moment - now();
  int count = epoll_wait(poll_fd, events, 256, left <= 0 ? 0 : left > 1 ? 1000 : (int)(left * 1000 + 0.999));
  bool has_command = false;
  for (int i = 0; i < count; i++) {
    struct client *client = events[i].data.ptr;
    if (!client) has_command = true;
    else if (!client->is_gone) take_bytes(client);
  }
  return has_command;
}

/* --- commands --- */

static void connect_all(void) {
  double begin = now();
  int next = 0;
  while (ready_count + gone_count < client_count && now() - begin < 120) {
    while (next < client_count && opening_count < AT_ONCE) open_socket(&clients[next++]);
    wait_until(now() + 0.1);
  }
  printf("{\"clients\": %d, \"ready\": %d, \"gone\": %d, \"seconds\": %.3f}\n", client_count, ready_count, gone_count, now() - begin);
}

static void send_message(uint32_t turn) {
  int room = (int)(turn % (uint32_t)room_count), count = member_counts[room];
  struct client *client = &clients[members[room * client_count + (int)(turn / (uint32_t)room_count) % count]];
  char text[strlen(client->message) + 1], number[DIGITS + 1];
  strcpy(text, client->message);
  snprintf(number, sizeof number, "%08u", message_count);
  for (char *hole = text; (hole = strstr(hole, HOLE));) memcpy(hole, number, DIGITS);
  double sent_at = now();
  messages[message_count++] = (struct message){sent_at, sent_at, (uint32_t)count};
  under_way++;
  send_text(client, text, strlen(text));
}

static int compare(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

static void report(uint32_t first, double seconds, double cpu, uint64_t before, double lateness) {
  uint32_t count = message_count - first, whole = 0;
  double *delays = calloc(count + 1, sizeof *delays);
  for (uint32_t i = first; i < message_count; i++)
    if (!messages[i].left) delays[whole++] = messages[i].last_at - messages[i].sent_at;
  qsort(delays, whole, sizeof *delays, compare);
  double middle = whole ? delays[whole / 2] : 0, late = whole ? delays[(uint32_t)((whole - 1) * 0.99 + 0.5)] : 0;
  printf("{\"messages\": %u, \"whole\": %u, \"deliveries\": %lu, \"seconds\": %.4f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, "
         "\"load_cpu_seconds\": %.3f, \"lateness_ms\": %.3f, \"gone\": %d}\n",
         count, whole, (unsigned long)(delivered - before), seconds, middle * 1e3, late * 1e3, own_cpu() - cpu, lateness * 1e3, gone_count);
  free(delays);
  /* What never came whole is not waited for again. */
  for (uint32_t i = first; i < message_count; i++) messages[i].left = 0;
  under_way = 0;
}

static void run(double rate, double seconds) {
  double begin = now(), cpu = own_cpu(), end = begin + seconds, lateness = 0;
  uint32_t first = message_count, total = (uint32_t)(rate * seconds);
  uint64_t before = delivered;
  for (uint32_t sent = 0; now() < end || (under_way && now() < end + PATIENCE);) {
    double next = sent < total ? begin + sent / rate : end;
    if (sent < total && next <= now()) {
      if (now() - next > lateness) lateness = now() - next;
      send_message(sent++);
    } else {
      wait_until(now() < end ? next : now() + 0.05);
    }
  }
  report(first, now() - begin, cpu, before, lateness);
}

static void saturate(uint32_t window, double seconds) {
  double begin = now(), cpu = own_cpu(), end = begin + seconds;
  uint32_t first = message_count, turn = 0;
  uint64_t before = delivered;
  while (now() < end) {
    while (under_way < window && message_count < MOST_MESSAGES) send_message(turn++);
    wait_until(end);
  }
  double took = now() - begin;
  uint64_t counted = delivered;
  for (double patience = now() + PATIENCE; under_way && now() < patience;) wait_until(patience);
  delivered = counted;
  report(first, took, cpu, before, 0);
}

static void idle(double seconds) {
  for (double end = now() + seconds; now() < end;) wait_until(end);
  printf("{\"gone\": %d}\n", gone_count);
}

static void say_goodbye(void) {
  unsigned char out[LONGEST_HEADER + 2];
  size_t length = write_frame(out, CLOSE, "\x03\xe8", 2);
  for (int i = 0; i < client_count; i++)
    if (clients[i].is_open) send_bytes(&clients[i], out, length);
  for (double patience = now() + 5; gone_count < client_count && now() < patience;) wait_until(patience);
}

static bool obey(void) {
  char line[256] = "", word[32] = "";
  double one = 0, two = 0;
  ssize_t length = read(STDIN_FILENO, line, sizeof line - 1);
  if (length <= 0) return false;
  sscanf(line, "%31s %lf %lf", word, &one, &two);
  if (!strcmp(word, "connect")) connect_all();
  else if (!strcmp(word, "run")) run(one, two);
  else if (!strcmp(word, "saturate")) saturate((uint32_t)one, two);
  else if (!strcmp(word, "idle")) idle(one);
  else printf("{\"error\": \"unknown command\"}\n");
  fflush(stdout);
  return true;
}

int main(int count, char **arguments) {
  if (count != 2) return fprintf(stderr, "usage: load <plan>\n"), 2;
  messages = calloc(MOST_MESSAGES, sizeof *messages);
  poll_fd = epoll_create1(0);
  read_plan(arguments[1]);
  struct epoll_event commands = {.events = EPOLLIN, .data.ptr = NULL};
  if (epoll_ctl(poll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &commands)) fail("standard input");
  while (!wait_until(now() + 1) || obey()) continue;
  say_goodbye();
  return 0;
}
