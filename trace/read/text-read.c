/* text-read.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "readers.h"

#include <string.h>

#include "gaps.h"
#include "read.h"
#include "text-kinds.h"
#include "text-other.h"
#include "text-prefix.h"
#include "text-value.h"

/* Somewhere in front of this, a trace looks like one */
#define SNIFF_MAX (4 * 1024 * 1024)

/* Between two looks at whether to stop; what was just looked at as a whole is still in the cache when
 * its lines are read. */
#define STRIDE (256 * 1024)

/* Of the line that a part ends in, as much belongs to it. */
#define OVERLAP 4096

/* Lines that are named; the rest is counted */
#define MAX_NAMED 5

#define MAX_BUFFERS 256

/* No system call's name comes near. */
#define SYSCALL_MAX 64

typedef struct
{
  MmsTraceBuilder *builder;
  MmsTextData *data;
  MmsTextKinds *kinds;
  guint64 line;            /* number of the current one */
  guint64 n_events;
  gboolean is_ordinal;     /* the stamps are no time */
  guint last_cpu;
  guint64 first_time;
  guint64 last_time;
  guint64 n_backwards;     /* stamps smaller than the one before */
  gboolean is_report;      /* trace-cmd report's first line was there */
  gboolean is_partial;     /* it begins with events that lack their name or their CPU */
  char syscall[SYSCALL_MAX + 16]; /* the event's name, where the line has the system call's */
  MmsTextSpan tracer;      /* from the header */
  MmsTextSpan buffer;      /* of the event before */
  MmsTextSpan lost_buffer; /* of the lost-events line directly before; empty without one */
  GHashTable *tgids;       /* pids whose thread group was told */

  gboolean is_overwritten; /* the header says so: every CPU's oldest events are missing */
  guint8 *has_started;     /* by CPU, whether it had an event since that header */
  MmsGaps *gaps;           /* lines that may have been events */
  guint64 n_announced;     /* how many events the header counts; 0 without one */
  guint64 n_seen;          /* how many lines were events since that header */

  gboolean has_nul;        /* in a line that is no event */
  gboolean has_controls;   /* somewhere in this part of the text */
  gboolean has_any_controls;
  guint64 n_damaged;
  guint64 n_skipped;
  guint64 n_of_other[MMS_TEXT_STRANGE + 1];
} Reader;

static void
add_damage (Reader *reader, const char *what)
{
  if (reader->n_damaged++ < MAX_NAMED)
    mms_trace_builder_add_note (reader->builder, TRUE, "Line %" G_GUINT64_FORMAT " %s",
                                reader->line, what);
}

/* Whether there is a byte that only odd names hold, and NUL none.  Compilers make this fast, so that
 * lines need not be looked at one by one. */
static gboolean
has_controls (const char *start, const char *end)
{
  guint8 found = 0;

  for (const char *p = start; p < end; p++)
    {
      const guint8 c = (guint8) *p;

      /* Not what moves the cursor: 9 to 13 */
      found |= (c < 9) | ((guint8) (c - 14) < ' ' - 14);
    }
  return found != 0;
}

/* Names may hold control bytes, and may be cut within a character; noise has both. */
static gboolean
is_noise (const char *start, const char *end)
{
  return has_controls (start, end) && !g_utf8_validate (start, end - start, NULL);
}

/* A text that was cut at a line's end, or written while tracing went on, holds fewer events than its
 * header counts; where it holds none, or lines make no sense besides, it is damaged.  Whose events are
 * missing cannot be told. */
static void
finish_section (Reader *reader)
{
  if (reader->n_announced > reader->n_seen && !mms_trace_builder_is_full (reader->builder))
    {
      gboolean is_empty = reader->n_seen == 0;
      gboolean is_damage = is_empty || reader->n_skipped > 0 || reader->has_any_controls;

      mms_trace_builder_add_note (reader->builder, is_damage,
                                  "The header counts %" G_GUINT64_FORMAT
                                  " events, the text holds %" G_GUINT64_FORMAT,
                                  reader->n_announced, reader->n_seen);
      if (!is_empty)
        mms_trace_builder_add_loss (reader->builder, reader->last_cpu, -1);
    }
  reader->n_announced = 0;
  reader->n_seen = 0;
}

