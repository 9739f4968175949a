/* The least that building a graph can cost: starts the program of generate.mjs for each line
 * of a file, so many at a time, in the order of the layers, and does nothing else. A line is
 * the arguments, separated by spaces.
 *
 *   floor SLOTS FILE
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

extern char** environ;

static int wait_for_one(void) {
  int status;
  return wait(&status) > 0 && status == 0;
}

int main(int argc, char** argv) {
  int slots = argc == 3 ? atoi(argv[1]) : 0;
  FILE* lines = slots > 0 ? fopen(argv[2], "r") : NULL;
  if (!lines) {
    fprintf(stderr, "usage: floor SLOTS FILE\n");
    return 2;
  }
  char line[4096];
  int running = 0;
  while (fgets(line, sizeof line, lines)) {
    char* words[16] = {strtok(line, " \n")};
    for (int i = 1; i < 15 && (words[i] = strtok(NULL, " \n")); ++i) {
    }
    pid_t child;
    if (running == slots && !(--running, wait_for_one())) return 1;
    if (posix_spawn(&child, words[0], NULL, NULL, words, environ) != 0) return 1;
    ++running;
  }
  while (running-- > 0) {
    if (!wait_for_one()) return 1;
  }
  return 0;
}
