/* usage.h - what a stretch of a program cost; for the benches only
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

typedef struct
{
  double wall; /* s */
  double cpu;  /* s, user and system, all threads */
  long anonymous; /* kB that no file stands behind */
} MmsUsage;

static inline long
mms_usage_anonymous (void)
{
  FILE *file = fopen ("/proc/self/status", "r");
  char line[128];
  long size = 0;

  while (file != NULL && fgets (line, sizeof (line), file) != NULL)
    {
      if (sscanf (line, "RssAnon: %ld kB", &size) == 1)
        break;
    }
  if (file != NULL)
    fclose (file);
  return size;
}

static inline MmsUsage
mms_usage_now (void)
{
  struct timespec now;
  struct rusage usage;
  MmsUsage result;

  clock_gettime (CLOCK_MONOTONIC, &now);
  getrusage (RUSAGE_SELF, &usage);
  result.wall = (double) now.tv_sec + (double) now.tv_nsec / 1e9;
  result.cpu = (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
               + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  result.anonymous = mms_usage_anonymous ();
  return result;
}

/* One line: name, events, wall s, CPU s, millions of events per CPU second, bytes per event. */
static inline void
mms_usage_print (const char *name, MmsUsage before, unsigned long n_events)
{
  MmsUsage after = mms_usage_now ();
  double cpu = after.cpu - before.cpu;

  printf ("%s\t%lu\t%.3f\t%.3f\t%.2f\t%.1f\n", name, n_events, after.wall - before.wall, cpu,
          (double) n_events / 1e6 / cpu,
          (double) (after.anonymous - before.anonymous) * 1024 / (double) n_events);
}