static void
begin_section (Reader *reader, const MmsTextOtherLine *header)
{
  finish_section (reader);
  reader->n_announced = header->n_entries;
  reader->is_overwritten = header->n_written > header->n_entries;
  if (!reader->is_overwritten)
    return;
  memset (reader->has_started, 0, MMS_MAX_CPUS);
  mms_trace_builder_add_note (reader->builder, FALSE,
                              "%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                              " events were overwritten before the trace was read",
                              header->n_written - header->n_entries, header->n_written);
}

static void
read_other (Reader *reader, const char *line, const char *end)
{
  MmsTextOtherLine parsed;
  MmsTextOther other = mms_text_other_parse (line, end, &parsed);

  reader->n_of_other[other]++;
  switch (other)
    {
    case MMS_TEXT_COMMENT:
      break;
    case MMS_TEXT_REPORT:
      reader->is_report = TRUE;
      break;
    case MMS_TEXT_TRACER:
      reader->tracer = parsed.tracer;
      break;
    case MMS_TEXT_ENTRIES:
      begin_section (reader, &parsed);
      break;
    case MMS_TEXT_STARTED:
      if (!reader->is_overwritten)
        mms_trace_builder_add_loss (reader->builder, parsed.cpu, -1);
      break;
    case MMS_TEXT_LOST:
      mms_trace_builder_add_loss (reader->builder, parsed.cpu, parsed.n_lost);
      reader->lost_buffer = parsed.buffer;
      break;
    case MMS_TEXT_RAW:
    case MMS_TEXT_GRAPH:
    case MMS_TEXT_CPULESS:
    case MMS_TEXT_NAMELESS:
    case MMS_TEXT_BROKEN:
      reader->n_seen++;
      add_damage (reader, "looks like an event but cannot be read");
      mms_gaps_add (reader->gaps);
      break;
    case MMS_TEXT_CONTEXTLESS:
    case MMS_TEXT_SUMMARY:
    case MMS_TEXT_STRANGE:
      if (reader->n_skipped++ < MAX_NAMED)
        mms_trace_builder_add_note (reader->builder, FALSE,
                                    "Line %" G_GUINT64_FORMAT " is no event and was skipped",
                                    reader->line);
      mms_gaps_add (reader->gaps);
      break;
    }
}

/* `sys_membarrier(cmd: 4, …)` is the event sys_enter_membarrier, `sys_membarrier -> 0x0`
 * sys_exit_membarrier; empty for anything else. */
static MmsTextSpan
get_syscall_name (Reader *reader, MmsTextSpan info)
{
  static const char sys[] = "sys_";
  const gsize n_sys = strlen (sys);
  MmsTextSpan name = { reader->syscall, 0 };
  gsize length = 0;
  const char *way;

  if (info.length <= n_sys || memcmp (info.start, sys, n_sys) != 0)
    return name;
  while (n_sys + length < info.length && length < SYSCALL_MAX
         && (g_ascii_isalnum (info.start[n_sys + length]) || info.start[n_sys + length] == '_'))
    length++;
  if (length == 0 || n_sys + length == info.length)
    return name;
  if (info.start[n_sys + length] == '(')
    way = "enter";
  else if (info.length - n_sys - length > 4 && memcmp (info.start + n_sys + length, " -> ", 4) == 0)
    way = "exit";
  else
    return name;
  name.length = (gsize) g_snprintf (reader->syscall, sizeof reader->syscall, "sys_%s_%.*s", way,
                                    (int) length, info.start + n_sys);
  return name;
}

/* What an event without `name:` is called; empty if it makes no sense. */
static MmsTextSpan
get_other_name (Reader *reader, MmsTextSpan info)
{
  static const struct
  {
    const char *start;
    const char *name;
  } known[] = {
    { "<stack trace", "kernel_stack" },
    { "<user stack trace", "user_stack" },
    { "Unknown type ", "unknown" },
  };
  gsize length = MIN (info.length, MMS_TEXT_FRONT_MAX);
  MmsTextSpan syscall = get_syscall_name (reader, info);

  if (syscall.length > 0)
    return syscall;
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      if (length >= strlen (known[i].start)
          && memcmp (info.start, known[i].start, strlen (known[i].start)) == 0)
        return (MmsTextSpan){ known[i].name, strlen (known[i].name) };
    }
  if (memmem (info.start, length, " <-", 3) != NULL)
    return (MmsTextSpan){ "function", strlen ("function") };
  /* Tracers that have lines of their own */
  if (length > 0 && reader->tracer.length > 0 && !mms_text_span_is (reader->tracer, "nop"))
    return reader->tracer;
  return (MmsTextSpan){ info.start, 0 };
}

