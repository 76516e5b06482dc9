/* chrome-write.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "model/chrome-parts.h"
#include "model/track-reader.h"
#include "sink.h"

/* Viewers group threads by process: one for the CPUs, whose threads are lanes, one for the mms. */
#define PID_CPUS 1
#define PID_MMS  2

/* Threads of a CPU */
#define LANES_PER_CPU 8
#define TASK_LANE     0

static const MmsAttribute lanes[] = {
  MMS_ATTRIBUTE_TASK,    MMS_ATTRIBUTE_ACTIVE_MM,    MMS_ATTRIBUTE_LOADED_MM,
  MMS_ATTRIBUTE_LAZY_MM, MMS_ATTRIBUTE_MM_TO_MMDROP,
};
G_STATIC_ASSERT (G_N_ELEMENTS (lanes) <= LANES_PER_CPU);

typedef struct
{
  MmsHistory *history;
  MmsTrace *trace;
  MmsSink sink;
  const MmsEvent *events;
  guint n_events;
  gboolean is_ns;
} Writer;

/* Where an event is shown. */
typedef struct
{
  guint pid;
  guint tid;
} Place;

static Place
get_lane (guint cpu, guint lane)
{
  return (Place){ PID_CPUS, cpu * LANES_PER_CPU + lane + 1 };
}

static guint64
get_time (const Writer *writer, guint event)
{
  if (writer->n_events == 0)
    return 0;
  return writer->events[CLAMP (event, 1, writer->n_events) - 1].time;
}

/* Microseconds, as the format asks for.  What is no time is passed through, one count as one. */
static struct json_object *
new_time (const Writer *writer, guint64 time)
{
  char text[32];

  if (!writer->is_ns)
    return json_object_new_uint64 (time);
  g_snprintf (text, sizeof (text), "%" G_GUINT64_FORMAT ".%03u", time / 1000,
              (guint) (time % 1000));
  return json_object_new_double_s ((double) time / 1000, text);
}

static struct json_object *
new_event (const char *phase, Place place, const char *name)
{
  struct json_object *object = json_object_new_object ();
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  mms_json_put_text (object, "ph", phase);
  mms_json_put_number (object, "pid", place.pid);
  mms_json_put_number (object, "tid", place.tid);
  mms_json_put_text (object, "name", valid);
  return object;
}

static void
put_metadata (Writer *writer, Place place, const char *what, const char *name)
{
  struct json_object *object = new_event ("M", place, what);
  struct json_object *arguments = json_object_new_object ();
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  mms_json_put_text (arguments, "name", valid);
  mms_json_put_value (object, "args", arguments);
  mms_sink_put_line (&writer->sink, object);
}

/* Viewers sort threads by name otherwise, and CPU 10 comes before CPU 2. */
static void
put_lane_name (Writer *writer, Place place, const char *name)
{
  struct json_object *object = new_event ("M", place, "thread_sort_index");
  struct json_object *arguments = json_object_new_object ();

  put_metadata (writer, place, "thread_name", name);
  mms_json_put_number (arguments, "sort_index", place.tid);
  mms_json_put_value (object, "args", arguments);
  mms_sink_put_line (&writer->sink, object);
}

/* (transfer full): what an mm is called: its letter, then its address */
static char *
name_mm (const Writer *writer, guint mm)
{
  g_autofree char *name = mms_history_name_mm (writer->history, mm);

  return g_strdup_printf ("%s %s", mms_history_get_mm (writer->history, mm)->label, name);
}

/* (transfer full) (nullable): what a slice is called; %NULL where there is none. */
static char *
name_value (const Writer *writer, MmsAttribute attribute, guint cpu, const MmsPoint *point)
{
  if (point->provenance == MMS_UNKNOWN)
    return NULL;
  if (attribute == MMS_ATTRIBUTE_TASK)
    return g_strdup_printf ("%s/%d", mms_history_get_comm (writer->history, point->value, cpu,
                                                           point->event),
                            point->value);
  if (attribute == MMS_ATTRIBUTE_STATE)
    return point->value != MMS_MM_FREED
             ? g_strdup (mms_mm_state_get_name ((MmsMmState) point->value))
             : NULL;
  return point->value > 0 ? name_mm (writer, (guint) point->value) : NULL;
}

/* One slice for each stretch of a known value. */
static gboolean
put_slices (Writer *writer, const MmsTrack *track, MmsAttribute attribute, guint cpu, Place place)
{
  MmsTrackReader reader;

  mms_track_reader_init (&reader, track);
  for (guint i = 0; i < track->n_points; i++)
    {
      MmsPoint point = mms_track_reader_get (&reader, i);
      guint end = i + 1 < track->n_points ? mms_track_reader_get (&reader, i + 1).event
                                          : writer->n_events;
      g_autofree char *name = name_value (writer, attribute, cpu, &point);
      guint64 start_time = get_time (writer, point.event);
      struct json_object *object;
      struct json_object *arguments;

      if (name == NULL)
        continue;
      object = new_event ("X", place, name);
      arguments = json_object_new_object ();
      mms_json_put_text (object, "cat", mms_attribute_get_name (attribute));
      mms_json_put_value (object, "ts", new_time (writer, start_time));
      mms_json_put_value (object, "dur", new_time (writer, get_time (writer, end) - start_time));
      mms_json_put_number (arguments, "event", point.event);
      mms_json_put_text (arguments, "provenance", mms_provenance_get_name (point.provenance));
      mms_json_put_value (object, "args", arguments);
      if (!mms_sink_put_line (&writer->sink, object))
        return FALSE;
    }
  return TRUE;
}