static void
take_buffer (Reader *reader, const MmsTextLine *line)
{
  MmsTextSpan name = line->buffer;
  GPtrArray *buffers = reader->data->buffers;
  g_autofree char *copy = NULL;

  if (name.length == 0 && reader->lost_buffer.length > 0)
    name = reader->lost_buffer;
  if (buffers->len > 0 && name.length == reader->buffer.length
      && (name.length == 0 || memcmp (name.start, reader->buffer.start, name.length) == 0))
    return;
  reader->buffer = name;
  if (line->indent > 0)
    reader->data->indent = line->indent;

  for (guint i = 0; i < buffers->len; i++)
    {
      if (mms_text_span_is (name, g_ptr_array_index (buffers, i)))
        return;
    }
  if (buffers->len >= MAX_BUFFERS)
    return;
  copy = g_strndup (name.start, name.length);
  mms_trace_builder_add_buffer (reader->builder, copy);
  g_ptr_array_add (buffers, g_steal_pointer (&copy));
}

/* The option "record-tgid" tells threads of one process from processes. */
static void
take_tgid (Reader *reader, const MmsTextLine *line)
{
  MmsTaskInfo task = { line->pid, line->tgid, -1, "" };

  if (!g_hash_table_add (reader->tgids, GINT_TO_POINTER (line->pid)))
    return;
  if (!mms_text_span_is (line->comm, "<...>"))
    mms_text_copy_comm (line->comm, task.comm);
  mms_trace_builder_add_task (reader->builder, &task);
}

static void
take_first (Reader *reader, const MmsTextLine *line)
{
  static const char *const versions[] = { "tracefs", "latency", "verbose" };

  reader->is_ordinal = line->is_ordinal;
  reader->first_time = line->time;
  reader->is_partial = reader->n_of_other[MMS_TEXT_NAMELESS] + reader->n_of_other[MMS_TEXT_CPULESS] > 0;
  if (line->is_ordinal)
    mms_trace_builder_set_clock (reader->builder, MMS_CLOCK_UNSCALED);
  if (line->is_relative)
    mms_trace_builder_add_note (reader->builder, FALSE,
                                "Stamps count from the start of the buffer (trace option "
                                "\"latency-format\")");
  mms_trace_builder_set_format (reader->builder, "text",
                                line->system.length > 0 ? "perf script"
                                : reader->is_report     ? "trace-cmd report"
                                                        : versions[line->style]);
}

/* Where the line feed between two lines was lost, the second is the end of the first's text.  Stamps
 * with six decimals are longer than what fits into a task's name beside a front. */
static gboolean
holds_another (MmsTextSpan info)
{
  const char *end = info.start + MIN (info.length, MMS_TEXT_INFO_MAX);

  /* Of the second's CPU; few texts have that sign, and it is found fast. */
  if (memchr (info.start, '[', (gsize) (end - info.start)) == NULL)
    return FALSE;
  for (const char *p = info.start + MIN (info.length, 8);
       (p = memchr (p, ':', (gsize) (end - p))) != NULL; p++)
    {
      MmsTextLine other;
      const char *stamp = p;

      while (stamp > info.start && g_ascii_isdigit (stamp[-1]))
        stamp--;
      if (p - stamp < 6 || stamp == info.start || stamp[-1] != '.')
        continue;
      if (mms_text_line_parse (info.start, end, 0, &other) && !other.is_ordinal
          && other.name.length > 0)
        return TRUE;
    }
  return FALSE;
}

static void
read_event (Reader *reader, MmsTextLine *line)
{
  MmsEvent event = { 0 };
  gboolean is_cut;

  reader->n_seen++;
  if (line->name.length == 0)
    {
      line->name = get_other_name (reader, line->info);
      if (line->name.length == 0)
        {
          reader->n_of_other[MMS_TEXT_NAMELESS] += mms_text_other_is_nameless (line->info);
          add_damage (reader, "looks like an event but has no name");
          mms_gaps_add (reader->gaps);
          return;
        }
    }
  if (reader->n_events == 0)
    take_first (reader, line);
  else if (line->time < reader->last_time)
    reader->n_backwards++;
  reader->last_time = line->time;
  if (line->is_ordinal != reader->is_ordinal)
    {
      add_damage (reader, "has a stamp of another clock");
      mms_gaps_add (reader->gaps);
      return;
    }
  if (!line->is_ordinal && holds_another (line->info))
    {
      /* the first's last value may end anywhere, and then be another one */
      add_damage (reader, "holds more than one event and is not read");
      mms_gaps_add (reader->gaps);
      return;
    }
  event.kind
      = mms_text_kinds_take (reader->kinds, line->system, line->name, line->info, &is_cut);
  if (is_cut)
    {
      add_damage (reader, "ends before its last field and is not read");
      mms_gaps_add (reader->gaps);
      return;
    }
  take_buffer (reader, line);
  if (line->tgid > 0)
    take_tgid (reader, line);
  if (reader->is_overwritten && !reader->has_started[line->cpu])
    {
      reader->has_started[line->cpu] = TRUE;
      mms_trace_builder_add_loss (reader->builder, line->cpu, -1);
    }

  mms_gaps_tell (reader->gaps, reader->builder, line->cpu);

  event.time = line->time;
  event.place = (guint64) (line->info.start - reader->data->text);
  event.cpu = line->cpu;
  mms_trace_builder_add_event (reader->builder, &event);
  reader->last_cpu = line->cpu;
  reader->lost_buffer.length = 0;
  reader->n_events++;
}

/* Returns: whether there is more to read */
static gboolean
read_line (Reader *reader, const char *start, const char *end)
{
  gboolean is_full = mms_trace_builder_is_full (reader->builder);
  MmsTextLine line;

  reader->line++;
  if (end > start && end[-1] == '\r')
    end--;
  if (start == end)
    return TRUE;
  if (*start == '#' || !mms_text_line_parse (start, end, reader->data->indent, &line))
    {
      reader->has_nul |= reader->has_controls
                         && memchr (start, '\0', (gsize) (end - start)) != NULL;
      read_other (reader, start, end);
      return TRUE;
    }
  if (reader->has_controls && memchr (start, '\0', (gsize) (end - start)) != NULL)
    {
      add_damage (reader, "has NUL bytes");
      mms_gaps_add (reader->gaps);
    }
  else if (reader->has_controls && is_noise (start, end))
    {
      add_damage (reader, "has bytes that no trace holds");
      mms_gaps_add (reader->gaps);
    }
  read_event (reader, &line);
  return !is_full;
}

static gboolean
read_lines (Reader *reader, MmsProgress *progress, GError **error)
{
  const char *text = reader->data->text;
  const char *end = text + reader->data->length;
  const char *stop = text;

  for (const char *p = mms_text_skip_byte_order_mark (text, end); p < end;)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));

      if (p >= stop)
        {
          stop = p + MIN (end - p, STRIDE);
          /* With the rest of the line that begins there */
          reader->has_controls = has_controls (p, stop + MIN (end - stop, OVERLAP));
          reader->has_any_controls |= reader->has_controls;
          if (mms_progress_is_cancelled (progress, error))
            return FALSE;
          if (progress != NULL)
            mms_progress_set_fraction (progress, (double) (p - text) / (double) (end - text));
        }
      if (!read_line (reader, p, newline != NULL ? newline : end))
        return TRUE;
      if (newline == NULL)
        {
          add_damage (reader, "is the last one and has no end: it may be cut off");
          break;
        }
      p = newline + 1;
    }
  mms_gaps_tell_rest (reader->gaps, reader->builder);
  finish_section (reader);
  return TRUE;
}

/* perf script --deltatime: the order of these stamps is not that of the events.  Every other text is
 * in order but for a few. */