static void
put_cpus (Writer *writer)
{
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (writer->trace, &n_cpus);

  put_metadata (writer, (Place){ PID_CPUS, 0 }, "process_name", "CPUs");
  for (guint i = 0; i < n_cpus; i++)
    {
      if (writer->sink.progress != NULL)
        mms_progress_set_fraction (writer->sink.progress, (double) i / n_cpus);
      for (guint lane = 0; lane < G_N_ELEMENTS (lanes); lane++)
        {
          const MmsTrack *track = mms_history_get_cpu_track (writer->history, cpus[i], lanes[lane]);
          Place place = get_lane (cpus[i], lane);
          g_autofree char *name = NULL;

          if (lane != TASK_LANE && track->n_points == 0)
            continue;
          name = lane == TASK_LANE ? g_strdup_printf ("CPU %u", cpus[i])
                                   : g_strdup_printf ("CPU %u %s", cpus[i],
                                                      mms_attribute_get_name (lanes[lane]));
          put_lane_name (writer, place, name);
          if (!put_slices (writer, track, lanes[lane], cpus[i], place))
            return;
        }
    }
}

/* A viewer keeps one value per name until the next event of that name, so each has both counts;
 * while one is unknown it is left out. */
static gboolean
put_counts (Writer *writer, guint mm, const char *name)
{
  static const MmsAttribute counts[] = { MMS_ATTRIBUTE_MM_USERS, MMS_ATTRIBUTE_MM_COUNT };
  MmsTrackReader readers[2];
  guint next[2] = { 0, 0 };
  MmsPoint points[2] = { 0 };

  for (guint i = 0; i < 2; i++)
    mms_track_reader_init (&readers[i], mms_history_get_mm_track (writer->history, mm, counts[i]));
  for (;;)
    {
      guint event = G_MAXUINT;
      struct json_object *object;
      struct json_object *arguments;

      for (guint i = 0; i < 2; i++)
        {
          if (next[i] < readers[i].track->n_points)
            event = MIN (event, mms_track_reader_get (&readers[i], next[i]).event);
        }
      if (event == G_MAXUINT)
        return TRUE;

      arguments = json_object_new_object ();
      for (guint i = 0; i < 2; i++)
        {
          if (next[i] < readers[i].track->n_points
              && mms_track_reader_get (&readers[i], next[i]).event == event)
            points[i] = mms_track_reader_get (&readers[i], next[i]++);
          if (points[i].provenance != MMS_UNKNOWN)
            mms_json_put_value (arguments, mms_attribute_get_name (counts[i]),
                                json_object_new_int (points[i].value));
        }
      if (json_object_object_length (arguments) == 0)
        {
          json_object_put (arguments);
          continue;
        }
      object = new_event ("C", (Place){ PID_MMS, 0 }, name);
      mms_json_put_value (object, "ts", new_time (writer, get_time (writer, event)));
      mms_json_put_value (object, "args", arguments);
      if (!mms_sink_put_line (&writer->sink, object))
        return FALSE;
    }
}

static void
put_mms (Writer *writer)
{
  put_metadata (writer, (Place){ PID_MMS, 0 }, "process_name", "mms");
  for (guint mm = 1; mm < mms_history_get_n_mms (writer->history); mm++)
    {
      const MmsTrack *state = mms_history_get_mm_track (writer->history, mm, MMS_ATTRIBUTE_STATE);
      g_autofree char *name = name_mm (writer, mm);
      Place place = { PID_MMS, mm };

      put_lane_name (writer, place, name);
      if (!put_slices (writer, state, MMS_ATTRIBUTE_STATE, 0, place)
          || !put_counts (writer, mm, name))
        return;
    }
}

static gboolean
put_arrow_end (Writer *writer, const MmsArrow *arrow, guint id, gboolean is_end)
{
  Place place = get_lane (is_end ? arrow->to_cpu : arrow->from_cpu, TASK_LANE);
  guint event = is_end ? arrow->to_event : arrow->from_event;
  struct json_object *object
      = new_event (is_end ? "f" : "s", place,
                   mms_arrow_kind_get_name ((MmsArrowKind) arrow->kind));

  mms_json_put_text (object, "cat", "ipi");
  mms_json_put_number (object, "id", id);
  /* It ends in the slice around it, not at the next one's start. */
  if (is_end)
    mms_json_put_text (object, "bp", "e");
  mms_json_put_value (object, "ts", new_time (writer, get_time (writer, event)));
  return mms_sink_put_line (&writer->sink, object);
}