static gboolean
has_distances (const Reader *reader)
{
  return reader->first_time == 0 && reader->n_events >= 8
         && reader->n_backwards > reader->n_events / 8;
}

/* Why the text is of no use; %NULL if it is, or if nothing was traced. */
static const char *
explain_useless (const Reader *reader)
{
  const char *problem;

  if (has_distances (reader))
    return "The stamps are distances from one event to the next: write the text again without that "
           "(perf script without --deltatime)";
  /* Behind sound events such lines are noise. */
  if (reader->n_events > 0 && !reader->is_partial)
    return NULL;
  problem = mms_text_other_explain (reader->n_of_other, reader->n_events);
  if (problem != NULL || reader->n_events > 0)
    return problem;
  if (reader->has_nul)
    return "The events are binary: record again with the trace option \"bin\" off "
           "(echo 0 > options/bin)";
  if (reader->n_damaged > 0 || reader->n_skipped > 0)
    return "No line of the text could be read as an event";
  return NULL;
}

static void
add_counts (Reader *reader)
{
  if (reader->n_damaged > MAX_NAMED)
    mms_trace_builder_add_note (reader->builder, TRUE,
                                "%" G_GUINT64_FORMAT " more lines could not be read",
                                reader->n_damaged - MAX_NAMED);
  if (reader->n_skipped > MAX_NAMED)
    mms_trace_builder_add_note (reader->builder, FALSE,
                                "%" G_GUINT64_FORMAT " more lines are no events",
                                reader->n_skipped - MAX_NAMED);
}

gboolean
mms_text_read (GBytes *bytes, MmsTraceBuilder *builder, MmsProgress *progress, GError **error)
{
  MmsTextData *data = mms_text_data_new (bytes);
  g_autoptr (MmsTextKinds) kinds = mms_text_kinds_new (builder, data);
  g_autoptr (GHashTable) tgids = g_hash_table_new (NULL, NULL);
  g_autofree guint8 *has_started = g_new0 (guint8, MMS_MAX_CPUS);
  g_auto (MmsGaps) gaps = { 0 };
  Reader reader = {
    .builder = builder,
    .data = data,
    .kinds = kinds,
    .tgids = tgids,
    .has_started = has_started,
  };
  const char *problem;

  mms_gaps_init (&gaps);
  reader.gaps = &gaps;
  mms_trace_builder_set_decoder (builder, &mms_text_decoder, data,
                                 (GDestroyNotify) mms_text_data_free);
  mms_trace_builder_set_format (builder, "text", "tracefs");
  /* A text does not say which clock stamped it. */
  mms_trace_builder_set_clock (builder, "unknown");
  if (data->length >> MMS_PLACE_BITS != 0)
    {
      g_set_error (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT,
                   "The text is longer than %u GiB; split it", 1u << (MMS_PLACE_BITS - 30));
      return FALSE;
    }

  if (!read_lines (&reader, progress, error))
    return FALSE;
  problem = explain_useless (&reader);
  if (problem != NULL)
    {
      g_set_error_literal (error, MMS_READ_ERROR, MMS_READ_ERROR_FORMAT, problem);
      return FALSE;
    }
  add_counts (&reader);
  return TRUE;
}

gboolean
mms_text_is_trace (GBytes *bytes)
{
  gsize length;
  const char *p = g_bytes_get_data (bytes, &length);
  const char *end;

  if (length == 0)
    return FALSE;
  end = p + MIN (length, SNIFF_MAX);
  p = mms_text_skip_byte_order_mark (p, end);
  while (p < end)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));
      const char *stop = newline != NULL ? newline : end;
      MmsTextOtherLine other;
      MmsTextLine line;

      switch (mms_text_other_parse (p, stop, &other))
        {
        case MMS_TEXT_TRACER:
        case MMS_TEXT_ENTRIES:
        case MMS_TEXT_REPORT:
        case MMS_TEXT_LOST:
        case MMS_TEXT_CPULESS:
          return TRUE;
        default:
          break;
        }
      if (mms_text_line_parse (p, stop, 0, &line))
        return TRUE;
      p = stop + 1;
    }
  return FALSE;
}