static void
put_arrows (Writer *writer)
{
  guint n_arrows;
  const MmsArrow *arrows = mms_history_get_arrows (writer->history, &n_arrows);

  for (guint i = 0; i < n_arrows; i++)
    {
      if (!put_arrow_end (writer, &arrows[i], i + 1, FALSE)
          || !put_arrow_end (writer, &arrows[i], i + 1, TRUE))
        return;
    }
}

static struct json_object *
new_evidence (const MmsFinding *finding)
{
  struct json_object *array = json_object_new_array ();

  for (guint i = 0; finding->evidence != NULL && i < finding->evidence->len; i++)
    {
      const MmsEvidence *link = &g_array_index (finding->evidence, MmsEvidence, i);
      g_autofree char *text = g_strdup_printf ("event %u: %s", link->event, link->text);
      g_autofree char *valid = g_utf8_make_valid (text, -1);

      json_object_array_add (array, json_object_new_string (valid));
    }
  return array;
}

static void
put_findings (Writer *writer, GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);
      gboolean has_cpu = finding->cpu >= 0;
      Place place = has_cpu ? get_lane ((guint) finding->cpu, TASK_LANE) : (Place){ PID_CPUS, 0 };
      g_autofree char *name = g_strdup_printf ("%s %s", finding->id, finding->name);
      g_autofree char *message = g_utf8_make_valid (finding->message, -1);
      struct json_object *object = new_event ("i", place, name);
      struct json_object *arguments = json_object_new_object ();

      mms_json_put_text (object, "cat", "finding");
      mms_json_put_text (object, "s", has_cpu ? "t" : "p");
      mms_json_put_value (object, "ts", new_time (writer, get_time (writer, finding->event)));
      mms_json_put_number (arguments, "event", finding->event);
      mms_json_put_text (arguments, "severity", mms_severity_get_name (finding->severity));
      mms_json_put_text (arguments, "confidence", mms_confidence_get_name (finding->confidence));
      mms_json_put_text (arguments, "message", message);
      mms_json_put_value (arguments, "why", new_evidence (finding));
      mms_json_put_value (object, "args", arguments);
      if (!mms_sink_put_line (&writer->sink, object))
        return;
    }
}

static void
put_head (Writer *writer)
{
  struct json_object *about = json_object_new_object ();
  g_autofree char *file = g_filename_display_name (mms_trace_get_path (writer->trace));

  mms_json_put_text (about, "writer", "mmscope");
  mms_json_put_text (about, "file", file);
  mms_json_put_text (about, "clock", mms_trace_get_clock (writer->trace));
  mms_json_put_text (about, "scheme", mms_history_get_scheme (writer->history));
  mms_json_put_flag (about, "complete", mms_trace_is_complete (writer->trace));
  mms_sink_put (&writer->sink, "{\"displayTimeUnit\":\"ns\",\"otherData\":");
  mms_sink_put (&writer->sink, json_object_to_json_string_ext (
                                   about, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
  mms_sink_put (&writer->sink, MMS_CHROME_EVENTS);
  json_object_put (about);
}

/* The lines of simulator JSON as elements of an array: each but the last has a comma. */
typedef struct
{
  MmsWriteFunc func;
  gpointer user_data;
  gboolean is_between;
} Lines;

static gboolean
write_elements (const char *data, gsize length, gpointer user_data)
{
  Lines *lines = user_data;
  const char *end = data + length;

  while (data < end)
    {
      const char *newline = memchr (data, '\n', (gsize) (end - data));
      const char *stop = newline != NULL ? newline : end;

      if (lines->is_between && !lines->func (",\n", 2, lines->user_data))
        return FALSE;
      lines->is_between = newline != NULL;
      if (stop > data && !lines->func (data, (gsize) (stop - data), lines->user_data))
        return FALSE;
      data = newline != NULL ? newline + 1 : end;
    }
  return TRUE;
}

/* The trace itself, which viewers pass over. */
static gboolean
write_trace (Writer *writer)
{
  Lines lines = { writer->sink.func, writer->sink.user_data, FALSE };

  return mms_write_json (writer->trace, write_elements, &lines, NULL, writer->sink.progress, writer->sink.error)
         && lines.func ("\n]}\n", 4, lines.user_data);
}

gboolean
mms_write_chrome (MmsHistory *history, GPtrArray *findings, MmsWriteFunc func, gpointer user_data,
                  MmsProgress *progress, GError **error)
{
  Writer writer = { .history = history, .trace = mms_history_get_trace (history) };
  gboolean is_done;

  mms_sink_init (&writer.sink, func, user_data, progress, error);
  writer.sink.separator = ",\n";
  writer.events = mms_trace_get_events (writer.trace, &writer.n_events);
  writer.is_ns = mms_trace_clock_is_ns (writer.trace);

  put_head (&writer);
  put_cpus (&writer);
  put_mms (&writer);
  put_arrows (&writer);
  put_findings (&writer, findings);
  mms_sink_put (&writer.sink, "\n]" MMS_CHROME_TRACE);
  is_done = mms_sink_finish (&writer.sink) && write_trace (&writer);
  mms_sink_clear (&writer.sink);
  return is_done;
}
